#pragma once
// What people get wrong at the pins of an RP2040: an input that nothing holds is read, an I2C bus has no pull-ups.
//
// GPIO_IN is all pins at once, so which of them the software looks at is not known: a pin counts as read if it has been
// made an input of SIO without a pull. Out of reset no pin is.
#include "emulator/machine.hpp"
#include "peripherals/rp2040/io_bank0.hpp"

namespace rp2040 {

class PinAudit {
 public:
  PinAudit(Machine&, const IoBank0&);
  void inputs_read() {
    if (const u32 bare = bank_.bare_inputs() & ~told_) look_at(bare);
  }
  void function(unsigned pin);  // it has got another one
  void serialize(State&);

 private:
  void look_at(u32 bare);
  void look_at_buses();

  Machine& machine_;
  const IoBank0& bank_;
  u32 told_ = 0;
  u32 buses_ = 0;  // pins that I2C has got, not looked at yet
  u32 tries_ = 0;
  Event look_;
};

}  // namespace rp2040
