#include "peripherals/rp2040/gpout_pin.hpp"

namespace rp2040 {

GpoutPin::GpoutPin(Scheduler& scheduler, PinMatrix& pins, Signal signal, ClockGenerator& generator)
    : pins_(pins),
      signal_(signal),
      generator_(generator),
      source_(scheduler, generator.input, [this] { start_or_stop(); }),
      edge_(scheduler, generator.input.name() + " edge", [this] { edge(); }) {
  pins_.drive(signal_, false, true);
  pins_.on_routing(signal_, [this] { start_or_stop(); });
}

void GpoutPin::start_or_stop() {
  const bool run = source_.signal().running() && pins_.routed(signal_);
  if (run && !running_) {
    next_rise_ = source_.edges() + 1 + phase_;
    fraction_ = 0;
  } else if (!run && level_) {
    level_ = false;
    pins_.drive(signal_, false, true);
  }
  running_ = run;
  schedule();
}

void GpoutPin::schedule() {
  if (!running_) return edge_.cancel();
  if (!level_) return edge_.at(source_.when(next_rise_));
  const i64 cycle = next_fall_halves_ / 2;
  const Time whole = source_.when(cycle);
  edge_.at(next_fall_halves_ % 2 ? whole + (source_.when(cycle + 1) - whole) / 2 : whole);
}

void GpoutPin::edge() {
  level_ = !level_;
  if (level_) {
    const u32 sum = fraction_ + generator_.divisor();
    const i64 length = sum >> 8;
    fraction_ = sum & 0xff;
    const bool half = length == 1 || (length % 2 && corrected_);
    next_fall_halves_ = 2 * (next_rise_ + length / 2) + half;
    next_rise_ += length;
  }
  pins_.drive(signal_, level_, true);
  schedule();
}

void GpoutPin::serialize(State& state) {
  state(corrected_, running_, level_, phase_, fraction_, next_rise_, next_fall_halves_, source_, edge_);
}

}  // namespace rp2040
