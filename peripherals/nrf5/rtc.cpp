#include "peripherals/nrf5/rtc.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

constexpr i64 wrap = 0x100'0000;
constexpr u32 overflow_start = 0xff'fff0;  // chapter 19: what TRIGOVRFLW sets

}  // namespace

template <unsigned N>
Rtc<N>::Rtc(std::string name, Scheduler& scheduler, LowFrequencyClock& lfclk)
    : Peripheral(name, scheduler), lfclk_(lfclk), next_(scheduler, name + " edge", [this] { reach(); }) {
  lfclk_.running.listen([this](bool on) { clock_switched(on); });
  lfclk_.on_drift.emplace_back([this] { schedule(); });
}

template <unsigned N>
u32 Rtc<N>::counter() const {
  return count_at(edges());
}

template <unsigned N>
void Rtc<N>::request(Change change) {
  pending_.push_back({change, lfclk_.effect(now())});
  schedule();
}

template <unsigned N>
void Rtc<N>::apply(const Pending& p) {
  switch (p.change) {
    case Change::start:
      if (started_) return;
      started_ = counting_ = true;
      anchor_ = p.edge - 1;
      break;
    case Change::stop:
      count_ = count_at(p.edge - 1);
      started_ = counting_ = false;
      return;
    case Change::clear:
      count_ = 0;
      anchor_ = p.edge;
      break;
    case Change::overflow:
      count_ = overflow_start;
      anchor_ = p.edge;
      break;
  }
  period_ = i64{prescaler_} + 1;
}

// While the clock stands still there are no edges: everything that was to come moves by the time it stood.
template <unsigned N>
void Rtc<N>::clock_switched(bool on) {
  if (!on) {
    stopped_at_ = edges();
    if (counting_) count_ = count_at(stopped_at_), anchor_ += steps(stopped_at_) * period_;
    counting_ = false;
  } else {
    const i64 shift = edges() - stopped_at_;
    anchor_ += shift;
    for (Pending& p : pending_) p.edge = std::max(p.edge, edges() + 1);
    counting_ = started_;
  }
  schedule();
}

template <unsigned N>
bool Rtc<N>::wanted(const EventFlag& e) const {
  return e.matters() && (evten_.value() & e.bit() || interrupts_on(e.bit()));
}

template <unsigned N>
void Rtc<N>::fire(EventFlag& e) {
  if (const bool routed = evten_.value() & e.bit(); routed || interrupts_on(e.bit())) e.fire(routed);
}

template <unsigned N>
void Rtc<N>::schedule() {
  if (!scheduling_) return;
  if (!lfclk_.running.level()) return next_.cancel();
  i64 nearest = std::numeric_limits<i64>::max();
  for (const Pending& p : pending_) nearest = std::min(nearest, p.edge);
  if (counting_) {
    const i64 done = steps(edges());
    const u32 count = static_cast<u32>(count_ + done) & 0xff'ffff;
    i64 ahead = 0;  // steps of the counter
    const auto consider = [&](const EventFlag& e, i64 distance) {
      if (wanted(e) && (!ahead || distance < ahead)) ahead = distance;
    };
    consider(tick_, 1);
    consider(ovrflw_, wrap - count);
    for (unsigned i = 0; i < N; ++i) {
      const i64 distance = (cc_[i] - count) & 0xff'ffff;
      consider(compare_[i], distance ? distance : wrap);
    }
    if (ahead) nearest = std::min(nearest, anchor_ + (done + ahead) * period_);
  }
  if (nearest == std::numeric_limits<i64>::max()) return next_.cancel();
  const Time due = lfclk_.edge(nearest);
  if (!next_.pending() || next_.due() != due) next_.at(due);
}

template <unsigned N>
void Rtc<N>::reach() {
  scheduling_ = false;
  const i64 edge = edges();
  while (!pending_.empty() && pending_.front().edge <= edge) {
    apply(pending_.front());
    pending_.pop_front();
  }
  if (counting_ && edge > anchor_ && (edge - anchor_) % period_ == 0) {
    const u32 count = count_at(edge);
    fire(tick_);
    if (count == 0) fire(ovrflw_);
    for (unsigned i = 0; i < N; ++i)
      if (cc_[i] == count) fire(compare_[i]);
  }
  scheduling_ = true;
  schedule();
}

template <unsigned N>
void Rtc<N>::reset() {
  next_.cancel();
  Peripheral::reset();
  started_ = counting_ = false;
  count_ = 0;
  period_ = 1;
  pending_.clear();
}

template <unsigned N>
void Rtc<N>::serialize(State& state) {
  Peripheral::serialize(state);
  state(started_, counting_, count_, anchor_, period_, stopped_at_, pending_, next_);
  if (state.loading() && period_ < 1)
    throw StateError("the snapshot does not fit this machine: " + name() + " counts backwards");
}

template class Rtc<3>;
template class Rtc<4>;

}  // namespace nrf5
