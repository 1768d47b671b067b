// {"part": "led", "brightness": {"above": 0.5}} · {"part": "servo", "angle": [85, 95]} · {"part": "lcd", "text":
// "Hello"}
#include <fmt/format.h>

#include "emulator/near_names.hpp"
#include "scenarios/condition.hpp"
#include "scenarios/expected.hpp"

namespace scenarios {

namespace {

using namespace std::chrono_literals;

class PartShows final : public Condition {
 public:
  std::string part, reading, text;
  std::optional<Expected> expected;  // none: the text

  std::string wanted() const override {
    return expected ? fmt::format("the {} of {} is {}", reading, part, expected->text())
                    : fmt::format("\"{}\" stands on {}", text, part);
  }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()>) const override {
    return std::make_unique<Looking>(*this, stage.circuit().part(part));
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const PartShows& condition, parts::Part& part) : condition_(condition), part_(part) {}
    bool holds() override {
      if (!condition_.expected) return part_.text().value_or("").find(condition_.text) != std::string::npos;
      const auto* found = read();
      return found && condition_.expected->met_by(found->value);
    }
    std::string seen() override {
      if (!condition_.expected) return fmt::format("there stands \"{}\"", part_.text().value_or(""));
      const auto* found = read();
      return found ? fmt::format("it is {}", with_unit(found->value, found->unit)) : "there is no such reading";
    }
    emulator::Duration look_again() override { return 1ms; }

   private:
    const parts::Reading* read() {
      readings_ = part_.readings();
      for (const auto& reading : readings_)
        if (reading.name == condition_.reading) return &reading;
      return nullptr;
    }
    const PartShows& condition_;
    parts::Part& part_;
    std::vector<parts::Reading> readings_;
  };
};

}  // namespace

std::unique_ptr<Condition> read_part(boards::ObjectReader& object, ReadContext& context) {
  auto condition = std::make_unique<PartShows>();
  condition->part = object.text("part", true);
  parts::Part* part = nullptr;
  try {
    part = &context.stage.circuit().part(condition->part);
  } catch (const boards::BoardError& error) { object.mistake("part", error.what()); }
  condition->text = object.text("text");
  const auto rest = object.rest();
  if (!part) return nullptr;
  const auto readings = part->readings();
  std::vector<std::string> names;
  for (const auto& reading : readings) names.push_back(reading.name);
  if (part->text()) names.emplace_back("text");
  if (object.has("text") ? !rest.empty() : rest.size() != 1) {
    object.mistake("part", fmt::format("needs one thing that {} shows: {}", condition->part,
                                       names.empty() ? "it shows nothing" : fmt::format("{}", fmt::join(names, ", "))));
    return nullptr;
  }
  if (object.has("text")) {
    if (!part->text()) object.mistake("text", fmt::format("{} shows no text", condition->part));
    return condition;
  }
  condition->reading = rest.front().first;
  const auto found = std::ranges::find(readings, condition->reading, &parts::Reading::name);
  if (found == readings.end()) {
    object.mistake(condition->reading, fmt::format("is nothing that {} shows{}", condition->part,
                                                   emulator::did_you_mean(condition->reading, names)));
    return nullptr;
  }
  condition->expected = Expected::read(*rest.front().second, boards::join_path(object.path(), condition->reading),
                                       found->unit, context.mistakes);
  if (!condition->expected) return nullptr;
  return condition;
}

}  // namespace scenarios
