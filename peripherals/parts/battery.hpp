#pragma once
// A battery or bench supply between two nets. Its quantity <part>.volts can be turned.
//
// Attributes: "volts" (3), "ohms" (0.5) inside it, "max_milliamps": what it is told of to exceed (no limit).
// Not modelled: running empty, cutting off at the limit.
#include "peripherals/parts/overload.hpp"
#include "peripherals/parts/two_legged.hpp"

namespace parts {

class Battery final : public TwoLegged {
 public:
  explicit Battery(const Setup&);
  emulator::analog::VoltageSource& element() override { return source_; }
  void serialize(emulator::State&) override;

 private:
  double milliamps() const { return -source_.milliamps(); }

  emulator::Quantity& volts_;
  emulator::analog::VoltageSource source_;
  double most_milliamps_;
  Overload too_much_;
};

}  // namespace parts
