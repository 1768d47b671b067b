// {"press": "button", "for": "100 ms"} · {"press": "button"} … {"release": "button"}
//
// A button is a quantity that is 1 while a finger presses it.
#include <fmt/format.h>

#include "emulator/near_names.hpp"
#include "scenarios/branch.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

class Press final : public Step {
 public:
  std::string button;
  bool down = true;
  std::optional<emulator::Duration> time;

  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    move(stage, down);
    if (!time) return nullptr;
    return std::make_unique<Pressing>(*this, stage, branch);
  }

 private:
  void move(Stage& stage, bool to) const { stage.session().execute(emulator::command::Set{button, to ? 1.0 : 0.0}); }

  struct Pressing final : Activity {
    Pressing(const Press& step, Stage& stage, Branch& branch)
        : release(stage.machine().scheduler, "scenario releases", [&] {
            step.move(stage, false);
            branch.finish();
          }) {
      release.after(*step.time);
    }
    emulator::Event release;
  };
};

std::unique_ptr<Press> read(boards::ObjectReader& object, std::string_view key, ReadContext& context) {
  auto step = std::make_unique<Press>();
  step->button = object.text(key, true);
  const emulator::World& world = context.stage.machine().world;
  const auto is_button = [](const emulator::Quantity& q) {
    return q.unit().empty() && q.range().low == 0 && q.range().high == 1;
  };
  const auto it = world.all().find(step->button);
  if (it != world.all().end() && is_button(*it->second)) return step;
  std::vector<std::string> names;
  for (const auto& [name, quantity] : world.all())
    if (is_button(*quantity)) names.push_back(name);
  object.mistake(key,
                 fmt::format("there is no button \"{}\"{}", step->button, emulator::did_you_mean(step->button, names)));
  return step;
}

}  // namespace

std::unique_ptr<Step> read_press(boards::ObjectReader& object, ReadContext& context) {
  auto step = read(object, "press", context);
  step->time = read_duration(object, "for");
  object.reject_rest();
  return step;
}

std::unique_ptr<Step> read_release(boards::ObjectReader& object, ReadContext& context) {
  auto step = read(object, "release", context);
  step->down = false;
  object.reject_rest();
  return step;
}

}  // namespace scenarios
