// The kinds of conditions, and how one is picked by its key.
#include <fmt/format.h>

#include "emulator/near_names.hpp"
#include "scenarios/condition.hpp"

namespace scenarios {

const std::vector<ConditionType>& condition_types() {
  static const std::vector<ConditionType> types{
      {"serial", "a console has said a text, or something that fits a regular expression", read_serial},
      {"pin", "level, voltage, edges, pulse width, frequency or duty of a pin or net", read_pin},
      {"bus", "a transaction, bytes, a text or pixels have gone over a bus", read_bus},
      {"part", "what a part shows: brightness, angle, text", read_part},
      {"supply", "what a supply of a board gives", read_supply},
      {"picture", "a part's screen is as in a PNG file", read_picture},
      {"script", "a script has ended, and how", read_script},
      {"log", "the firmware did nothing wrong, and used nothing that is not modelled", read_log},
      {"not", "another condition does not hold", read_not},
  };
  return types;
}

std::unique_ptr<Condition> read_condition(boards::ObjectReader& object, ReadContext& context) {
  const ConditionType* chosen = nullptr;
  for (const ConditionType& type : condition_types())
    if (object.has(type.key)) {
      if (chosen) {
        object.mistake(type.key, fmt::format("and \"{}\" are two conditions; give each a step", chosen->key));
        return nullptr;
      }
      chosen = &type;
    }
  if (chosen) return chosen->read(object, context);
  std::vector<std::string> keys;
  for (const ConditionType& type : condition_types()) keys.emplace_back(type.key);
  const auto rest = object.rest();
  context.mistakes.add(
      object.path(),
      fmt::format("says no condition{}", emulator::did_you_mean(rest.empty() ? "" : rest.front().first, keys)));
  return nullptr;
}

}  // namespace scenarios
