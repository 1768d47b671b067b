#include "emulator/decode/one_wire.hpp"

#include <fmt/format.h>

namespace emulator::decode {

using namespace std::chrono_literals;
using Kind = Frame::Kind;

namespace {

constexpr Duration longest_one = 15us;
constexpr Duration shortest_reset = 240us;     // no slot is low for more than 120 us, no reset for less than 480
constexpr Duration presence_patience = 240us;  // devices answer 15 to 60 us after the reset
constexpr Duration longest_pause = 10ms;       // in a byte
constexpr unsigned search_bits = 3 * 64;

}  // namespace

void OneWire::forget() {
  phase_ = Phase::bits;
  fell_ = Time::max();
  bits_ = 0;
  first_ = searching_ = false;
}

Time OneWire::due() const {
  if (!level(0)) return Time::max();
  if (phase_ == Phase::presence_due) return rose_ + presence_patience;
  return bits_ ? rose_ + longest_pause : Time::max();
}

Time OneWire::open() const {
  if (phase_ != Phase::bits) return reset_;
  return bits_ ? began_ : fell_;
}

void OneWire::look(Time time) {
  if (time < due()) return;
  if (phase_ == Phase::presence_due)
    reset_over(due(), false);
  else
    broken_off();
}

void OneWire::changed(unsigned, Time time) { level(0) ? rise(time) : fall(time); }

void OneWire::fall(Time time) {
  fell_ = time;
  if (phase_ == Phase::presence_due) phase_ = Phase::presence;
}

void OneWire::rise(Time time) {
  if (fell_ == Time::max()) return;  // low from the beginning
  const Time fell = std::exchange(fell_, Time::max());
  const bool reset = time - fell >= shortest_reset * (phase_ == Phase::presence ? 2 : 1);
  if (reset) broken_off();
  rose_ = time;
  if (phase_ == Phase::presence) {
    reset_over(reset ? fell : time, !reset);
    if (!reset) return;
  }
  if (!reset) return bit(time - fell <= longest_one, fell);
  phase_ = Phase::presence_due;
  reset_ = fell;
}

void OneWire::reset_over(Time time, bool presence) {
  phase_ = Phase::bits;
  bits_ = 0;
  first_ = true;
  searching_ = false;
  emit({.start = reset_,
        .end = time,
        .kind = Kind::reset,
        .acknowledged = presence,
        .text = presence ? "reset/presence" : "reset/nobody"});
}

void OneWire::bit(bool one, Time fell) {
  if (bits_ == 0) {
    began_ = fell;
    shift_ = 0;
  }
  if (searching_) return search_bit(one, rose_);
  shift_ |= u64{one} << bits_;
  if (++bits_ == 8) byte_over(rose_);
}

void OneWire::byte_over(Time time) {
  const u8 byte = static_cast<u8>(shift_);
  bits_ = 0;
  searching_ = std::exchange(first_, false) && (byte == 0xf0 || byte == 0xec);
  emit({.start = began_, .end = time, .bytes = {byte}, .text = fmt::format("{:02X}", byte)});
}

// A bit of the ROM code, its complement, and the one that the master goes on with.
void OneWire::search_bit(bool one, Time time) {
  if (bits_ % 3 == 2) shift_ |= u64{one} << (bits_ / 3);
  if (++bits_ < search_bits) return;
  bits_ = 0;
  searching_ = false;
  Frame frame{.start = began_, .end = time, .kind = Kind::note, .text = "ROM"};
  for (unsigned i = 0; i < 8; ++i) {
    frame.bytes.push_back(static_cast<u8>(shift_ >> (8 * i)));
    frame.text += fmt::format(" {:02X}", frame.bytes.back());
  }
  emit(std::move(frame));
}

// Some bits that a reset or a long pause follows.
void OneWire::broken_off() {
  if (bits_ == 0) return;
  Frame frame{.start = began_, .end = rose_, .kind = Kind::note, .text = fmt::format("{} bits", bits_)};
  if (!searching_ && bits_ < 8) {
    frame.text += ": ";
    for (unsigned i = 0; i < bits_; ++i) frame.text += shift_ >> i & 1 ? '1' : '0';
  }
  bits_ = 0;
  searching_ = false;
  emit(std::move(frame));
}

}  // namespace emulator::decode
