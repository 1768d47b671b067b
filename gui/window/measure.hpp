#pragma once
// How fast the window is drawn: for `--measure`.
#include <chrono>
#include <string>

#include "emulator/time.hpp"

namespace gui {

class Measure {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Measure(Clock::duration length) : length_(length) {}

  // A frame took so long, from its events to the screen; the run is there.
  void frame(Clock::duration took, emulator::Time now);
  bool over() const { return frames_ > 0 && Clock::now() - began_ >= length_; }
  // "60.0 frames a second, each 3.1 ms (at most 5.0 ms) for 10.0 s; the run at 1.00x; drawn by opengl"
  std::string sentence(const std::string& renderer) const;

 private:
  Clock::duration length_, taken_{}, longest_{};
  Clock::time_point began_{};
  emulator::Time began_at_{}, now_{};
  unsigned frames_ = 0, skipped_ = 0;
};

}  // namespace gui
