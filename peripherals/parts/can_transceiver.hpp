#pragma once
// SN65HVD230 and its like: a CAN transceiver of 3.3 V. Texas Instruments SN65HVD230 data sheet, "Driver", "Receiver".
//
// Terminals: D (from the controller), R (to it), CANH, CANL. Dominant: CANH at 3.05 V and CANL at 0.65 V, each behind
// 20 ohm, which leaves 1.4 V on a bus of 60 ohm; recessive: both at 2.3 V behind 25 kohm.
// R is low from 0.9 V between CANH and CANL on, high below 0.5 V. A bus wants 120 ohm at each end (`resistor`).
// Not modelled: RS (slope and stand-by), propagation delays, thermal shutdown, the time-out of other types.
// In doubt, as the sheet was not at hand: the driver's resistance.
#include "peripherals/parts/logic_input.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class CanTransceiver final : public Part {
 public:
  explicit CanTransceiver(const Setup&);
  void wired() override;
  void power_on() override { wired(); }
  void serialize(emulator::State&) override;

 private:
  void send();
  void receive();

  double volts_;
  LogicInput d_;
  emulator::Terminal r_, high_, low_;
  bool dominant_ = false;  // as R says
};

}  // namespace parts
