#include "peripherals/parts/pcf8574.hpp"

#include <fmt/format.h>

namespace parts {

namespace {

constexpr double high_amps = 100e-6;  // IOH, table 8
constexpr double low_ohms = 40;       // IOL: 25 mA at 1 V
constexpr emulator::u8 first_address = 0x20, first_address_a = 0x38;

}  // namespace

Pcf8574::Pcf8574(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 2.5, 6)),
      address_(static_cast<u8>(setup.attributes.number("address", first_address, first_address, first_address_a + 7))),
      i2c_(label_, *this),
      int_(label_ + ".INT") {
  if (address_ > first_address + 7 && address_ < first_address_a)
    throw PartError(fmt::format("\"address\" must be 32 to 39 (PCF8574) or 56 to 63 (PCF8574A), not {}", address_));
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
  add(int_, "INT");
  for (unsigned i = 0; i < pins_.size(); ++i) {
    pins_[i] = std::make_unique<emulator::Terminal>(fmt::format("{}.P{}", label_, i));
    add(*pins_[i], fmt::format("P{}", i));
    pins_[i]->thresholds(0.3 * volts_, 0.7 * volts_);
    pins_[i]->on_change = [this] { look(); };
  }
}

void Pcf8574::wired() {
  drive();
  i2c_.join(machine_.circuit, address_);
}

void Pcf8574::power_on() { write(0xff); }

// Between 0.3 and 0.7 of the supply a pin is what it was.
emulator::u8 Pcf8574::seen() const {
  u8 levels = 0;
  for (unsigned i = 0; i < pins_.size(); ++i) {
    const double volts = pins_[i]->volts() / volts_;
    if (volts >= 0.7 || (volts > 0.3 && known_ >> i & 1)) levels = static_cast<u8>(levels | 1 << i);
  }
  return levels;
}

void Pcf8574::drive() {
  writing_ = true;
  for (unsigned i = 0; i < pins_.size(); ++i)
    latch_ >> i & 1 ? pins_[i]->drive(volts_, volts_ / high_amps) : pins_[i]->drive(0, low_ohms);
  writing_ = false;
}

void Pcf8574::look() {
  if (writing_) return;
  seen() == known_ ? int_.release() : int_.drive(0, low_ohms);
}

void Pcf8574::write(u8 byte) {
  latch_ = byte;
  drive();
  known_ = seen();
  look();
}

emulator::u8 Pcf8574::read() {
  known_ = seen();
  look();
  return known_;
}

void Pcf8574::serialize(emulator::State& state) {
  Part::serialize(state);
  state(latch_, known_);
}

}  // namespace parts
