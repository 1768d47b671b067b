#pragma once
// Bipolar and field-effect transistors.
//
// "npn", "pnp": terminals collector, base, emitter; attributes "gain" (200), "saturation_amps" (1e-14).
// "nmos", "pmos": terminals drain, gate, source; attributes "threshold_volts" (1.5), "on_ohms" (0.5) at "gate_volts"
// (4.5) between gate and source.
// Not modelled: what is said in emulator/analog/semiconductors.hpp; limits of current, voltage and heat.
#include "emulator/analog/semiconductors.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Transistor : public Part {
 public:
  void wired() override { machine_.analog.add(*element_); }
  const emulator::analog::Element& element() const { return *element_; }

 protected:
  Transistor(const Setup&, const char* first, const char* second, const char* third);
  std::string label_;
  emulator::Terminal legs_[3];
  std::unique_ptr<emulator::analog::Element> element_;
};

class Npn final : public Transistor {
 public:
  explicit Npn(const Setup&);
};
class Pnp final : public Transistor {
 public:
  explicit Pnp(const Setup&);
};
class Nmos final : public Transistor {
 public:
  explicit Nmos(const Setup&);
};
class Pmos final : public Transistor {
 public:
  explicit Pmos(const Setup&);
};

}  // namespace parts
