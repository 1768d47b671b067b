#pragma once
// How blocks reach pins: IO_MUX and the GPIO matrix as their users see them. ESP32 Technical Reference Manual, "IO_MUX
// and GPIO Matrix", tables "GPIO Matrix Peripheral Signals" (the numbers) and "IO_MUX Pad Summary" (direct functions).
#include <functional>
#include <vector>

#include "emulator/net.hpp"
#include "emulator/types.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

// Signals into a peripheral.
enum class InSignal : u16 {
  u0rxd = 14,
  u0cts = 15,
  u0dsr = 16,
  u1rxd = 17,
  u1cts = 18,
  u2rxd = 198,
  u2cts = 199,
};

// Signals out of a peripheral.
enum class OutSignal : u16 {
  u0txd = 14,
  u0rts = 15,
  u0dtr = 16,
  u1txd = 17,
  u1rts = 18,
  u2txd = 198,
  u2rts = 199,
};

class SignalMatrix {
 public:
  virtual ~SignalMatrix() = default;

  // A block drives its signal; it shows on every pad that has it selected.
  virtual void drive(OutSignal, bool level, bool enable = true) = 0;

  // As a block's input: the level of the pad (or constant) that the signal is taken from, after inversion.
  virtual bool level(InSignal) const = 0;
  virtual void listen(InSignal, std::function<void(bool)>) = 0;  // hears changes

  // The nets of the pads that carry the signal and are wired, by rising pad number: where byte-level buses meet
  // (emulator/circuit.hpp). on_routing: that list has changed.
  virtual std::vector<Net*> nets(OutSignal) const = 0;
  virtual std::vector<Net*> nets(InSignal) const = 0;
  virtual void on_routing(OutSignal, std::function<void()>) = 0;
  virtual void on_routing(InSignal, std::function<void()>) = 0;
  // Does any pad have the signal selected, wired or not?
  virtual bool routed(OutSignal signal) const { return !nets(signal).empty(); }
  virtual double supply() const { return 3.3; }  // VDD3P3: what a high level is
};

}  // namespace esp32
