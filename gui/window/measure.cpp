#include "gui/window/measure.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gui {

namespace {
constexpr unsigned warming_up = 10;  // frames until panels have their sizes and fonts are there
double in_ms(Measure::Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }
}  // namespace

void Measure::frame(Clock::duration took, emulator::Time now) {
  if (skipped_ < warming_up) {
    ++skipped_;
    return;
  }
  if (began_ == Clock::time_point{}) {
    began_ = Clock::now(), began_at_ = now;
    return;
  }
  ++frames_;
  taken_ += took, longest_ = std::max(longest_, took);
  now_ = now;
}

std::string Measure::sentence(const std::string& renderer) const {
  const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  return fmt::format(
      "{:.1f} frames a second, each {:.1f} ms (at most {:.1f} ms) for {:.1f} s; the run at {:.3g}x; drawn by {}",
      frames_ / seconds, in_ms(taken_) / std::max(1u, frames_), in_ms(longest_), seconds,
      emulator::seconds(now_ - began_at_) / seconds, renderer);
}

}  // namespace gui
