#pragma once
// IO_MUX: for each pad which function it has, its input buffer, pulls and drive strength, and what becomes of them in
// light sleep. ESP32 Technical Reference Manual 4.5 "Direct I/O via IO_MUX", 4.10 "IO_MUX Pad List", 4.12.2
// (registers). Not modelled: PIN_CTRL's CLK_OUT1 to CLK_OUT3 put out no clock. In doubt: the pads' values at reset
// (table "IO_MUX Pad List", column Reset), MCU_OE's use while awake (none).
#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "emulator/registers.hpp"
#include "peripherals/esp32/gpio_signals.hpp"
#include "peripherals/esp32/pads.hpp"

namespace esp32 {

// What one function of a pad joins it to; either may be `none`.
struct PadFunction {
  Input input = Input::none;
  Output output = Output::none;
  bool gpio = false;  // the GPIO matrix
};
PadFunction pad_function(unsigned pin, unsigned mcu_sel);

class IoMux final : public RegisterFile {
 public:
  static constexpr unsigned functions = 6;
  IoMux(std::string name, Pads&);

  PadFunction function(unsigned pin) const;
  std::function<void(unsigned pin)> on_function;

  void reset() override;
  void serialize(State&) override;

 private:
  void add_pad(u32 offset, int pin, const std::string& name, u32 reset);
  void pad_written(unsigned pin);
  void apply(unsigned pin);

  // clang-format off
  Register pin_ctrl_{*this, "PIN_CTRL", 0x00, 0, todo{"CLK_OUT1", 3, 0}, todo{"CLK_OUT2", 7, 4}, todo{"CLK_OUT3", 11, 8}};
  Bits<31, 12, u32, Access::ro> pin_ctrl_rest_{pin_ctrl_, "UNUSED"};  // so that reading it is no complaint
  // clang-format on
  Pads& pads_;
  std::vector<std::unique_ptr<Register>> registers_;
  std::array<Register*, Pads::count> by_pin_{};
  std::array<u8, Pads::count> function_{};
};

}  // namespace esp32
