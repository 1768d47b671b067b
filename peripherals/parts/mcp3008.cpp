#include "peripherals/parts/mcp3008.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

namespace {
// Clocks from the start bit on: four bits of command, one in which the sample ends, the null bit, ten bits from the
// highest, nine back up (section 5.0, figure 5-2), and then zeros.
constexpr emulator::u32 command_ends = 5, null_bit = 6, lowest = null_bit + 10;
constexpr unsigned bits = 10, steps = 1 << bits;
}  // namespace

Mcp3008::Mcp3008(const Setup& setup)
    : Part(setup),
      channels_{emulator::Terminal{setup.prefix + setup.name + ".CH0"},
                emulator::Terminal{setup.prefix + setup.name + ".CH1"},
                emulator::Terminal{setup.prefix + setup.name + ".CH2"},
                emulator::Terminal{setup.prefix + setup.name + ".CH3"},
                emulator::Terminal{setup.prefix + setup.name + ".CH4"},
                emulator::Terminal{setup.prefix + setup.name + ".CH5"},
                emulator::Terminal{setup.prefix + setup.name + ".CH6"},
                emulator::Terminal{setup.prefix + setup.name + ".CH7"}},
      vref_(setup.attributes.number("vref", setup.attributes.number("volts", setup.supply, 2.7, 5.5), 0.25, 5.5)),
      pins_(setup.prefix + setup.name, *this, 0, setup.attributes.number("volts", setup.supply, 2.7, 5.5),
            [this](bool) { now_ = {}; }) {
  add(pins_.sck, "CLK");
  add(pins_.mosi, "DIN");
  add(pins_.miso, "DOUT");
  add(pins_.cs, "CS");
  const char* const names[] = {"CH0", "CH1", "CH2", "CH3", "CH4", "CH5", "CH6", "CH7"};
  for (unsigned i = 0; i < 8; ++i) add(channels_[i], names[i]);
}

// DOUT is high-impedance before the null bit: read as ones, as a bus without drivers is.
bool Mcp3008::Conversation::due() const {
  if (clocks < null_bit) return true;
  if (clocks == null_bit) return false;
  if (clocks <= lowest) return result >> (lowest - clocks) & 1;
  const u32 back = clocks - lowest;
  return back < bits && (result >> back & 1);
}

void Mcp3008::clock(Conversation& c, bool bit) const {
  if (c.clocks == 0 && !bit) return;  // no start bit yet
  if (c.clocks > 0 && c.clocks < command_ends) c.command = c.command << 1 | bit;
  if (c.clocks == command_ends) c.result = convert(c.command);
  c.clocks = std::min(c.clocks + 1, lowest + bits);
}

emulator::u32 Mcp3008::answer(u32 out, unsigned count) const {
  Conversation c = now_;
  u32 in = 0;
  while (count--) {
    in = in << 1 | c.due();
    clock(c, out >> count & 1);
  }
  return in;
}

// Table 5-2. A differential input below zero gives zero.
emulator::u32 Mcp3008::convert(u32 command) const {
  const u32 channel = command & 7;
  double volts = channels_[channel].volts();
  if (!(command & 8)) volts -= channels_[channel ^ 1].volts();
  const double code = std::floor(volts / vref_ * steps);
  return static_cast<u32>(std::clamp(code, 0.0, steps - 1.0));
}

void Mcp3008::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pins_, now_.clocks, now_.command, now_.result);
}

}  // namespace parts
