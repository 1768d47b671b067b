#pragma once
// Clock and data of a part that takes every bit that comes, whoever it is meant for: bits of hardware controllers by
// the SpiBus of the clock's net, rising edges one by one.
#include <functional>
#include <string>

#include "emulator/circuit.hpp"
#include "peripherals/parts/logic_input.hpp"

namespace parts {

class ShiftPins final : private emulator::SpiDevice {
 public:
  ShiftPins(const std::string& clock_name, const std::string& data_name, double volts, std::function<void(bool)> on_bit)
      : clock(clock_name, volts, false,
              [this](bool level) {
                if (level) on_bit_(data.level());
              }),
        data(data_name, volts),
        on_bit_(std::move(on_bit)) {}
  ~ShiftPins() override {
    if (bus_) bus_->detach(*this);
  }

  LogicInput clock, data;
  void join(emulator::Circuit& circuit) {
    if (!clock.terminal.net() || bus_) return;
    bus_ = &circuit.spi(*clock.terminal.net());
    bus_->attach(*this, {.sck = clock.terminal, .mosi = data.terminal});
  }
  void serialize(emulator::State& state) { state(clock, data); }

 private:
  bool selected() const override { return true; }
  emulator::u32 answer(emulator::u32, unsigned bits) const override { return bits < 32 ? (1u << bits) - 1 : ~0u; }
  void shift(bool bit) override { on_bit_(bit); }

  std::function<void(bool)> on_bit_;
  emulator::SpiBus* bus_ = nullptr;
};

}  // namespace parts
