#include "peripherals/rp2040/frequency_counter.hpp"

namespace rp2040 {

FrequencyCounter::FrequencyCounter(Scheduler& scheduler, ClockSignal& reference,
                                   const std::array<ClockSignal*, sources>& tested)
    : step_(scheduler, "FC0", [this] { reached(); }), reference_(scheduler, reference, [this] { schedule(); }) {
  for (unsigned i = 0; i < sources; ++i)
    counters_[i] = std::make_unique<TickCounter>(scheduler, *tested[i], [this, i] { test_clock_changed(i + 1); });
}

void FrequencyCounter::start(const Test& test) {
  test_ = test;
  phase_ = Phase::delaying;
  done_ = died_ = false;
  until_ = reference_.edges() + test.delay;
  schedule();
}

void FrequencyCounter::schedule() {
  step_.cancel();
  const Time due = reference_.when(until_);
  if (running() && due != Time::max()) step_.at(due);
}

void FrequencyCounter::test_clock_changed(unsigned source) {
  if (phase_ == Phase::counting && source == test_.source && !clock_runs()) died_ = true;
}

void FrequencyCounter::reached() {
  if (phase_ == Phase::delaying) {
    phase_ = Phase::counting;
    until_ += (i64{test_.ref_khz} << test_.interval) / 1024;
    first_ = tested() ? tested()->edges() : 0;
    return schedule();
  }
  phase_ = Phase::idle;
  done_ = true;
  died_ = died_ || !clock_runs();
  const i64 count = tested() ? tested()->edges() - first_ : 0;
  result_ = static_cast<u32>(count << (15 - test_.interval)) & 0x3fff'ffff;
}

void FrequencyCounter::reset() {
  step_.cancel();
  test_ = {};
  phase_ = Phase::idle;
  result_ = 0;
  done_ = died_ = false;
}

void FrequencyCounter::serialize(State& state) {
  state(test_, phase_, until_, first_, result_, done_, died_, step_, reference_);
  for (auto& c : counters_) state(*c);
}

}  // namespace rp2040
