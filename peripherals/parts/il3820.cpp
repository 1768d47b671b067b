#include "peripherals/parts/il3820.hpp"

namespace parts {

using namespace std::chrono_literals;

namespace {

constexpr emulator::Duration supply_on_time = 72'500us, supply_off_time = 93'300us, frame = 20ms;
constexpr unsigned ram_columns = 128 / 8, ram_rows = 296, phases = 20, table_size = 30;

}  // namespace

Il3820::Il3820(const Setup& setup)
    : EpaperModule(setup, {ram_columns, ram_rows, table_size, supply_on_time, supply_off_time}) {}

// VS: HH, HL, LH, LL from the highest bits down, old before new. TP: two phases a byte, the first in the low half.
EpaperWaveform Il3820::waveform() const {
  EpaperWaveform steps;
  for (unsigned phase = 0; phase < phases; ++phase) {
    const unsigned frames = table_[phases + phase / 2] >> (phase % 2 ? 4 : 0) & 0xf;
    EpaperStep step{frame * frames, {}};
    for (unsigned kind = 0; kind < EpaperStep::kinds; ++kind)
      step.moves[kind] = EpaperStep::move(table_[phase] >> 2 * kind & 3);
    if (frames) steps.push_back(step);
  }
  return steps;
}

Il3820::u8 Il3820::kind(unsigned x, unsigned y) const {
  return static_cast<u8>(bit(newer_ ^ 1u, x, y) << 1 | bit(newer_, x, y));
}

void Il3820::serialize(emulator::State& state) {
  EpaperModule::serialize(state);
  state(newer_);
}

}  // namespace parts
