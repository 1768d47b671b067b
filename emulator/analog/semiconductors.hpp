#pragma once
// Diodes, bipolar and field-effect transistors at 27 degC.
// Not modelled: junction and gate capacitance, breakdown, the Early effect, high-level injection, temperature.
#include "emulator/analog/element.hpp"

namespace emulator::analog {

// Shockley's equation with a series resistance. LEDs too.
class Diode final : public Element {
 public:
  struct Model {
    double saturation_amps, emission, ohms;
    // That drops `volts` at `amps`.
    static Model by_forward_voltage(double volts, double amps, double emission, double ohms);
  };
  Diode(std::string name, Terminal& anode, Terminal& cathode, Model model)
      : Element(std::move(name), {&anode, &cathode}), model_(model) {}
  const Model& model() const { return model_; }

  unsigned extra_unknowns() const override { return model_.ohms > 0; }  // the node behind the resistance
  unsigned junctions() const override { return 1; }
  bool linear() const override { return false; }
  void stamp(Stamp&) const override;
  double amps(unsigned leg, const Look&) const override;
  bool links(unsigned a, unsigned b, const Look&) const override;

 private:
  Node inner() const { return model_.ohms > 0 ? extra() : node(0); }
  Model model_;
};

// Ebers and Moll's equations in their transport form. Legs: collector, base, emitter.
class Bjt final : public Element {
 public:
  enum class Polarity { npn, pnp };
  struct Model {
    double saturation_amps = 1e-14, forward_gain = 100, reverse_gain = 1;
  };
  Bjt(std::string name, Polarity polarity, Terminal& collector, Terminal& base, Terminal& emitter, Model model)
      : Element(std::move(name), {&collector, &base, &emitter}),
        sign_(polarity == Polarity::npn ? 1 : -1),
        model_(model) {}

  unsigned junctions() const override { return 2; }
  bool linear() const override { return false; }
  void stamp(Stamp&) const override;
  double amps(unsigned leg, const Look&) const override;
  bool links(unsigned a, unsigned b, const Look&) const override;

 private:
  double sign_;
  Model model_;
};

// Shichman and Hodges' equations (SPICE level 1), bulk joined to the source, with the body diode that this makes. Legs:
// drain, gate, source.
class Mosfet final : public Element {
 public:
  enum class Polarity { n, p };
  struct Model {
    double threshold_volts = 2;           // of an N-channel one; of a P-channel one its magnitude
    double amps_per_square_volt = 0.2;    // KP W / L
    double lambda = 0;                    // channel-length modulation, per volt
    double body_saturation_amps = 1e-14;  // of the body diode
  };
  Mosfet(std::string name, Polarity polarity, Terminal& drain, Terminal& gate, Terminal& source, Model model)
      : Element(std::move(name), {&drain, &gate, &source}), sign_(polarity == Polarity::n ? 1 : -1), model_(model) {}

  unsigned junctions() const override { return 3; }
  bool linear() const override { return false; }
  void stamp(Stamp&) const override;
  double amps(unsigned leg, const Look&) const override;
  bool links(unsigned a, unsigned b, const Look&) const override;

 private:
  struct Channel {
    double amps, by_gate, by_drain;  // with its derivatives
  };
  Channel channel(double gate, double drain) const;  // volts above the source, drain >= 0
  double sign_;
  Model model_;
};

}  // namespace emulator::analog
