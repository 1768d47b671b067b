// {"snapshot": "ready"} … {"restore": "ready"}: the whole machine, as it was. What the consoles said before is not waited for
// again.
#include <fmt/format.h>

#include "scenarios/branch.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

class Snapshot final : public Step {
 public:
  std::string slot;
  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    // Between instructions of all cores, which an event is not.
    stage.between_slices([this, &stage, &branch] {
      stage.slots()[slot] = {stage.session().save(), stage.faults().all()};
      branch.finish();
    });
    return std::make_unique<Activity>();
  }
};

class Restore final : public Step {
 public:
  std::string slot;
  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    const auto saved = stage.slots().find(slot);
    if (saved == stage.slots().end()) {
      branch.fail(fmt::format("there is no snapshot \"{}\" yet", slot));
      return nullptr;
    }
    stage.between_slices([&stage, &branch, state = &saved->second] {
      stage.faults().become(state->faults);
      stage.session().load(state->state);
      stage.loaded();
      branch.finish();
    });
    return std::make_unique<Activity>();
  }
};

template <typename T>
std::unique_ptr<Step> read(boards::ObjectReader& object, const char* key, ReadContext& context) {
  auto step = std::make_unique<T>();
  step->slot = object.text(key, true);
  object.reject_rest();
  if (context.in_parallel)
    object.mistake(key, "cannot stand inside of parallel or repeat: it is about everything at once");
  return step;
}

}  // namespace

std::unique_ptr<Step> read_snapshot(boards::ObjectReader& object, ReadContext& context) {
  return read<Snapshot>(object, "snapshot", context);
}

std::unique_ptr<Step> read_restore(boards::ObjectReader& object, ReadContext& context) {
  return read<Restore>(object, "restore", context);
}

}  // namespace scenarios
