// The kinds of steps, and how one is picked by its key.
#include <fmt/format.h>

#include "emulator/near_names.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

const std::vector<StepType>& step_types() {
  static const std::vector<StepType> types{
      {"wait", "lets virtual time pass", read_wait},
      {"wait_for", "until a condition holds; \"within\" says how long at most", read_wait_for},
      {"expect", "that a condition holds now, or all the time \"for\" a while", read_expect},
      {"set", "quantities of the world: at once, \"over\" a time, or as a signal \"for\" a time", read_set},
      {"press", "a button; \"for\" a time, or until it is released", read_press},
      {"release", "a button", read_release},
      {"write", "bytes to a board's console", read_write},
      {"reset", "a board by its reset pin", read_reset},
      {"power_cycle", "a board: off and on again", read_power_cycle},
      {"cut", "a part's leg, or all of a part, off its nets; \"for\" a time, or until mended", read_cut},
      {"stick", "a net at a \"level\", whoever drives it", read_stick},
      {"bridge", "two nets touch", read_bridge},
      {"silence", "a part on I2C acknowledges nothing", read_silence},
      {"hang", "a part on I2C holds SCL low", read_hang},
      {"garble", "\"one_in\" so many bytes of a part on I2C arrives wrong", read_garble},
      {"drift", "the clock of a board or a clock chip is fast by so many \"ppm\"; below 0 slow", read_drift},
      {"mend", "all that was broken there", read_mend},
      {"parallel", "lists of steps side by side; over when all are", read_parallel},
      {"repeat", "a list of \"steps\" so many times", read_repeat},
      {"snapshot", "keeps the whole machine under a name", read_snapshot},
      {"restore", "brings a kept machine back", read_restore},
  };
  return types;
}

namespace {

std::unique_ptr<Step> read_step(boards::ObjectReader& object, ReadContext& context) {
  const StepType* chosen = nullptr;
  std::vector<std::string> keys;
  for (const StepType& type : step_types()) {
    keys.emplace_back(type.key);
    if (!object.has(type.key)) continue;
    if (chosen) {
      object.mistake(type.key, fmt::format("and \"{}\" are two steps; each needs an object of its own", chosen->key));
      return nullptr;
    }
    chosen = &type;
  }
  object.text("note");
  if (chosen) return chosen->read(object, context);
  const auto rest = object.rest();
  const std::string first = rest.empty() ? "" : rest.front().first;
  context.mistakes.add(object.path(), first.empty() ? "is an empty step"
                                                    : fmt::format("there is no step \"{}\"{}", first,
                                                                  emulator::did_you_mean(first, keys)));
  return nullptr;
}

}  // namespace

Steps read_steps(const boards::Json& json, const std::string& path, ReadContext& context) {
  Steps steps;
  if (!json.is_array()) {
    context.mistakes.add(path, "must be a list of steps: [{\"wait\": \"1 s\"}]");
    return steps;
  }
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string place = fmt::format("{}[{}]", path, i);
    if (!json[i].is_object()) {
      context.mistakes.add(place, fmt::format("must be an object with one step, not {}", boards::kind_of(json[i])));
      continue;
    }
    boards::ObjectReader object{json[i], place, context.mistakes};
    if (auto step = read_step(object, context)) {
      step->place = context.place(place);
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

std::optional<emulator::Duration> read_duration(boards::ObjectReader& object, std::string_view key) {
  const boards::Json* value = object.value(key);
  if (!value) return std::nullopt;
  if (!value->is_string()) {
    object.mistake(key, fmt::format("must be a time with its unit, like \"200 ms\", not {}", value->dump()));
    return std::nullopt;
  }
  try {
    return emulator::parse_duration(value->get_ref<const std::string&>());
  } catch (const std::invalid_argument& error) { object.mistake(key, error.what()); }
  return std::nullopt;
}

}  // namespace scenarios
