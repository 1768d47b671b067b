#include "peripherals/parts/relay.hpp"

namespace parts {

namespace {
constexpr double closed = 0.1, open = emulator::high_impedance;  // ohms; the most at first
emulator::Duration milliseconds(double ms) { return emulator::Duration{static_cast<emulator::i64>(ms * 1e9)}; }
}  // namespace

Relay::Relay(const Setup& setup)
    : Part(setup),
      label_(setup.prefix + setup.name),
      active_low_(setup.attributes.flag("active_low", false)),
      operate_(milliseconds(setup.attributes.number("operate_ms", 7, 0, 1000))),
      release_(milliseconds(setup.attributes.number("release_ms", 3, 0, 1000))),
      coil_milliamps_(setup.attributes.number("coil_milliamps", 71.4, 0, 10'000)),
      in_(label_ + ".IN", setup.attributes.number("volts", setup.supply, 1.5, 24), active_low_,
          [this](bool level) { driven(level); }),
      com_(label_ + ".COM"),
      no_(label_ + ".NO"),
      nc_(label_ + ".NC"),
      to_no_(label_, com_, no_, open),
      to_nc_(label_, com_, nc_, closed),
      armature_(setup.machine, label_, setup.attributes.number("bounce", 0, 0, 1000), [this](bool) { place(); }),
      moved_(setup.machine.scheduler, label_ + ".armature", [this] { armature_.press(wanted_); }) {
  add(in_.terminal, "IN");
  add(com_, "COM");
  add(no_, "NO");
  add(nc_, "NC");
}

void Relay::wired() {
  machine_.analog.add(to_no_);
  machine_.analog.add(to_nc_);
  driven(in_.level());
}

void Relay::driven(bool level) {
  wanted_ = level != active_low_;
  takes_more(wanted_ ? coil_milliamps_ : 0);
  if (wanted_ == pulled()) return moved_.cancel();
  moved_.after(wanted_ ? operate_ : release_);
}

// Whether it bounces at NO or between both is all the same to a circuit: NC is open as soon as the armature has left.
void Relay::place() {
  if (pulled()) to_nc_.ohms(open);
  to_no_.ohms(armature_.closed() ? closed : open);
  if (!pulled()) to_nc_.ohms(armature_.closed() ? open : closed);
}

std::vector<Reading> Relay::readings() { return {{"pulled", "", pulled() ? 1.0 : 0.0}}; }

void Relay::serialize(emulator::State& state) {
  Part::serialize(state);
  state(in_, armature_, wanted_, moved_);
  if (!state.loading()) return;
  to_no_.restore(armature_.closed() ? closed : open);
  to_nc_.restore(pulled() || armature_.closed() ? open : closed);
}

}  // namespace parts
