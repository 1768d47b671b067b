#pragma once
// SCL and SDA of a part, and the place on the bus that they give it.
#include <string>

#include "emulator/circuit.hpp"

namespace parts {

class I2cPins {
 public:
  I2cPins(const std::string& name, emulator::I2cTarget& target)
      : scl(name + ".SCL"), sda(name + ".SDA"), target_(target) {}
  ~I2cPins() {
    if (bus_) bus_->detach(target_);
  }
  I2cPins(const I2cPins&) = delete;

  emulator::Terminal scl, sda;
  void join(emulator::Circuit& circuit, emulator::u8 address) {  // once they are wired
    if (!scl.net() || !sda.net()) return;
    bus_ = &circuit.i2c(*scl.net(), *sda.net());
    bus_->attach(address, target_, scl, sda);
  }
  // Another address from now on; not while it is being talked to.
  void move(emulator::u8 address) {
    if (!bus_) return;
    bus_->detach(target_);
    bus_->attach(address, target_, scl, sda);
  }
  emulator::I2cBus* bus() const { return bus_; }  // null: not wired

 private:
  emulator::I2cTarget& target_;
  emulator::I2cBus* bus_ = nullptr;
};

}  // namespace parts
