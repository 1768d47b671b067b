#include "peripherals/parts/rgb_led.hpp"

#include <fmt/format.h>

namespace parts {

namespace {
constexpr std::array<const char*, 3> lamp_names{"red", "green", "blue"};
}

RgbLed::RgbLed(const Setup& setup) : Part(setup), common_(setup.prefix + setup.name + ".common") {
  const std::string common = setup.attributes.text("common", "cathode");
  if (common != "cathode" && common != "anode")
    throw PartError(fmt::format("\"common\" must be \"cathode\" or \"anode\", not \"{}\"", common));
  const double most = setup.attributes.number("max_milliamps", 20, 0.1, 1e4);
  const double full = setup.attributes.number("full_milliamps", 10, 0.01, 1e4);
  add(common_, "common");
  for (unsigned i = 0; i < 3; ++i) {
    const std::string name = setup.prefix + setup.name + "." + lamp_names[i];
    emulator::Terminal& leg = *(legs_[i] = std::make_unique<emulator::Terminal>(name));
    add(leg, lamp_names[i]);
    const bool cathode = common == "cathode";
    lamps_[i] = std::make_unique<Lamp>(setup.machine, name, cathode ? leg : common_, cathode ? common_ : leg,
                                       Lamp::Model{Lamp::forward_volts(lamp_names[i]), most, full});
  }
}

void RgbLed::wired() {
  for (auto& lamp : lamps_) machine_.analog.add(lamp->element());
}

std::optional<Picture> RgbLed::picture() const {
  return Picture{3, 1, {lamps_[0]->brightness(), lamps_[1]->brightness(), lamps_[2]->brightness()}};
}

std::vector<Reading> RgbLed::readings() {
  std::vector<Reading> readings;
  for (unsigned i = 0; i < 3; ++i) readings.push_back({lamp_names[i], "", lamps_[i]->brightness()});
  return readings;
}

void RgbLed::serialize(emulator::State& state) {
  Part::serialize(state);
  for (auto& lamp : lamps_) state(*lamp);
}

}  // namespace parts
