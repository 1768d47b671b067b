#pragma once
// The waveform of an SPI controller that works by frames, and of the device that answers. Bit n lasts from n to n + 1
// periods: SCK's leading edge lies in its middle, the trailing one at its end. With CPHA = 0 the lines change at the
// trailing edge (the first bit before any), with CPHA = 1 at the leading one.
#include <functional>
#include <string>
#include <vector>

#include "emulator/spi.hpp"
#include "emulator/waveform.hpp"

namespace emulator {

class SpiDrawing {
 public:
  struct Lines {
    std::vector<Net*> sck, mosi, miso;
  };
  SpiDrawing(Scheduler& scheduler, std::string name) : waveform_(scheduler, std::move(name)) {}

  static bool watched(const Lines&);
  // `time` says when so many half periods have passed. Both words in the wire's order; nobody drives MISO: no `in`.
  void frame(const Lines&, u8 mode, double supply, unsigned bits, u32 out, std::optional<u32> in,
             const std::function<Time(unsigned half_periods)>& time);
  void end() { waveform_.end(); }  // idle levels again
  void serialize(State& state) { waveform_.serialize(state); }

 private:
  Waveform waveform_;
};

}  // namespace emulator
