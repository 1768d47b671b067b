#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"
#include "peripherals/parts/at24c32.hpp"
#include "peripherals/parts/battery.hpp"
#include "peripherals/parts/button.hpp"
#include "peripherals/parts/capacitor.hpp"
#include "peripherals/parts/connector.hpp"
#include "peripherals/parts/diode.hpp"
#include "peripherals/parts/inductor.hpp"
#include "peripherals/parts/led.hpp"
#include "peripherals/parts/led_matrix.hpp"
#include "peripherals/parts/mag3110.hpp"
#include "peripherals/parts/mma8653.hpp"
#include "peripherals/parts/op_amp.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/potentiometer.hpp"
#include "peripherals/parts/pull.hpp"
#include "peripherals/parts/pushbutton.hpp"
#include "peripherals/parts/resistor.hpp"
#include "peripherals/parts/rgb_led.hpp"
#include "peripherals/parts/slide_switch.hpp"
#include "peripherals/parts/transistor.hpp"
#include "peripherals/parts/usb_host.hpp"
#include "peripherals/parts/usb_serial.hpp"
#include "peripherals/parts/variable.hpp"

namespace parts {

namespace {

template <typename T>
std::unique_ptr<Part> build(const Part::Setup& setup) {
  return std::make_unique<T>(setup);
}

}  // namespace

const std::vector<PartType>& PartCatalogue::all() {
  static const std::vector<PartType> types{
      {"at24c32", "Microchip AT24C32 EEPROM of 4 KiB, I2C", build<At24c32>},
      {"battery", "battery or bench supply", build<Battery>},
      {"button", "push button to ground", build<Button>},
      {"capacitor", "capacitor", build<Capacitor>},
      {"connector", "pads to clip voltages to", build<Connector>},
      {"diode", "diode", build<Diode>},
      {"inductor", "coil", build<Inductor>},
      {"led", "light-emitting diode", build<Led>},
      {"led_matrix", "LEDs in rows and columns", build<LedMatrix>},
      {"mag3110", "NXP MAG3110 three-axis magnetometer, I2C", build<Mag3110>},
      {"mma8653", "NXP MMA8653FC three-axis accelerometer, I2C", build<Mma8653>},
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
      {"usb_host", "computer at the board's USB connector, with a console", build<UsbHost>},
      {"usb_serial", "USB serial adapter with a console", build<UsbSerial>},
  };
  return types;
}

const PartType* PartCatalogue::find(std::string_view type) {
  const auto it = std::ranges::find(all(), type, &PartType::type);
  return it == all().end() ? nullptr : &*it;
}

std::unique_ptr<Part> PartCatalogue::make(std::string_view type, const Part::Setup& setup) {
  const PartType* found = find(type);
  if (!found) {
    std::vector<std::string> types;
    for (const PartType& known : all()) types.emplace_back(known.type);
    throw PartError(fmt::format("there is no part type \"{}\"{}", type, emulator::did_you_mean(type, types)));
  }
  auto part = found->make(setup);
  setup.attributes.check_all_known();
  return part;
}

}  // namespace parts
