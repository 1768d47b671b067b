#include "peripherals/nrf5/lpcomp.hpp"

#include <algorithm>

#include "peripherals/nrf5/analog_pins.hpp"

namespace nrf5 {

namespace {
constexpr Duration start_up = std::chrono::microseconds{40};
constexpr u32 external_reference = 7;
enum Detect : u32 { on_cross, on_up, on_down };
}  // namespace

Lpcomp::Lpcomp(Scheduler& scheduler, Gpio& gpio) : Peripheral("LPCOMP", scheduler), gpio_(gpio) {}

void Lpcomp::begin() {
  if (enable != 1 || running_ || ready_.pending()) return;
  anadetect.drive(false);
  tap(analog_inputs[psel]);
  if (refsel == external_reference) tap(analog_references[extrefsel]);
  ready_.after(start_up);
}

void Lpcomp::end() {
  ready_.cancel();
  running_ = false;
}

void Lpcomp::enable_changed() {
  if (enable != 1) end();
}

void Lpcomp::became_ready() {
  running_ = true;
  was_above_ = above();
  ready.fire();
}

void Lpcomp::take_sample() {
  if (running_) result = above();
}

void Lpcomp::tap(unsigned pin) {
  Net* const net = gpio_.terminal(pin).net();
  if (!net || std::ranges::any_of(taps_, [&](const auto& t) { return t->net() == net; })) return;
  taps_.push_back(std::make_unique<Terminal>(gpio_.terminal(pin).name() + " (LPCOMP)"));
  taps_.back()->on_change = [this] { compare(); };
  // In doubt against an outside reference that moves too: then it is heard of at the steps of its island only.
  const double reference = gpio_.supply() * (refsel + 1) / 8;
  if (refsel != external_reference) taps_.back()->thresholds(reference, reference);
  taps_.back()->connect(*net);
}

bool Lpcomp::above() const {
  const double reference = refsel == external_reference ? gpio_.terminal(analog_references[extrefsel]).volts()
                                                        : gpio_.supply() * (refsel + 1) / 8;
  return gpio_.terminal(analog_inputs[psel]).volts() > reference;
}

void Lpcomp::compare() {
  if (!running_) return;
  const bool is_above = above();
  if (is_above == was_above_) return;
  was_above_ = is_above;
  if (detect == on_cross || detect == (is_above ? on_up : on_down)) anadetect.drive(true);
  (is_above ? up : down).fire();
  cross.fire();
}

void Lpcomp::reset() {
  Peripheral::reset();
  end();
  anadetect.drive(false);
}

void Lpcomp::serialize(State& state) {
  Peripheral::serialize(state);
  state(running_, was_above_, anadetect, ready_);
  if (!state.loading() || !(running_ || ready_.pending())) return;
  tap(analog_inputs[psel]);
  if (refsel == external_reference) tap(analog_references[extrefsel]);
}

}  // namespace nrf5
