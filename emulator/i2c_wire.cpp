#include "emulator/i2c_wire.hpp"

namespace emulator {

using End = I2cLines::End;

I2cWire::I2cWire(Scheduler& scheduler, std::string name, I2cLines& lines)
    : scheduler_(scheduler), lines_(lines), step_(scheduler, std::move(name), [this] { step(); }) {}

void I2cWire::enter(Part part, Duration time) {
  part_ = part;
  step_.after(time);
}

void I2cWire::begin(What what) {
  what_ = what;
  sda_ = sda_before_ = lines_.sda();
  sda_changed_ = Time{};
  enter(Part::hold, lines_.times().hold);
}

void I2cWire::start() {
  begin(holds_ ? What::repeated_start : What::start);
  if (!holds_) enter(Part::low, lines_.times().low);
}

void I2cWire::transfer(u32 levels, u32 listens, unsigned n) {
  levels_ = levels;
  listens_ = listens;
  left_ = static_cast<u8>(n);
  seen_ = 0;
  begin(What::bits);
}

void I2cWire::stop() { begin(What::stop); }

// SCL first: who listens takes it for the end of the transfer.
void I2cWire::let_go() {
  what_ = What::nothing;
  holds_ = false;
  step_.cancel();
  lines_.drive_scl(true);
  lines_.drive_sda(true);
}

void I2cWire::end(End end) {
  what_ = What::nothing;
  step_.cancel();
  if (end != End::done) let_go();
  lines_.wire_over(end);
}

void I2cWire::step() {
  const I2cLines::Times times = lines_.times();
  switch (part_) {
    case Part::hold:
      enter(Part::low, times.low - times.hold);
      return lines_.drive_sda(what_ == What::bits ? levels_ >> (left_ - 1) & 1 : what_ == What::repeated_start);
    case Part::low: return release_scl();
    case Part::high: return high_over();
    case Part::held_start: return start_seen();
    case Part::rising:
    case Part::freeing: return;  // somebody else has to act
  }
}

void I2cWire::hold_scl() {
  holds_ = true;
  lines_.drive_scl(false);
}

void I2cWire::release_scl() {
  if (what_ == What::start && !lines_.scl()) return end(End::taken);
  part_ = Part::rising;
  holds_ = false;
  lines_.drive_scl(true);
  if (part_ == Part::rising && what_ != What::nothing && lines_.scl()) risen();
}

void I2cWire::risen() {
  const Duration high = lines_.times().high;
  enter(Part::high, what_ == What::start || what_ == What::repeated_start ? high / 2 : high);
}

void I2cWire::high_over() {
  if (what_ == What::bits) return bit_over();
  if (what_ == What::stop) {
    part_ = Part::freeing;
    lines_.drive_sda(true);
    if (part_ == Part::freeing && what_ == What::stop && lines_.sda()) end(End::done);
    return;
  }
  const I2cLines::Times times = lines_.times();
  if (!lines_.sda() && scheduler_.now() - sda_changed_ > times.filter)
    return end(what_ == What::start ? End::taken : End::lost);
  enter(Part::held_start, times.high - times.high / 2);
  lines_.drive_sda(false);
}

void I2cWire::start_seen() {
  what_ = What::nothing;
  hold_scl();
  end(End::done);
}

// Somebody who heard of SCL's fall before us may have changed SDA already.
bool I2cWire::sda_at_fall() const { return sda_changed_ == scheduler_.now() ? sda_before_ : lines_.sda(); }

void I2cWire::bit_over() {
  const bool level = lines_.scl() ? lines_.sda() : sda_at_fall();
  --left_;
  if (!level && levels_ >> left_ & 1 && !(listens_ >> left_ & 1)) return end(End::lost);
  seen_ = seen_ << 1 | level;
  step_.cancel();
  part_ = Part::hold;
  hold_scl();
  if (!left_) return end(End::done);
  enter(Part::hold, lines_.times().hold);
}

void I2cWire::changed() {
  if (what_ == What::nothing) return;
  const bool scl = lines_.scl();
  if (const bool sda = lines_.sda(); sda != sda_) {
    sda_before_ = sda_;
    sda_ = sda;
    sda_changed_ = scheduler_.now();
  }
  switch (part_) {
    case Part::rising:
      if (scl) risen();
      return;
    case Part::low:
      if (what_ == What::start && !scl) end(End::taken);
      return;
    case Part::high:  // another clock is faster
      if (!scl) return what_ == What::bits ? bit_over() : end(what_ == What::start ? End::taken : End::lost);
      return;
    case Part::held_start:
      if (!scl) start_seen();
      return;
    case Part::freeing:
      if (!scl) return end(End::lost);
      if (lines_.sda()) end(End::done);
      return;
    case Part::hold: return;
  }
}

void I2cWire::serialize(State& state) {
  i64 ps = sda_changed_.time_since_epoch().count();
  state(step_, what_, part_, levels_, listens_, seen_, left_, holds_, sda_, sda_before_, ps);
  sda_changed_ = Time{Duration{ps}};
}

}  // namespace emulator
