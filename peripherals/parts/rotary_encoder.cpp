#include "peripherals/parts/rotary_encoder.hpp"

#include <cmath>

namespace parts {

namespace {
constexpr double contact_ohms = 0.05, most_steps = 1e6;
}

RotaryEncoder::RotaryEncoder(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      volts_(setup.attributes.number("volts", setup.supply, 1, 12)),
      pull_ohms_(setup.attributes.number("pull_ohms", 10e3, 100, 1e9)),
      clk_(label_ + ".CLK"),
      dt_(label_ + ".DT"),
      sw_(label_ + ".SW"),
      steps_(quantity("steps", "", 0, {-most_steps, most_steps})),
      finger_(quantity(setup.name, "", 0, {0, 1})),
      a_(setup.machine, label_ + ".CLK", setup.attributes.number("bounce", 0, 0, 1000), [this](bool) { show(); }),
      b_(setup.machine, label_ + ".DT", setup.attributes.number("bounce", 0, 0, 1000), [this](bool) { show(); }),
      push_(setup.machine, label_ + ".SW", setup.attributes.number("bounce", 0, 0, 1000), [this](bool) { show(); }),
      quarter_(static_cast<emulator::i64>(1e12 / 4 / setup.attributes.number("detents_per_second", 20, 0.1, 1000))),
      next_(setup.machine.scheduler, label_ + ".turn", [this] {
        position_ += wanted() > position_ ? 1 : wanted() < position_ ? -1 : 0;
        turn();
      }) {
  add(clk_, "CLK");
  add(dt_, "DT");
  add(sw_, "SW");
  steps_.watch([this](double) {
    if (!next_.pending()) turn();
  });
  finger_.watch([this](double value) { push_.press(value >= 0.5); });
  show();
}

emulator::i64 RotaryEncoder::wanted() const { return std::llround(steps_.value()) * 4; }

void RotaryEncoder::turn() {
  const auto phase = position_ & 3;
  a_.press(phase == 1 || phase == 2);
  b_.press(phase == 2 || phase == 3);
  if (wanted() != position_)
    next_.after(quarter_);
  else
    next_.cancel();
}

void RotaryEncoder::show() {
  for (const auto& [terminal, contact] : {std::pair{&clk_, &a_}, std::pair{&dt_, &b_}})
    contact->closed() ? terminal->drive(0, contact_ohms) : terminal->drive(volts_, pull_ohms_);
  push_.closed() ? sw_.drive(0, contact_ohms) : sw_.release();
}

void RotaryEncoder::serialize(emulator::State& state) {
  Part::serialize(state);
  state(a_, b_, push_, position_, next_);
}

}  // namespace parts
