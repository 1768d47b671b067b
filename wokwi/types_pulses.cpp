// What pulses drive: servos, motors, buzzers, relays.
#include <cstdlib>

#include "wokwi/part_types.hpp"

namespace wokwi {

namespace {

// "2:1" is 400 steps a turn (wokwi-stepper-motor.md).
void gear(const Surroundings& around, Translation& made) {
  const std::string ratio = around.part.attribute("gearRatio", "1:1");
  char* end = nullptr;
  const double up = std::strtod(ratio.c_str(), &end);
  const double down = *end == ':' ? std::strtod(end + 1, nullptr) : 1;
  if (up <= 0 || down <= 0)
    made.mistakes.emplace_back("attrs.gearRatio", "must be like \"2:1\", not \"" + ratio + "\"");
  else
    made.json()["steps"] = 200 * up / down;
}

}  // namespace

std::vector<PartType> pulse_types() {
  return {
      // 0 to 180 degrees are 0.544 to 2.4 ms, as in Arduino's library; in doubt, Wokwi does not say.
      {"wokwi-servo",
       "servo",
       {{"PWM", "signal"}, {"V+", "VCC"}, {"GND", "GND"}},
       {},
       {},
       [](const Surroundings&, Translation& made) {
         made.json()["min_ms"] = 0.544;
         made.json()["max_ms"] = 2.4;
       }},
      {"wokwi-buzzer", "buzzer", {{"1", "minus"}, {"2", "plus"}}},
      {"wokwi-relay-module",
       "relay",
       {{"IN", "IN"}, {"COM", "COM"}, {"NO", "NO"}, {"NC", "NC"}, {"VCC", "VCC"}, {"GND", "GND"}},
       {},
       {},
       [](const Surroundings& around, Translation& made) {
         if (around.part.attribute("transistor", "npn") == "pnp") made.json()["active_low"] = true;
       }},
      {"wokwi-stepper-motor", "stepper_motor", {{"A+", "A1"}, {"A-", "A2"}, {"B+", "B1"}, {"B-", "B2"}}, {}, {}, gear},
      {"wokwi-a4988",
       "a4988",
       {{"STEP", "STEP"},
        {"DIR", "DIR"},
        {"MS1", "MS1"},
        {"MS2", "MS2"},
        {"MS3", "MS3"},
        {"ENABLE", "ENABLE"},
        {"SLEEP", "SLEEP"},
        {"RESET", "RESET"},
        {"VMOT", "VMOT"},
        {"1A", "1A"},
        {"1B", "1B"},
        {"2A", "2A"},
        {"2B", "2B"},
        {"VDD", ""},
        {"GND", "GND"},
        {"GND.1", "GND"},
        {"GND.2", "GND"}}},
  };
}

}  // namespace wokwi
