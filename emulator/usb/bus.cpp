#include "emulator/usb/bus.hpp"

#include <algorithm>

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;

constexpr Duration debounce = 100ms;           // TATTDB
constexpr Duration reset_time = 10ms;          // TDRST, and TRSTRCY
constexpr Duration detach_time = 2500ns;       // TDDIS: D+ low for this long is a detached device
constexpr Duration idle_before_suspend = 3ms;  // 7.1.7.6
constexpr Duration resume_time = 20ms;         // TDRSMDN
constexpr Duration resume_recovery = 10ms;     // TRSMRCY
constexpr Duration frame_time = 1ms;

Duration bits(unsigned n) { return bit_time::clock.ticks(n); }
}  // namespace

Bus::Bus(Scheduler& scheduler, const std::string& name, DevicePort& port)
    : scheduler_(scheduler),
      port_(port),
      frame_event_(scheduler, name + ".frame", [this] { frame(); }),
      step_event_(scheduler, name + ".transaction", [this] { step(); }),
      line_event_(scheduler, name + ".line", [this] { line_timed(); }),
      attach_event_(scheduler, name + ".attach", [this] { attach_changed(); }) {
  port_.on_attach_change = [this] {
    if (line_ != Line::unplugged) attach_event_.after(detach_time);
  };
  port_.on_ready = [this](u32 endpoints) { hint(endpoints); };
  port_.on_remote_wakeup = [this] { resume(); };
}

Bus::~Bus() {
  port_.on_attach_change = nullptr;
  port_.on_ready = nullptr;
  port_.on_remote_wakeup = nullptr;
}

void Bus::plug() {
  if (line_ != Line::unplugged) return;
  line_ = Line::empty;
  port_.power(true);
  attach_event_.after(detach_time);
}

void Bus::unplug() {
  if (line_ == Line::unplugged) return;
  const bool was_there = line_ != Line::empty && line_ != Line::debouncing;
  stop_frames();
  line_event_.cancel();
  attach_event_.cancel();
  line_ = Line::unplugged;
  port_.power(false);
  if (was_there && listener_.on_detached) listener_.on_detached();
}

void Bus::attach_changed() {
  if (port_.attached() && line_ == Line::empty) {
    line_ = Line::debouncing;
    line_event_.after(debounce);
  } else if (!port_.attached() && line_ != Line::empty) {
    const bool was_there = line_ != Line::debouncing;
    stop_frames();
    line_event_.cancel();
    line_ = Line::empty;
    if (was_there && listener_.on_detached) listener_.on_detached();
  }
}

void Bus::reset() {
  if (line_ == Line::unplugged || line_ == Line::empty) return;
  stop_frames();
  address_ = 0;
  line_ = Line::resetting;
  line_event_.after(reset_time);
}

void Bus::suspend() {
  if (line_ != Line::running) return;
  const bool transferred = phase_ == Phase::rest;
  stop_frames();
  line_ = Line::going_idle;
  line_event_.after(idle_before_suspend);
  if (transferred) finish();
}

void Bus::resume() {
  if (line_ == Line::going_idle) {  // the device has not noticed anything
    line_ = Line::recovering;
    line_event_.after(Duration{0});
    start_frames();
  } else if (line_ == Line::suspended) {
    line_ = Line::resuming;
    line_event_.after(resume_time);
  }
}

void Bus::line_timed() {
  switch (line_) {
    case Line::debouncing:
      if (listener_.on_attached) listener_.on_attached();
      break;
    case Line::resetting:
      port_.bus_reset();
      line_ = Line::recovering;
      frames_ = 0;
      start_frames();
      line_event_.after(reset_time);
      break;
    case Line::recovering: {
      line_ = Line::running;
      const bool after_reset = address_ == 0;
      if (const auto& told = after_reset ? listener_.on_reset : listener_.on_resumed) told();
      wake();
      break;
    }
    case Line::going_idle:
      line_ = Line::suspended;
      port_.suspend();
      break;
    case Line::resuming:
      port_.resume();
      line_ = Line::recovering;
      start_frames();
      line_event_.after(resume_recovery);
      break;
    default: break;
  }
}

