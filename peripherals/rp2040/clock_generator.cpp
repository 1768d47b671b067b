#include "peripherals/rp2040/clock_generator.hpp"

#include <algorithm>

namespace rp2040 {

namespace {

constexpr i64 stop_cycles = 2, restart_cycles = 2;  // 2.15.3.2

Duration cycles(i64 count, i64 hz) { return Clock{hz}.ticks(count); }

}  // namespace

ClockGenerator::ClockGenerator(Scheduler& scheduler, ClockSignal& output, std::vector<ClockSignal*> glitchless,
                               std::vector<ClockSignal*> aux)
    : input(output.name() + " source"),
      output_(output),
      glitchless_(std::move(glitchless)),
      aux_(std::move(aux)),
      switching_(scheduler, output.name() + " switches", [this] { switched(); }) {
  std::vector<ClockSignal*> heard;
  for (const auto* list : {&glitchless_, &aux_})
    for (ClockSignal* source : *list) {
      if (!source || std::ranges::find(heard, source) != heard.end()) continue;
      heard.push_back(source);
      source->listen({{}, [this] { source_changed(); }});
    }
}

i64 ClockGenerator::aux_hz() const { return control_.auxsrc < aux_.size() ? aux_[control_.auxsrc]->hz() : 0; }

i64 ClockGenerator::source_hz(u32 source) const {
  if (glitchless_.empty()) return aux_hz();
  if (source >= glitchless_.size()) return 0;
  return glitchless_[source] ? glitchless_[source]->hz() : aux_hz();
}

void ClockGenerator::control(const Control& wanted) {
  const u32 before = target();
  control_ = wanted;
  if (target() != before) switching_.cancel();
  source_changed();
}

void ClockGenerator::force_first_source(bool force) {
  forced_ = force;
  switching_.cancel();
  if (force) connected_ = 0;
  source_changed();
}

void ClockGenerator::source_changed() {
  advance();
  update();
}

// The next step on the way from the connected source to the wanted one, if it can be made.
void ClockGenerator::advance() {
  if (glitchless_.empty() || switching_.pending() || connected_ == target()) return;
  const i64 from = source_hz(connected_), to = source_hz(target());
  const Duration restart = to ? cycles(restart_cycles, to) : Duration{};
  if (connected_ == nothing) {
    if (to) switching_.after(restart);
  } else if (from) {
    switching_.after(cycles(stop_cycles, from) + restart);
  }
}

void ClockGenerator::switched() {
  connected_ = source_hz(target()) ? target() : nothing;
  source_changed();
}

void ClockGenerator::update() {
  const i64 hz = control_.enabled ? source_hz(connected_) : 0;
  input.set(hz);
  output_.set(hz * 256 / divisor());
}

u32 ClockGenerator::selected() const {
  if (glitchless_.empty()) return 1;
  return connected_ == nothing ? 0 : 1u << connected_;
}

void ClockGenerator::reset(const Control& initial) {
  switching_.cancel();
  control_ = initial;
  connected_ = 0;
  forced_ = false;
  source_changed();
}

void ClockGenerator::serialize(State& state) { state(control_, connected_, forced_, switching_, input, output_); }

}  // namespace rp2040
