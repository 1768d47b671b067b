#pragma once
// A voltage as sound: a RIFF WAVE file, one channel of 16 bits at 44100 Hz. What is steady is not heard (20 Hz and up).
#include <memory>
#include <string>
#include <vector>

#include "emulator/machine.hpp"

namespace emulator {

class WavRecorder {
 public:
  static constexpr u32 rate = 44100;
  static constexpr double full_scale = 3.3;  // volts from the middle; what is louder is cut

  struct Source {
    Net &plus, &minus;
    double tone = 0;         // Hz of its own (an active buzzer's); 0: the voltage is the sound
    double least_volts = 1;  // for that tone
  };
  // From now on until it is destroyed.
  WavRecorder(Machine&, Source);
  WavRecorder(const WavRecorder&) = delete;

  std::string file();  // up to now

 private:
  void changed();
  void advance();
  void add(double sample);

  Machine& machine_;
  Source source_;
  Time begin_, at_;
  double volts_ = 0;
  double sum_ = 0;  // volt seconds of the present sample
  double before_ = 0, filtered_ = 0;
  std::vector<i16> samples_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // nets keep their watchers
};

}  // namespace emulator
