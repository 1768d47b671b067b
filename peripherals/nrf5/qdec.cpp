#include "peripherals/nrf5/qdec.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

using std::chrono::microseconds;

constexpr i32 acc_low = -1024, acc_high = 1023;
constexpr u32 accdbl_high = 15;
constexpr i32 double_transition = 2;
constexpr std::array<u32, 8> report_samples{10, 40, 80, 120, 160, 200, 240, 280};

// Table "Sampled value encoding": by the phases before and now, each 2 A + B.
constexpr std::array<std::array<i32, 4>, 4> movement{{
    {0, 1, -1, 2},
    {-1, 0, 2, 1},
    {1, 2, 0, -1},
    {2, -1, 1, 0},
}};

}  // namespace

Qdec::Qdec(Scheduler& scheduler, Gpio& gpio)
    : Peripheral("QDEC", scheduler),
      led_(gpio, PinUse::Kind::output),
      a_(gpio, PinUse::Kind::input, this),
      b_(gpio, PinUse::Kind::input, this) {}

void Qdec::configure() {
  if (!enable) {
    end();
    for (PinUse* pin : {&led_, &a_, &b_}) pin->release();
    return;
  }
  led_.select(pselled, !ledpol);
  a_.select(psela);
  b_.select(pselb);
}

void Qdec::begin() {
  if (!enable || look_.pending()) return;
  first_ = true;
  counted_ = 0;
  schedule();
}

void Qdec::end() {
  look_.cancel();
  light_.cancel();
  led(false);
}

void Qdec::schedule() {
  const Duration period = microseconds{128} * (1 << sampleper), before = microseconds{ledpre};
  changed_ = false;
  look_.after(period);
  if (dbfen || before >= period)  // with the filter the LED is lit all the time
    light();
  else
    light_.after(period - before);
}

void Qdec::light() { led(true); }

void Qdec::look() {
  const u32 now = static_cast<u32>(a_.level()) << 1 | static_cast<u32>(b_.level());
  const bool unstable = dbfen && changed_;
  const u32 seen = unstable ? phases_ : now;
  const i32 moved = first_ ? 0 : movement[phases_][seen];
  first_ = false;
  phases_ = seen;
  led(false);
  schedule();
  sample = moved;
  accumulate(moved);
  samplerdy.fire();
  if (++counted_ < report_samples[reportper]) return;
  counted_ = 0;
  if (acc != 0) reportrdy.fire();
}

// A sample that would overflow is not counted.
void Qdec::accumulate(i32 moved) {
  if (moved == double_transition) {
    if (accdbl == accdbl_high) return accof.fire();
    accdbl = accdbl + 1;
    return;
  }
  if (acc + moved < acc_low || acc + moved > acc_high) return accof.fire();
  acc = acc + moved;
}

void Qdec::read_and_clear() {
  accread = acc;
  accdblread = accdbl;
  acc = 0;
  accdbl = 0;
}

void Qdec::reset() {
  Peripheral::reset();
  configure();
}

void Qdec::serialize(State& state) {
  Peripheral::serialize(state);
  state(led_, a_, b_, lit_, phases_, changed_, first_, counted_, light_, look_);
}

}  // namespace nrf5
