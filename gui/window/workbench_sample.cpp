// Snapshots: what the window gets to see.
#include <algorithm>

#include "gui/window/workbench.hpp"

namespace gui {

using namespace emulator;
using namespace std::chrono_literals;

namespace {
constexpr auto between_samples = 15ms;  // of the host's time
}

// Whoever posted commands sees soon what came of them.
void Workbench::answer() {
  if (answered_ == obeyed_) return;
  answered_ = obeyed_;
  sample(true);
}

void Workbench::sample(bool even_if_soon) {
  const auto now = HostClock::now();
  if (!even_if_soon && now - sampled_ < between_samples) return;
  {
    const std::lock_guard lock{mutex_};
    if (snapshot_ && !even_if_soon) return;  // nobody has looked at the last one yet
  }
  sampled_ = now;
  hear_lesson();
  Machine& machine = rig_->machine();
  auto snapshot = std::make_unique<Snapshot>();
  snapshot->now = machine.now();
  snapshot->answers = answered_;
  snapshot->paused = paused_;
  if (ended_) snapshot->ended = end_sentence_;
  snapshot->wanted_speed = pace_.speed();
  snapshot->speed = speed_;
  snapshot->rig = rig_number_;
  snapshot->drawing = rig_->scene;
  snapshot->scene = rig_->sampler->sample_in_turn();
  for (const auto& [name, quantity] : machine.world.all())
    snapshot->quantities.push_back(
        {name, quantity->unit(), quantity->value(), quantity->range().low, quantity->range().high});
  for (std::size_t i = 0; i < rig_->consoles.size(); ++i)
    snapshot->consoles.push_back({rig_->consoles[i]->name(), std::exchange(fresh_[i], {})});
  for (const CircuitFinding& finding : machine.circuit_findings.all())
    snapshot->findings.push_back({finding.time, finding.subject, finding.text});
  snapshot->findings.insert(snapshot->findings.end(), earlier_gaps_.begin(), earlier_gaps_.end());
  for (const Machine::Finding& finding : machine.findings())
    snapshot->findings.push_back(
        {finding.time, finding.place, finding.text, is_our_gap(finding.kind), finding.pc, finding.count});
  snapshot->script = script_, snapshot->script_code = script_code_, snapshot->script_message = script_message_;
  snapshot->notice = std::exchange(notice_, {});
  snapshot->inside = look_inside(rig_->circuit(), wants_);
  snapshot->inside.breakpoints.assign(rig_->breaks.all().begin(), rig_->breaks.all().end());
  snapshot->nets = rig_->recorder.take();
  snapshot->exceptions = rig_->exceptions.take();
  if (wants_.power) snapshot->supplies = look_at_supplies(rig_->circuit());
  for (const auto& [slot, state] : slots_) snapshot->slots.push_back({slot, state.first});
  if (history_) snapshot->earliest = history_->earliest();
  if (files_) snapshot->files = files_->view();
  if (lesson_) snapshot->lesson = lesson_->view();
  hand_over(std::move(snapshot));
}

// Nothing that was said is lost, though nobody took the last one.
void Workbench::hand_over(std::unique_ptr<Snapshot> snapshot) {
  const std::lock_guard lock{mutex_};
  if (snapshot_) {
    for (std::size_t i = 0; i < std::min(snapshot->consoles.size(), snapshot_->consoles.size()); ++i)
      snapshot->consoles[i].fresh.insert(0, snapshot_->consoles[i].fresh);
    if (snapshot->rig == snapshot_->rig) {
      snapshot->exceptions.insert(snapshot->exceptions.begin(), snapshot_->exceptions.begin(),
                                  snapshot_->exceptions.end());
      keep_newest(snapshot->exceptions);
      merge(snapshot_->nets, std::move(snapshot->nets)), snapshot->nets = std::move(snapshot_->nets);
    }
    if (snapshot->notice.empty()) snapshot->notice = snapshot_->notice;
  }
  snapshot_ = std::move(snapshot);
  changed_.notify_all();
}

}  // namespace gui
