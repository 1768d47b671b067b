#pragma once
// The four pins of a part on SPI: bytes of hardware controllers reach it by the SpiBus of SCK's net, edges on SCK one
// by one. MISO is driven while /CS is low. Inputs switch at 0.3 and 0.7 of the supply.
#include <functional>
#include <string>

#include "emulator/circuit.hpp"
#include "emulator/spi.hpp"

namespace parts {

class SpiPins {
 public:
  // mode: CPOL << 1 | CPHA. on_select: /CS has changed.
  SpiPins(const std::string& name, emulator::SpiDevice&, emulator::u8 mode, double volts,
          std::function<void(bool)> on_select);
  ~SpiPins();
  SpiPins(const SpiPins&) = delete;

  emulator::Terminal sck, mosi, miso, cs;
  void join(emulator::Circuit&);  // once they are wired
  bool selected() const { return selected_; }
  void serialize(emulator::State&);

 private:
  bool level(const emulator::Terminal&, bool was) const;
  void cs_changed();
  void sck_changed();
  void show();

  emulator::SpiDevice& device_;
  emulator::SpiBus* bus_ = nullptr;
  emulator::u8 mode_;
  double volts_;
  std::function<void(bool)> on_select_;
  bool selected_ = false, sck_ = false;
};

}  // namespace parts
