#include "emulator/i2c_levels.hpp"

#include "emulator/i2c.hpp"

namespace emulator {

namespace {

// One pair of thresholds for buses of 1.8 V to 5 V: those of SMBus 3.2, table "DC parameters" (V_IL 0.8 V, V_IH 1.35
// V). Those of a part follow its supply (UM10204 table 9: 0.3 and 0.7 of VDD), which a bus does not know.
constexpr double low_volts = 0.8, high_volts = 1.35;
// UM10204 table 9: V_OL of 0.4 V at 3 mA is the most that a target may leave on the line.
constexpr double target_ohms = 0.4 / 0.003;

bool level(const Terminal& t, bool was) {
  if (t.floating()) return was;
  return was ? t.volts() > low_volts : t.volts() >= high_volts;
}

}  // namespace

I2cLevels::I2cLevels(I2cBus& bus)
    : bus_(bus), scl_pin_("I2C target on " + bus.scl().name()), sda_pin_("I2C target on " + bus.sda().name()) {
  scl_pin_.connect(bus.scl());
  sda_pin_.connect(bus.sda());
  scl_ = level(scl_pin_, false);
  sda_ = level(sda_pin_, false);
  scl_pin_.on_change = [this] { scl_changed(); };
  sda_pin_.on_change = [this] { sda_changed(); };
}

void I2cLevels::scl_changed() {
  const bool now = level(scl_pin_, scl_);
  if (now == scl_) return;
  scl_ = now;
  scl_ ? rise() : fall();
}

void I2cLevels::sda_changed() {
  const bool now = level(sda_pin_, sda_);
  if (now == sda_) return;
  sda_ = now;
  if (scl_) sda_ ? stopped() : started();
}

void I2cLevels::drive_sda(bool high) { high ? sda_pin_.release() : sda_pin_.drive(0, target_ohms); }

void I2cLevels::let_go() {
  waits_ = false;
  sda_pin_.release();
  scl_pin_.release();
}

// A hardware controller on the same nets, which works by bytes, has begun a transfer of its own.
bool I2cLevels::broken_into() const { return !engaged_ || bus_.starts() != starts_; }

void I2cLevels::started() {
  let_go();
  phase_ = Phase::address;
  bits_ = shift_ = 0;
}

void I2cLevels::stopped() {
  let_go();
  if (!broken_into()) bus_.stop();
  engaged_ = false;
  phase_ = Phase::idle;
}

// Both sides read SDA while SCL is high.
void I2cLevels::rise() {
  if (phase_ == Phase::idle || phase_ == Phase::ignore) return;
  if (bits_ == 8)
    acknowledged_ = !sda_;
  else if (phase_ != Phase::read)
    shift_ = static_cast<u8>(shift_ << 1 | sda_);
  if (bits_ < 9) ++bits_;
}

// … and change it while SCL is low.
void I2cLevels::fall() {
  if (phase_ == Phase::idle || phase_ == Phase::ignore || bits_ == 0) return;
  if (bits_ == 9) return end_of_byte();
  if (phase_ == Phase::read) return drive_sda(bits_ == 8 || (shift_ >> (7 - bits_) & 1));
  if (bits_ == 8) phase_ == Phase::address ? address_in() : byte_in();
}

void I2cLevels::address_in() {
  reading_ = shift_ & 1;
  const bool there = bus_.start(shift_ >> 1, reading_);
  engaged_ = true;
  starts_ = bus_.starts();
  there ? acknowledge() : void(phase_ = Phase::ignore);
}

void I2cLevels::acknowledge() { drive_sda(false); }

void I2cLevels::byte_in() {
  if (broken_into()) return void(phase_ = Phase::ignore);
  if (bus_.stretched()) {
    waits_ = true;
    return scl_pin_.drive(0, target_ohms);
  }
  bus_.write(shift_) ? acknowledge() : void(phase_ = Phase::ignore);
}

// The clock of the acknowledge is over.
void I2cLevels::end_of_byte() {
  bits_ = 0;
  sda_pin_.release();
  if (phase_ == Phase::address)
    phase_ = reading_ ? Phase::read : Phase::write;
  else if (phase_ == Phase::read && !acknowledged_)
    return void(phase_ = Phase::ignore);
  else if (phase_ == Phase::read && !broken_into())
    bus_.more();
  if (phase_ == Phase::read) byte_out();
}

void I2cLevels::byte_out() {
  if (broken_into()) return void(phase_ = Phase::ignore);
  if (bus_.stretched()) {
    waits_ = true;
    return scl_pin_.drive(0, target_ohms);
  }
  shift_ = bus_.read();
  drive_sda(shift_ >> 7);
}

void I2cLevels::ready() {
  if (!waits_ || bus_.stretched()) return;
  waits_ = false;
  phase_ == Phase::read ? byte_out() : byte_in();
  if (!waits_) scl_pin_.release();
}

void I2cLevels::reset() {
  State nothing;
  Terminal{""}.serialize(nothing);
  for (Terminal* pin : {&scl_pin_, &sda_pin_}) {
    State loading{nothing.data()};
    pin->serialize(loading);
  }
  phase_ = Phase::idle;
  waits_ = engaged_ = false;
}

void I2cLevels::serialize(State& state) {
  state(scl_pin_, sda_pin_, scl_, sda_, phase_, bits_, shift_, reading_, acknowledged_, waits_, engaged_, starts_);
}

}  // namespace emulator
