// Parts that pulses drive or that answer with pulses.
#include "peripherals/parts/buzzer.hpp"
#include "peripherals/parts/dc_motor.hpp"
#include "peripherals/parts/dip_switch.hpp"
#include "peripherals/parts/joystick.hpp"
#include "peripherals/parts/keypad.hpp"
#include "peripherals/parts/max98357a.hpp"
#include "peripherals/parts/motor_drivers.hpp"
#include "peripherals/parts/pir.hpp"
#include "peripherals/parts/relay.hpp"
#include "peripherals/parts/rotary_encoder.hpp"
#include "peripherals/parts/servo.hpp"
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/step_driver.hpp"
#include "peripherals/parts/stepper_motor.hpp"
#include "peripherals/parts/uln2003.hpp"

namespace parts {

Shelf pulses_shelf() {
  return {
      {"28byj48", "28BYJ-48 stepper motor with gear, unipolar", build<Stepper28byj48>},
      {"a4988", "A4988 stepper driver, to sixteenth steps", build<A4988>},
      {"buzzer", "buzzer, passive or active", build<Buzzer>},
      {"dc_motor", "DC motor, with an encoder if wanted", build<DcMotor>},
      {"dip_switch", "DIP switch", build<DipSwitch>},
      {"drv8825", "DRV8825 stepper driver, to 1/32 steps", build<Drv8825>},
      {"joystick", "analog joystick with a push button", build<Joystick>},
      {"keypad", "matrix keypad", build<Keypad>},
      {"l298n", "L298N motor driver, two full bridges", build<L298n>},
      {"max98357a", "MAX98357A amplifier, I2S to a loudspeaker", build<Max98357a>},
      {"pir", "motion sensor (HC-SR501)", build<Pir>, {5, 0.065}},
      {"relay", "relay module", build<Relay>, {5, 0}},
      {"rotary_encoder", "rotary encoder with a push button (KY-040)", build<RotaryEncoder>},
      {"servo", "hobby servo (SG90)", build<Servo>, {5, 6}},
      {"speaker", "loudspeaker, 8 ohm", build<Speaker>},
      {"stepper_motor", "bipolar stepper motor", build<StepperMotor>},
      {"tb6612", "TB6612FNG motor driver, two full bridges", build<Tb6612>},
      {"uln2003", "ULN2003 transistor array", build<Uln2003>},
  };
}

}  // namespace parts
