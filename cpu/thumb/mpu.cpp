#include "cpu/thumb/mpu.hpp"

#include "cpu/thumb/cortex_m.hpp"

namespace cpu::thumb {

namespace {

constexpr u32 private_base = 0xe000'0000, private_size = 0x0010'0000;  // never under the MPU's rules (B3.5.1)
constexpr u32 smallest_size = 7;                                       // SIZE of 256 bytes

}  // namespace

bool Mpu::Region::holds(u32 address) const {
  if (!(attributes & 1)) return false;
  const unsigned bits = (attributes >> 1 & 31) + 1;
  if (bits <= smallest_size) return false;
  const u32 mask = bits == 32 ? 0 : ~((1u << bits) - 1);
  if ((address ^ base) & mask) return false;
  const unsigned subregion = address >> (bits - 3) & 7;
  return !(attributes >> (8 + subregion) & 1);
}

// B3.5.9: AP and XN.
bool Mpu::Region::permits(Kind access, bool privileged) const {
  const u32 ap = attributes >> 24 & 7;
  const bool reads = ap == 1 || ap == 5 ? privileged : ap != 0 && ap != 4;
  const bool writes = ap == 3 || ((ap == 1 || ap == 2) && privileged);
  switch (access) {
    case Kind::read: return reads;
    case Kind::write: return writes;
    case Kind::execute: return reads && !(attributes >> 28 & 1);
  }
  return false;
}

bool Mpu::allows(u32 address, Kind access, bool privileged, bool fault_handler) const {
  if (!enable_ || (fault_handler && !hfnmiena_) || address - private_base < private_size) return true;
  for (auto region = regions_.rbegin(); region != regions_.rend(); ++region)  // the highest number counts
    if (region->holds(address)) return region->permits(access, privileged);
  return privdefena_ && privileged;
}

void Mpu::control_written() { changed(); }

void Mpu::write_rbar(u32 written) {
  if (written >> 4 & 1) region_ = written & (regions - 1);
  regions_[region_].base = written & ~0xffu;
  if (enable_) changed();
}

void Mpu::write_rasr(u32 written) {
  regions_[region_].attributes = written & 0x1707'ff3f;
  if (enable_) changed();
}

void Mpu::changed() { core_.protection_changed(); }

void Mpu::reset() {
  const bool was = enable_;
  RegisterFile::reset();
  regions_ = {};
  if (was) changed();
}

void Mpu::serialize(State& state) {
  RegisterFile::serialize(state);
  for (Region& region : regions_) state(region.base, region.attributes);
}

}  // namespace cpu::thumb
