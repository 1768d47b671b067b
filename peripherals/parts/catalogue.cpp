#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"
#include "peripherals/parts/at24c32.hpp"
#include "peripherals/parts/button.hpp"
#include "peripherals/parts/connector.hpp"
#include "peripherals/parts/led_matrix.hpp"
#include "peripherals/parts/mag3110.hpp"
#include "peripherals/parts/mma8653.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/pull.hpp"
#include "peripherals/parts/usb_host.hpp"
#include "peripherals/parts/usb_serial.hpp"

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
      {"button", "push button to ground", build<Button>},
      {"connector", "pads to clip voltages to", build<Connector>},
      {"led_matrix", "LEDs in rows and columns", build<LedMatrix>},
      {"mag3110", "NXP MAG3110 three-axis magnetometer, I2C", build<Mag3110>},
      {"mma8653", "NXP MMA8653FC three-axis accelerometer, I2C", build<Mma8653>},
      {"pull", "resistor to a supply", build<Pull>},
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
