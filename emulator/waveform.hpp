#pragma once
// Levels that hardware working by bytes would put on its nets, drawn at their times for whoever watches those nets
// (Net::watchers). Nothing in the circuit sees a drawing, so a run does not depend on whether somebody looks.
// What is still to be drawn is no part of a snapshot: drawing goes on with the next byte.
#include <deque>
#include <string>
#include <vector>

#include "emulator/net.hpp"
#include "emulator/time.hpp"

namespace emulator {

class Waveform {
 public:
  Waveform(Scheduler& scheduler, std::string name)
      : scheduler_(scheduler), step_(scheduler, std::move(name), [this] { step(); }) {}
  Waveform(const Waveform&) = delete;

  static bool watched(const Net& net) { return !net.watchers.empty(); }

  void draw(Time, Net&, double volts);  // from then on
  void end();                           // at once: the nets show what their drivers make of them
  bool drawing() const { return !shown_.empty() || !edges_.empty(); }
  void serialize(State& state) {
    if (!state.loading()) return;
    edges_.clear();
    end();
  }

 private:
  struct Edge {
    Time time;
    Net* net;
    double volts;
  };
  void step();
  void draw_until(Time);

  Scheduler& scheduler_;
  std::deque<Edge> edges_;  // the next one first
  std::vector<Net*> shown_;
  Event step_;
};

}  // namespace emulator
