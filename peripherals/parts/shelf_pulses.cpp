// Parts that pulses drive or that answer with pulses.
#include "peripherals/parts/buzzer.hpp"
#include "peripherals/parts/dip_switch.hpp"
#include "peripherals/parts/joystick.hpp"
#include "peripherals/parts/keypad.hpp"
#include "peripherals/parts/pir.hpp"
#include "peripherals/parts/relay.hpp"
#include "peripherals/parts/rotary_encoder.hpp"
#include "peripherals/parts/servo.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

Shelf pulses_shelf() {
  return {
      {"buzzer", "buzzer, passive or active", build<Buzzer>},
      {"dip_switch", "DIP switch", build<DipSwitch>},
      {"joystick", "analog joystick with a push button", build<Joystick>},
      {"keypad", "matrix keypad", build<Keypad>},
      {"pir", "motion sensor (HC-SR501)", build<Pir>},
      {"relay", "relay module", build<Relay>},
      {"rotary_encoder", "rotary encoder with a push button (KY-040)", build<RotaryEncoder>},
      {"servo", "hobby servo (SG90)", build<Servo>},
  };
}

}  // namespace parts
