// {"supply": "VBUS", "milliamps": {"below": 500}} · {"supply": "left:3V3", "milliamps": [10, 20]}
#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"
#include "scenarios/condition.hpp"
#include "scenarios/expected.hpp"

namespace scenarios {

namespace {

using namespace std::chrono_literals;

class SupplyGives final : public Condition {
 public:
  std::string supply, name;  // as written, and as it is known: "left:3V3", "left.3V3"
  Expected expected;

  explicit SupplyGives(const Expected& e) : expected(e) {}
  std::string wanted() const override { return fmt::format("{} gives {}", supply, expected.text()); }
  std::unique_ptr<Watch> watch(Stage& stage, std::function<void()>) const override {
    return std::make_unique<Looking>(*this, stage.circuit().supplies());
  }

 private:
  class Looking final : public Watch {
   public:
    Looking(const SupplyGives& condition, const emulator::Supplies& supplies)
        : condition_(condition), supplies_(supplies) {}
    bool holds() override { return condition_.expected.met_by(now().milliamps); }
    std::string seen() override {
      const auto totals = now();
      const std::string names = emulator::Supplies::names(totals);
      return fmt::format("it gives {}{}", with_unit(totals.milliamps, "mA"), names.empty() ? "" : ": " + names);
    }
    emulator::Duration look_again() override { return 1ms; }

   private:
    emulator::Supplies::Totals now() const {
      const auto all = supplies_.totals();
      return *std::ranges::find(all, condition_.name, &emulator::Supplies::Totals::name);
    }
    const SupplyGives& condition_;
    const emulator::Supplies& supplies_;
  };
};

}  // namespace

std::unique_ptr<Condition> read_supply(boards::ObjectReader& object, ReadContext& context) {
  const std::string supply = object.text("supply", true);
  std::vector<std::string> names;
  for (const auto& totals : context.stage.circuit().supplies().totals()) names.push_back(totals.name);
  const boards::CircuitPin pin = boards::parse_pin(supply);
  const bool one = context.stage.circuit().boards().size() == 1;
  const std::string name = pin.of.empty() || one ? pin.name : pin.of + "." + pin.name;
  if (std::ranges::find(names, name) == names.end()) {
    object.mistake("supply", fmt::format("there is no supply \"{}\"{}", supply, emulator::did_you_mean(name, names)));
    return nullptr;
  }
  const boards::Json* milliamps = object.value("milliamps");
  if (!milliamps) {
    object.mistake("milliamps", "is missing: what it should give, like {\"below\": 500}");
    return nullptr;
  }
  const auto expected =
      Expected::read(*milliamps, boards::join_path(object.path(), "milliamps"), "mA", context.mistakes);
  if (!expected) return nullptr;
  auto condition = std::make_unique<SupplyGives>(*expected);
  condition->supply = supply;
  condition->name = name;
  return condition;
}

}  // namespace scenarios
