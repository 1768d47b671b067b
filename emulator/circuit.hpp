#pragma once
// Everything that is joined by wires: the nets, and the byte-level buses that run over them (docs/buses.md).
#include <map>
#include <utility>

#include "emulator/i2c.hpp"
#include "emulator/net.hpp"
#include "emulator/serial.hpp"
#include "emulator/spi.hpp"

namespace emulator {

class Circuit {
 public:
  Nets nets;

  // The bus on these nets, made when first asked for. Buses live as long as the circuit.
  I2cBus& i2c(Net& scl, Net& sda) { return i2c_.try_emplace({&scl, &sda}, scl, sda).first->second; }
  I2cBus* i2c_with(const Terminal& leg);  // the one that has a target with this leg; null if none
  SpiBus& spi(const Net& sck) { return spi_[&sck]; }
  SerialLine& serial(const Net& line) { return serial_[&line]; }

  // Loading: no bus is in the middle of anything. Before chips and parts.
  void reset();
  // What the buses are in the middle of; after chips and parts, which join buses when they are loaded. Settles the
  // nets.
  void serialize(State&);

 private:
  std::map<std::pair<const Net*, const Net*>, I2cBus> i2c_;
  std::map<const Net*, SpiBus> spi_;
  std::map<const Net*, SerialLine> serial_;
};

}  // namespace emulator