void Bus::start_frames() { frame_event_.after(Duration{0}); }

void Bus::stop_frames() {
  frame_event_.cancel();
  step_event_.cancel();
  phase_ = Phase::idle;
}

void Bus::frame() {
  frame_start_ = scheduler_.now();
  frame_number_ = (frame_number_ + 1) & 0x7ff;
  ++frames_;
  frame_event_.after(frame_time);
  free_ = frame_start_ + bits(bit_time::token + bit_time::gap);
  port_.start_of_frame(frame_number_);
  for (auto& [key, pipe] : pipes_) {
    if (pipe->interval() && frames_ % pipe->interval() == 0)
      pipe->due = true;
    else if (pipe->waiting() || !pipe->wants())
      pipe->due = false;  // asked now, it would have said NAK: its next turn comes an interval later
    if (frames_ % patience == 0) pipe->stop_waiting();
  }
  wake();
}

void Bus::add(Pipe& pipe) { pipes_[pipe.key()] = &pipe; }

void Bus::remove(Pipe& pipe) {
  const auto mine = pipes_.find(pipe.key());
  if (mine != pipes_.end() && mine->second == &pipe) pipes_.erase(mine);
}

bool Bus::runnable(const Pipe& pipe) const {
  return pipe.wants() && !pipe.waiting() && (pipe.interval() == 0 || pipe.due);
}

void Bus::wake() {
  if (line_ != Line::running || phase_ != Phase::idle || step_event_.pending()) return;
  if (std::ranges::any_of(pipes_, [this](const auto& p) { return runnable(*p.second); }))
    step_event_.at(std::max(free_, scheduler_.now() + bits(1)));
}

// The device's processor may call this in the middle of an instruction: nothing happens before the next bit.
void Bus::hint(u32 endpoints) {
  hinted_ |= endpoints;
  for (auto& [key, pipe] : pipes_) {
    const u32 out = u32{1} << (key & 0xf);
    const u32 mine = key == 0 ? 0x1'0001u : key & 0x80 ? out << 16 : out;
    if (endpoints & mine) pipe->stop_waiting();
  }
  wake();
}

Pipe* Bus::choose() {
  Pipe* first = nullptr;
  Pipe* next = nullptr;
  for (auto& [key, pipe] : pipes_) {
    if (!runnable(*pipe)) continue;
    if (pipe->interval()) return pipe;
    if (!first) first = pipe;
    if (!next && key > current_) next = pipe;
  }
  return next ? next : first;
}

void Bus::step() {
  if (phase_ == Phase::rest) return finish();
  if (phase_ == Phase::lead) {
    const auto found = pipes_.find(current_);
    if (found == pipes_.end() || !found->second->wants()) {  // given up meanwhile
      phase_ = Phase::idle;
      return wake();
    }
    Pipe& pipe = *found->second;
    pipe.due = false;
    hinted_ = 0;
    const unsigned rest = pipe.perform(port_);
    if (hinted_) hint(hinted_);  // the device changed its mind while it answered
    phase_ = Phase::rest;
    free_ = scheduler_.now() + bits(rest);
    return step_event_.at(free_);
  }
  Pipe* pipe = choose();
  if (!pipe) return;
  const auto needs = bits(pipe->lead_bits() + pipe->rest_bits() + bit_time::end_of_frame);
  if (scheduler_.now() + needs > frame_start_ + frame_time) return;  // the next frame wakes us
  current_ = pipe->key();
  phase_ = Phase::lead;
  step_event_.after(bits(pipe->lead_bits()));
}

void Bus::finish() {
  phase_ = Phase::idle;
  if (const auto found = pipes_.find(current_); found != pipes_.end()) found->second->finish();
  wake();
}

void Bus::serialize(State& state) {
  i64 start = frame_start_.time_since_epoch().count(), free = free_.time_since_epoch().count();
  state(line_, address_, frame_number_, frames_, start, free, phase_, current_);
  state(frame_event_, step_event_, line_event_, attach_event_);
  frame_start_ = Time{Duration{start}};
  free_ = Time{Duration{free}};
}

}  // namespace emulator::usb
