#pragma once
// How an e-paper controller drives its panel: a look-up table of voltages and times, as SSD1680 data sheet 6.6
// ("Waveform look up table") has it, and what the ink makes of them.
//
// A point's ink moves towards black while VSH1 or VSH2 drives it and towards white under VSL, from one end to the other
// in 0.2 s. (That is a guess, at a constant speed; with it the usual tables for full, partial and four-grey updates end
// where they are meant to.)
#include <array>
#include <span>
#include <vector>

#include "emulator/state.hpp"
#include "emulator/time.hpp"

namespace parts {

class EpaperWaveform {
 public:
  using u8 = emulator::u8;
  static constexpr std::size_t table_size = 153;
  static constexpr unsigned kinds = 4;  // of points: by their bits in both memories

  void clear() { table_.fill(0); }
  void set(std::size_t at, u8 byte) {
    if (at < table_size) table_[at] = byte;
  }
  void load(std::span<const u8, table_size>);
  emulator::Duration length() const;
  // Moves the ink, 0 black … 1 white, by what the first part of the waveform does. `kind` of each point.
  void apply(std::vector<float>& ink, const std::vector<u8>& kind, emulator::Duration elapsed) const;
  void serialize(emulator::State& state) { state(table_); }

 private:
  struct Step {
    std::array<float, kinds> moves;  // 1: to white, -1: to black
    emulator::Duration duration;
  };
  std::vector<Step> steps() const;
  Step step(unsigned group, unsigned phase) const;

  std::array<u8, table_size> table_{};
};

}  // namespace parts
