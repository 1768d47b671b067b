#include "emulator/waveform.hpp"

#include <algorithm>
#include <utility>

namespace emulator {

void Waveform::draw(Time time, Net& net, double volts) {
  const auto later = std::ranges::upper_bound(edges_, time, {}, &Edge::time);
  edges_.insert(later, {time, &net, volts});
  step_.at(edges_.front().time);
}

void Waveform::step() {
  const Time now = edges_.front().time;
  while (!edges_.empty() && edges_.front().time <= now) {
    const Edge edge = edges_.front();
    edges_.pop_front();
    if (std::ranges::find(shown_, edge.net) == shown_.end()) shown_.push_back(edge.net);
    edge.net->show(edge.volts);
  }
  if (!edges_.empty()) step_.at(edges_.front().time);
}

void Waveform::end() {
  step_.cancel();
  edges_.clear();
  for (Net* net : std::exchange(shown_, {})) net->show_drivers();
}

}  // namespace emulator
