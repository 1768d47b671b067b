#pragma once
// A relay module with a driver, as they are sold for 5 V: IN switches the coil, COM meets NC at rest and NO when
// pulled.
//
// Terminals: IN, COM, NO, NC. Attributes: "active_low" (false), "operate_ms" (7) and "release_ms" (3), "volts" of IN
// (the board's), "bounce" of the contacts in milliseconds (0), "coil_milliamps" (71.4: 70 ohm at 5 V).
// Reading: pulled (1 or 0). Songle's SRD-05VDC-SL-C, as sellers' tables give it: a coil of 70 ohm, contacts of 100
// milliohm and 10 ms to operate or release at the most. In doubt: the usual times, 7 ms and 3 ms here.
// Not modelled: contacts under load. IN is a logic input; an open one leaves the relay at rest.
#include "emulator/analog/passive.hpp"
#include "peripherals/parts/bouncing_contact.hpp"
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Relay final : public Part {
 public:
  explicit Relay(const Setup&);
  void wired() override;
  std::vector<Reading> readings() override;
  void serialize(emulator::State&) override;

 private:
  void driven(bool level);
  void place();
  bool pulled() const { return armature_.pressed(); }

  std::string label_;
  bool active_low_;
  emulator::Duration operate_, release_;
  double coil_milliamps_;
  LogicInput in_;
  emulator::Terminal com_, no_, nc_;
  emulator::analog::Resistor to_no_, to_nc_;
  BouncingContact armature_;
  bool wanted_ = false;
  emulator::Event moved_;
};

}  // namespace parts
