#include "peripherals/parts/lcd_i2c.hpp"

#include "peripherals/parts/hd44780.hpp"

namespace parts {

namespace {

constexpr emulator::u8 rs = 1 << 0, rw = 1 << 1, e = 1 << 2, backlight = 1 << 3;
constexpr double backlight_milliamps = 20;  // in doubt: displays differ

}  // namespace

LcdI2c::LcdI2c(const Setup& setup)
    : Part(setup),
      core_(Hd44780::core_of(setup)),
      label_(setup.prefix + setup.name),
      i2c_(label_, *this),
      address_(static_cast<u8>(setup.attributes.number("address", 0x27, 0x20, 0x3f))) {
  if (address_ > 0x27 && address_ < 0x38) throw PartError("\"address\" must be 32 to 39 or 56 to 63");
  add(i2c_.scl, "SCL");
  add(i2c_.sda, "SDA");
}

void LcdI2c::wired() { i2c_.join(machine_.circuit, address_); }

// All pins of the expander are high then, E too: the first byte that lowers it is lost on a display that still starts.
void LcdI2c::power_on() {
  core_.power_on();
  write(0xff);
}

// Data lines that both drive are low if one of them is.
void LcdI2c::write(u8 byte) {
  latch_ = byte;
  takes_more(byte & backlight ? backlight_milliamps : 0);
  core_.lines({(byte & rs) != 0, (byte & rw) != 0, (byte & e) != 0, static_cast<u8>((byte & 0xf0) | 0x0f)});
  Hd44780::tell_missed(machine_, label_, core_);
}

emulator::u8 LcdI2c::read() { return core_.drives() ? latch_ & (core_.output() | 0x0f) : latch_; }

std::vector<Reading> LcdI2c::readings() {
  auto readings = Hd44780::readings_of(core_);
  readings.push_back({"backlight", "", latch_ & backlight ? 1.0 : 0.0});
  return readings;
}

void LcdI2c::serialize(emulator::State& state) {
  Part::serialize(state);
  state(core_, latch_);
}

}  // namespace parts
