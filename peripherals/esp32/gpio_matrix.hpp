#pragma once
// How blocks reach pins: the GPIO matrix and IO_MUX as their users see them. ESP32 Technical Reference Manual 4.2, 4.3,
// 4.4 (the ways in, out, and around the matrix).
#include <functional>
#include <vector>

#include "emulator/net.hpp"
#include "peripherals/esp32/gpio_signals.hpp"

namespace esp32 {

class GpioMatrix {
 public:
  virtual ~GpioMatrix() = default;

  // A block drives its signal; it shows at once on every pad that has it selected, by GPIO_FUNCn_OUT_SEL or directly by
  // IO_MUX. `enable` is the signal's output enable; a pad follows it or GPIO_ENABLE, as OEN_SEL says. Open drain is the
  // pad's affair (GPIO_PINn_PAD_DRIVER): a block that needs it drives plain levels.
  virtual void drive(Output, bool level, bool enable) = 0;

  // As a block's input, after inversion: of the pad that is selected (GPIO_FUNCm_IN_SEL, or IO_MUX where SIG_IN_SEL is
  // 0), or the constant 0 (0x30) or 1 (0x38); low if there is none.
  virtual bool level(Input) const = 0;
  virtual void listen(Input, std::function<void(bool)>) = 0;  // hears changes, when they happen

  // The nets of the pads that have the signal selected and are wired, by rising pin number: where byte-level buses meet
  // (emulator/circuit.hpp). on_routing: that list has changed.
  virtual std::vector<Net*> nets(Output) const = 0;
  virtual std::vector<Net*> nets(Input) const = 0;
  virtual void on_routing(Output, std::function<void()>) = 0;
  virtual void on_routing(Input, std::function<void()>) = 0;
  // Does any pad have the signal selected, wired or not? A block need not make edges that nobody sees.
  virtual bool routed(Output signal) const { return !nets(signal).empty(); }
  virtual bool routed(Input signal) const { return !nets(signal).empty(); }

  virtual double supply() const { return 3.3; }  // VDD3P3: what a high level is
};

}  // namespace esp32
