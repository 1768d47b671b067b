#include "emulator/decode/i2c.hpp"

#include <fmt/format.h>

namespace emulator::decode {

using Kind = Frame::Kind;

void I2c::forget() {
  phase_ = Phase::idle;
  bits_ = 0;
  began_ = Time::max();
}

void I2c::changed(unsigned line, Time time) {
  if (line == scl)
    level(scl) ? rise(time) : fall(time);
  else if (level(scl))
    level(sda) ? stopped(time) : started(time);
}

void I2c::started(Time time) {
  broken_off(time);
  repeated_ = phase_ != Phase::idle;
  phase_ = Phase::starting;
  bits_ = 0;
  began_ = time;
}

void I2c::start_over(Time time) {
  emit({.start = began_, .end = time, .kind = Kind::start, .text = repeated_ ? "Sr" : "S"});
  phase_ = Phase::address;
  began_ = Time::max();
}

void I2c::stopped(Time time) {
  if (phase_ == Phase::idle) return;
  if (phase_ == Phase::starting) start_over(time);
  broken_off(time);
  emit({.start = bits_ == 1 ? began_ : time, .end = time, .kind = Kind::stop, .text = "P"});
  forget();
}

// The last rise of SCL belonged to the START or STOP.
void I2c::broken_off(Time time) {
  if (bits_ < 2) return;
  emit({.start = began_, .end = time, .kind = Kind::error, .text = fmt::format("{} bits of a byte", bits_ - 1)});
  bits_ = 0;
}

void I2c::rise(Time time) {
  if (phase_ == Phase::idle || phase_ == Phase::starting) return;
  if (bits_ == 0) began_ = time;
  if (bits_ < 8)
    shift_ = static_cast<u8>(shift_ << 1 | level(sda));
  else
    acknowledged_ = !level(sda);
  ++bits_;
}

void I2c::fall(Time time) {
  if (phase_ == Phase::starting) return start_over(time);
  if (bits_ == 9) byte_over(time);
}

void I2c::byte_over(Time time) {
  Frame frame{.start = began_, .end = time, .bytes = {shift_}, .acknowledged = acknowledged_};
  const char* end = acknowledged_ ? "a" : "n";
  if (phase_ == Phase::address) {
    frame.kind = Kind::address;
    frame.text = fmt::format("{:02X} {} {}", shift_ >> 1, shift_ & 1 ? 'R' : 'W', end);
  } else {
    frame.text = fmt::format("{:02X} {}", shift_, end);
  }
  phase_ = Phase::data;
  bits_ = 0;
  began_ = Time::max();
  emit(std::move(frame));
}

}  // namespace emulator::decode
