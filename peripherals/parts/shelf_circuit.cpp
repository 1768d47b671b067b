// Switches, lamps, and what circuits are made of.
#include "peripherals/parts/battery.hpp"
#include "peripherals/parts/button.hpp"
#include "peripherals/parts/capacitor.hpp"
#include "peripherals/parts/connector.hpp"
#include "peripherals/parts/diode.hpp"
#include "peripherals/parts/inductor.hpp"
#include "peripherals/parts/led.hpp"
#include "peripherals/parts/led_matrix.hpp"
#include "peripherals/parts/op_amp.hpp"
#include "peripherals/parts/potentiometer.hpp"
#include "peripherals/parts/pull.hpp"
#include "peripherals/parts/pushbutton.hpp"
#include "peripherals/parts/resistor.hpp"
#include "peripherals/parts/rgb_led.hpp"
#include "peripherals/parts/shelves.hpp"
#include "peripherals/parts/slide_switch.hpp"
#include "peripherals/parts/touch_pad.hpp"
#include "peripherals/parts/transistor.hpp"
#include "peripherals/parts/variable.hpp"

namespace parts {

Shelf circuit_shelf() {
  return {
      {"battery", "battery or bench supply", build<Battery>},
      {"button", "push button to ground", build<Button>},
      {"capacitor", "capacitor", build<Capacitor>},
      {"connector", "pads to clip voltages to", build<Connector>},
      {"diode", "diode", build<Diode>},
      {"inductor", "coil", build<Inductor>},
      {"led", "light-emitting diode", build<Led>},
      {"led_matrix", "LEDs in rows and columns", build<LedMatrix>},
      {"nmos", "N-channel field-effect transistor", build<Nmos>},
      {"npn", "NPN transistor", build<Npn>},
      {"op_amp", "operational amplifier", build<OpAmp>},
      {"photoresistor", "resistor that follows the light", build<Photoresistor>},
      {"pmos", "P-channel field-effect transistor", build<Pmos>},
      {"pnp", "PNP transistor", build<Pnp>},
      {"potentiometer", "potentiometer", build<Potentiometer>},
      {"pull", "resistor to a supply", build<Pull>},
      {"pushbutton", "push button between two nets", build<Pushbutton>},
      {"resistor", "resistor", build<Resistor>},
      {"rgb_led", "three LEDs in one housing", build<RgbLed>},
      {"switch", "slide switch", build<SlideSwitch>},
      {"thermistor", "resistor that follows the temperature (NTC)", build<Thermistor>},
      {"touch_pad", "piece of metal to touch", build<TouchPad>},
  };
}

}  // namespace parts
