#pragma once
// What people get wrong at the pins of an nRF51: an input that nothing holds is read, an I2C bus has no pull-ups.
//
// IN is all pins at once, so which of them the software looks at is not known: a pin counts as read if its input buffer
// is connected and it has no pull. Out of reset no pin is.
#include "emulator/machine.hpp"
#include "peripherals/nrf5/gpio.hpp"

namespace nrf5 {

class PinAudit {
 public:
  PinAudit(Machine&, Gpio&);
  void bus_line(unsigned pin);  // of a TWI that is enabled now
  void serialize(State& state) { state(told_, lines_, look_); }

 private:
  void inputs_read(u32 bare);
  void look();

  Machine& machine_;
  Gpio& gpio_;
  u32 told_ = 0;
  u32 lines_ = 0;  // of buses, not looked at yet
  Event look_;
};

}  // namespace nrf5
