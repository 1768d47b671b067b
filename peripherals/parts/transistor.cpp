#include "peripherals/parts/transistor.hpp"

#include <fmt/format.h>

namespace parts {

using emulator::analog::Bjt;
using emulator::analog::Mosfet;

Transistor::Transistor(const Setup& setup, const char* first, const char* second, const char* third)
    : Part(setup),
      label_(setup.prefix + setup.name),
      legs_{emulator::Terminal{label_ + "." + first}, emulator::Terminal{label_ + "." + second},
            emulator::Terminal{label_ + "." + third}} {
  add(legs_[0], first);
  add(legs_[1], second);
  add(legs_[2], third);
}

static Bjt::Model bipolar(const Attributes& a) {
  return {a.number("saturation_amps", 1e-14, 1e-20, 1e-6), a.number("gain", 200, 1, 1e5), 2};
}

// In the triode region, at no voltage across it, the channel's conductance is K (V_GS - V_T).
static Mosfet::Model field_effect(const Attributes& a) {
  const double threshold = a.number("threshold_volts", 1.5, 0.1, 20), on = a.number("on_ohms", 0.5, 1e-3, 1e5);
  const double gate = a.number("gate_volts", 4.5, 0.1, 30);
  if (gate <= threshold)
    throw PartError(fmt::format("\"gate_volts\" ({}) must be above \"threshold_volts\" ({})", gate, threshold));
  return {threshold, 1 / (on * (gate - threshold)), 0, 1e-14};
}

Npn::Npn(const Setup& setup) : Transistor(setup, "collector", "base", "emitter") {
  element_ = std::make_unique<Bjt>(label_, Bjt::Polarity::npn, legs_[0], legs_[1], legs_[2], bipolar(setup.attributes));
}

Pnp::Pnp(const Setup& setup) : Transistor(setup, "collector", "base", "emitter") {
  element_ = std::make_unique<Bjt>(label_, Bjt::Polarity::pnp, legs_[0], legs_[1], legs_[2], bipolar(setup.attributes));
}

Nmos::Nmos(const Setup& setup) : Transistor(setup, "drain", "gate", "source") {
  element_ = std::make_unique<Mosfet>(label_, Mosfet::Polarity::n, legs_[0], legs_[1], legs_[2],
                                      field_effect(setup.attributes));
}

Pmos::Pmos(const Setup& setup) : Transistor(setup, "drain", "gate", "source") {
  element_ = std::make_unique<Mosfet>(label_, Mosfet::Polarity::p, legs_[0], legs_[1], legs_[2],
                                      field_effect(setup.attributes));
}

}  // namespace parts
