#include "peripherals/parts/pir.hpp"

namespace parts {

namespace {
constexpr double output_ohms = 1000;  // in doubt: the module's series resistor
emulator::Duration in_seconds(double s) { return emulator::Duration{static_cast<emulator::i64>(s * 1e12)}; }
}  // namespace

Pir::Pir(const Setup& setup)
    : Part(setup),
      out_(setup.prefix + setup.name + ".OUT"),
      motion_(quantity("motion", "", 0, {0, 1})),
      hold_(in_seconds(setup.attributes.number("hold", 3, 0.01, 600))),
      block_(in_seconds(setup.attributes.number("block", 2.5, 0, 60))),
      warm_up_(in_seconds(setup.attributes.number("warm_up", 0, 0, 600))),
      retrigger_(setup.attributes.flag("retrigger", true)),
      volts_(setup.attributes.number("output_volts", 3.3, 1, 12)),
      over_(setup.machine.scheduler, setup.prefix + setup.name + ".over", [this] { over(); }) {
  add(out_, "OUT");
  out_.drive(0, output_ohms);
  motion_.watch([this](double) { moved(); });
}

void Pir::power_on() {
  out_.drive(0, output_ohms);
  state_ = State::blind;
  over_.after(warm_up_);
}

void Pir::moved() {
  if (state_ == State::waiting && moves()) return see();
  if (state_ == State::seeing && retrigger_) moves() ? over_.cancel() : over_.after(hold_);
}

// The hold time counts from the last motion, or from the first where it cannot be prolonged.
void Pir::see() {
  state_ = State::seeing;
  out_.drive(volts_, output_ohms);
  if (!retrigger_ || !moves()) over_.after(hold_);
}

void Pir::over() {
  if (state_ == State::seeing) {
    state_ = State::blind;
    out_.drive(0, output_ohms);
    over_.after(block_);
    return;
  }
  state_ = State::waiting;
  if (moves()) see();
}

void Pir::serialize(emulator::State& state) {
  Part::serialize(state);
  state(state_, over_);
}

}  // namespace parts
