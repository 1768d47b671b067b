#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

u32 Peripheral::read(u32 offset) { return held_ ? 0 : RegisterFile::read(offset); }

void Peripheral::write(u32 offset, u32 value) {
  if (!held_) RegisterFile::write(offset, value);
}

u32 Peripheral::peek(u32 offset) const { return held_ ? 0 : RegisterFile::peek(offset); }

void Peripheral::serialize(State& state) {
  RegisterFile::serialize(state);
  state(held_);
}

void Peripheral::hold_in_reset(bool held) {
  if (held == held_) return;
  held_ = held;
  if (held) reset();
  if (on_held) on_held(held);
}

void Peripheral::map_on(Bus& bus, u32 base) {
  bus.map(base, alias_stride, *this, Narrow::replicate);
  bus.map(base + alias_stride, alias_stride, xor_, Narrow::replicate);
  bus.map(base + 2 * alias_stride, alias_stride, set_, Narrow::replicate);
  bus.map(base + 3 * alias_stride, alias_stride, clear_, Narrow::replicate);
}

u32 Peripheral::merged(u32 offset, u32 value, Alias alias) const {
  const Register* r = find(offset);
  if (!r) return value;
  const u32 before = peek(offset);
  u32 after = value;
  switch (alias) {
    case Alias::normal: break;
    case Alias::exclusive_or: after = before ^ value; break;
    case Alias::set: after = before | value; break;
    case Alias::clear: after = before & ~value; break;
  }
  const u32 as_written = r->mask(Access::w1c) | r->mask(Access::wo);
  return (after & ~as_written) | (value & as_written);
}

}  // namespace rp2040
