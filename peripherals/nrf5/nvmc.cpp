#include "peripherals/nrf5/nvmc.hpp"

#include <algorithm>
#include <cstring>

namespace nrf5 {

namespace {

using namespace std::chrono_literals;

// Product Specification, "NVMC": t_WRITE, t_PAGEERASE, t_ERASEALL.
constexpr Duration write_time = 46'300ns;
constexpr Duration page_erase_time = 22'300us;
constexpr Duration erase_all_time = 22'300us;
constexpr u32 no_region0 = 0xffff'ffff;

u32 word(const Memory& memory, u32 offset) {
  u32 value;
  std::memcpy(&value, memory.bytes().data() + offset, sizeof value);
  return value;
}

}  // namespace

Nvmc::Nvmc(std::string name, Scheduler& scheduler, Bus& bus, const Mpu& mpu, Memory& flash, Memory& uicr)
    : RegisterFile(std::move(name)), scheduler_(scheduler), bus_(bus), mpu_(mpu), flash_(flash), uicr_(uicr) {}

bool Nvmc::program_flash(u32 offset, u32 value, unsigned width) {
  if (wen_ != Enable::write || width != 4 || mpu_.protects(offset)) return false;
  program(flash_, offset, value);
  return true;
}

bool Nvmc::program_uicr(u32 offset, u32 value) {
  if (wen_ != Enable::write) return false;
  program(uicr_, offset, value);
  return true;
}

void Nvmc::program(Memory& memory, u32 offset, u32 value) {
  value &= word(memory, offset);
  std::memcpy(memory.bytes().data() + offset, &value, sizeof value);
  bus_.changed(memory, offset, sizeof value);
  busy(write_time);
}

void Nvmc::erase(Memory& memory, u32 offset, u32 size) {
  std::ranges::fill(memory.bytes().subspan(offset, size), u8{0xff});
  bus_.changed(memory, offset, size);
}

// Chapter 8: CLENR0, the length of code region 0.
u32 Nvmc::region0_end() const {
  const u32 length = word(uicr_, 0);
  return length == no_region0 ? 0 : length;
}

void Nvmc::erase_page(u32 address) {
  if (wen_ != Enable::erase || address >= flash_.size() || address < region0_end() || mpu_.protects(address)) return;
  erase(flash_, address / page_size * page_size, page_size);
  busy(page_erase_time);
}

void Nvmc::erase_page_of_region0(u32 address) {
  if (wen_ != Enable::erase || address >= std::min(region0_end(), flash_.size()) || mpu_.protects(address)) return;
  erase(flash_, address / page_size * page_size, page_size);
  busy(page_erase_time);
}

void Nvmc::erase_all(u32 written) {
  if (wen_ != Enable::erase || !(written & 1)) return;
  erase(flash_, 0, flash_.size());
  erase(uicr_, 0, uicr_.size());
  all_ = false;
  busy(erase_all_time);
}

void Nvmc::erase_uicr(u32 written) {
  if (wen_ != Enable::erase || !(written & 1)) return;
  erase(uicr_, 0, uicr_.size());
  uicr_bit_ = false;
  busy(page_erase_time);
}

void Nvmc::busy(Duration d) {
  busy_until_ = scheduler_.now() + d;
  if (stall) stall(d);
}

void Nvmc::serialize(State& state) {
  RegisterFile::serialize(state);
  i64 until = busy_until_.time_since_epoch().count();
  state(until);
  busy_until_ = Time{Duration{until}};
}

}  // namespace nrf5
