#include "emulator/waveform.hpp"

#include <algorithm>
#include <utility>

namespace emulator {

void Waveform::draw(Time time, Net& net, double volts) {
  const auto later = std::ranges::upper_bound(edges_, time, {}, &Edge::time);
  edges_.insert(later, {time, &net, volts});
  step_.at(edges_.front().time);
}

void Waveform::draw_until(Time now) {
  while (!edges_.empty() && edges_.front().time <= now) {
    const Edge edge = edges_.front();
    edges_.pop_front();
    if (std::ranges::find(shown_, edge.net) == shown_.end()) shown_.push_back(edge.net);
    edge.net->show(edge.volts);
  }
}

void Waveform::step() {
  draw_until(edges_.front().time);
  if (!edges_.empty()) step_.at(edges_.front().time);
}

// The last edge may come at the very time at which the drawing ends.
void Waveform::end() {
  draw_until(scheduler_.now());
  step_.cancel();
  edges_.clear();
  for (Net* net : std::exchange(shown_, {})) net->show_drivers();
}

}  // namespace emulator
