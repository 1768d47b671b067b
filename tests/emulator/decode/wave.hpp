#pragma once
// Waveforms made by hand, and what a decoder reads in them.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "emulator/decode/decoder.hpp"

namespace emulator::decode::test {

using namespace std::chrono_literals;

class Wave {
 public:
  explicit Wave(Decoder& decoder, std::vector<bool> levels) : decoder_(decoder) {
    decoder_.sink = [this](const Frame& frame) {
      text_ += (text_.empty() ? "" : ", ") + frame.text;
      frames.push_back(frame);
    };
    for (unsigned line = 0; line < levels.size(); ++line) decoder_.begin(line, levels[line]);
  }
  void set(unsigned line, bool high) { decoder_.change(line, high, now); }
  void wait(Duration time) { now += time; }
  void pulse(unsigned line, bool level, Duration time) {
    set(line, level);
    wait(time);
    set(line, !level);
  }
  void rest() {  // until nothing is due
    while (decoder_.due() != Time::max()) decoder_.look(now = std::max(now, decoder_.due()));
  }
  std::string read() { return std::exchange(text_, {}); }

  Time now{1s};
  std::vector<Frame> frames;

 private:
  Decoder& decoder_;
  std::string text_;
};

}  // namespace emulator::decode::test
