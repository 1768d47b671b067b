#pragma once
// What the ink of an e-paper makes of the voltages that its controller drives it with.
//
// A point's ink moves towards black while VSH1 or VSH2 drives it and towards white under VSL, from one end to the other
// in 0.2 s. (That is a guess, at a constant speed; with it the usual tables for full, partial and four-grey updates end
// where they are meant to.)
#include <array>
#include <vector>

#include "emulator/time.hpp"

namespace parts {

struct EpaperStep {
  static constexpr unsigned kinds = 4;  // of points: by two bits of memory
  emulator::Duration duration;
  std::array<float, kinds> moves;  // 1: to white, -1: to black

  // A controller's two bits: 0 none, 1 VSH1, 2 VSL, 3 VSH2.
  static float move(unsigned voltage) { return voltage == 0 ? 0.0f : voltage == 2 ? 1.0f : -1.0f; }
};
using EpaperWaveform = std::vector<EpaperStep>;

emulator::Duration length(const EpaperWaveform&);
// Moves the ink, 0 black … 1 white, by what the first part of the waveform does. `kind` of each point.
void apply(const EpaperWaveform&, std::vector<float>& ink, const std::vector<emulator::u8>& kind,
           emulator::Duration elapsed);

}  // namespace parts
