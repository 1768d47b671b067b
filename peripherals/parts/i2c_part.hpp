#pragma once
// A part on I2C: its terminals SCL and SDA, its address, the bus that they join. `Target` is I2cTarget or a way of
// being read that derives from it, as I2cRegisters.
#include <fmt/format.h>

#include "peripherals/parts/i2c_pins.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

template <typename Target = emulator::I2cTarget>
class I2cPart : public Part, protected Target {
 public:
  void wired() override { i2c_.join(machine_.circuit, address_); }

 protected:
  // Attribute "address": the usual one, and the range that its pins choose from.
  I2cPart(const Setup& setup, double usual, double least, double most)
      : Part(setup),
        i2c_(setup.prefix + setup.name, *this),
        address_(static_cast<emulator::u8>(setup.attributes.number("address", usual, least, most))) {
    add(i2c_.scl, "SCL");
    add(i2c_.sda, "SDA");
  }

  // Where its pins do not choose from a whole range.
  void only_at(emulator::u8 one, emulator::u8 another, emulator::u8 third = 0) const {
    if (address_ == one || address_ == another || (third && address_ == third)) return;
    throw PartError(third ? fmt::format("\"address\" must be {}, {} or {}", one, another, third)
                          : fmt::format("\"address\" must be {} or {}", one, another));
  }
  // Another address from now on; not while it is being talked to.
  void answer_at(emulator::u8 address) {
    if (address == address_) return;
    address_ = address;
    i2c_.move(address);
  }
  emulator::u8 own_address() const { return address_; }

  I2cPins i2c_;

 private:
  emulator::u8 address_;
};

}  // namespace parts
