#include "peripherals/esp32/psram.hpp"

namespace esp32 {

namespace {

constexpr u8 manufacturer = 0x0d, known_good_die = 0x5d;
// EID's top bits say how large it is: 1 32 Mbit, 2 64 Mbit.
u8 extended_id(u32 size) { return size > 4 * 1024 * 1024 ? 0x40 : 0x20; }

}  // namespace

void Psram::select(bool on) {
  if (!on) return;
  phase_ = Phase::command;
  lines_ = quad_ ? 4 : 1;
  bits_ = 0;
  shift_ = count_ = 0;
}

QuadDevice::Lines Psram::clock(u8 in) {
  if (phase_ == Phase::ignored) return {0xf, 0};
  if (phase_ == Phase::dummy) {
    if (--dummy_ == 0) phase_ = Phase::read;
    return {0xf, 0};
  }
  if (phase_ == Phase::read || phase_ == Phase::identity) {
    const u8 byte = output();
    bits_ = static_cast<u8>(bits_ + lines_);
    const u8 piece = static_cast<u8>(byte >> (8 - bits_) & ((1u << lines_) - 1));
    if (bits_ == 8) {
      bits_ = 0;
      ++count_;
    }
    return lines_ == 1 ? Lines{static_cast<u8>(piece << 1), 2} : Lines{piece, 0xf};
  }
  shift_ = shift_ << lines_ | (in & ((1u << lines_) - 1));
  bits_ = static_cast<u8>(bits_ + lines_);
  received();
  return {0xf, 0};
}

void Psram::received() {
  if (phase_ == Phase::address) {
    if (bits_ == 24) addressed();
    return;
  }
  if (bits_ != 8) return;
  bits_ = 0;
  const u8 byte = static_cast<u8>(shift_);
  if (phase_ == Phase::command) return begin(byte);
  const u32 at = (address_ + count_++) % memory_.size();
  memory_.bytes()[at] = byte;
  on_changed_(at, 1);
}

void Psram::begin(u8 command) {
  command_ = command;
  shift_ = 0;
  const bool was_enabled = reset_enabled_;
  reset_enabled_ = command == 0x66;
  switch (command) {
    case 0x99:
      if (was_enabled) quad_ = false;
      phase_ = Phase::ignored;
      return;
    case 0x35:
      quad_ = true;
      phase_ = Phase::ignored;
      return;
    case 0xf5:
      quad_ = false;
      phase_ = Phase::ignored;
      return;
    case 0xeb:
    case 0x38:
      lines_ = 4;
      phase_ = Phase::address;
      return;
    case 0x02:
    case 0x03:
    case 0x0b:
    case 0x9f: phase_ = Phase::address; return;
    default: phase_ = Phase::ignored; return;
  }
}

void Psram::addressed() {
  address_ = shift_ & 0xff'ffff;
  bits_ = 0;
  switch (command_) {
    case 0x9f: phase_ = Phase::identity; return;
    case 0x02:
    case 0x38: phase_ = Phase::write; return;
    case 0x0b:
      dummy_ = quad_ ? 4 : 8;
      phase_ = Phase::dummy;
      return;
    case 0xeb:
      dummy_ = 6;
      phase_ = Phase::dummy;
      return;
    default: phase_ = Phase::read; return;
  }
}

u8 Psram::output() const {
  if (phase_ == Phase::read) return memory_.bytes()[(address_ + count_) % memory_.size()];
  switch (count_ % 8) {
    case 0: return manufacturer;
    case 1: return known_good_die;
    case 2: return extended_id(memory_.size());
    default: return static_cast<u8>(count_);
  }
}

void Psram::serialize(State& state) {
  state(quad_, reset_enabled_, phase_, command_, lines_, bits_, shift_, address_, count_, dummy_);
}

}  // namespace esp32
