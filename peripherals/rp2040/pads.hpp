#pragma once
// PADS_BANK0 and PADS_QSPI: the electrical side of the pins. RP2040 Datasheet 2.19.4 "Pads", 2.19.6.3 and 2.19.6.4
// (registers), 5.5.3 "Pin Specifications" (table "Digital IO characteristics").
// Not modelled: SLEWFAST makes no difference, since edges on nets take no time; a strong driver
// hides the pull of its own pad. The pads of the debug port (SWCLK, SWD) have no pins here.
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Pads final : public Peripheral {
 public:
  // One row of the list of registers, from offset 4 on.
  struct Row {
    std::string name;
    u32 reset;
    std::optional<unsigned> pin;  // as the IO bank numbers it
  };
  enum class Pull : u8 { none, down, up, keep };  // keep: both, "Bus Keeper Mode"

  Pads(std::string name, const std::vector<Row>&);
  static std::vector<Row> bank0();
  static std::vector<Row> qspi();

  // --- for the IO bank; masks have one bit a pin ---
  u32 input_enable() const { return input_enable_; }
  u32 output_disable() const { return output_disable_; }
  Pull pull(unsigned pin) const;
  double driver_ohms(unsigned pin, bool level) const { return ohms_[pin][level]; }
  // The digital level of a voltage, given what it was.
  bool level(unsigned pin, double volts, double supply, bool was) const;
  struct Thresholds {
    double falling, rising;
  };
  Thresholds thresholds(unsigned pin, double supply) const;
  static constexpr double pull_ohms = 65'000;  // 50 to 80 kohm
  std::function<void(unsigned pin)> on_change;

  void reset() override;
  void serialize(State&) override;

 private:
  void voltage_changed();
  void changed(u32 written, unsigned pin);
  void refresh(unsigned pin);
  double ohms(unsigned pin, bool level) const;
  u32 control(unsigned pin) const { return by_pin_[pin] ? by_pin_[pin]->value : 0; }

  // clang-format off
  Register      voltage_select_{*this, "VOLTAGE_SELECT", 0x00, 0, reserved{31, 1}, on_write<&Pads::voltage_changed>};
  Bit<0>        low_voltage_   {voltage_select_, "VOLTAGE_SELECT"};  // 1: thresholds for 1.8 V
  // clang-format on
  std::vector<std::unique_ptr<Register>> pads_;

  std::vector<Register*> by_pin_;
  std::vector<std::array<double, 2>> ohms_;  // of the driver, for 0 and 1
  u32 input_enable_ = 0, output_disable_ = 0;
};

}  // namespace rp2040
