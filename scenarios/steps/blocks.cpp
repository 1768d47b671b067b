// {"parallel": [[…], […]]} · {"repeat": 3, "steps": […]}
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "scenarios/branch.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

class Parallel final : public Step {
 public:
  std::vector<Steps> lists;
  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    return std::make_unique<SideBySide>(*this, stage, branch);
  }

 private:
  class SideBySide final : public Activity {
   public:
    SideBySide(const Parallel& step, Stage& stage, Branch& branch) : left_(step.lists.size()) {
      for (const Steps& steps : step.lists)
        branches_.push_back(std::make_unique<Branch>(stage, steps, [this, &branch](const Problem* problem) {
          if (problem)
            branch.fail(*problem);
          else if (--left_ == 0)
            branch.finish();
        }));
      for (auto& below : branches_) below->start();
    }
    std::vector<Problem> waits_for() override {
      std::vector<Problem> all;
      for (auto& below : branches_)
        if (!below->over()) std::ranges::copy(below->waits_for(), std::back_inserter(all));
      return all;
    }

   private:
    std::vector<std::unique_ptr<Branch>> branches_;
    std::size_t left_;
  };
};

class Repeat final : public Step {
 public:
  unsigned times = 1;
  Steps steps;
  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    return std::make_unique<Repeating>(*this, stage, branch);
  }

 private:
  class Repeating final : public Activity {
   public:
    Repeating(const Repeat& step, Stage& stage, Branch& branch)
        : step_(step),
          stage_(stage),
          branch_(branch),
          again_(stage.machine().scheduler, "scenario repeats", [this] { round(); }) {
      round();
    }
    std::vector<Problem> waits_for() override { return below_ ? below_->waits_for() : std::vector<Problem>{}; }

   private:
    void round() {
      below_ = std::make_unique<Branch>(stage_, step_.steps, [this](const Problem* problem) {
        if (problem) return branch_.fail(*problem);
        if (++done_ == step_.times) return branch_.finish();
        again_.after({});
      });
      below_->start();
    }
    const Repeat& step_;
    Stage& stage_;
    Branch& branch_;
    unsigned done_ = 0;
    emulator::Event again_;
    std::unique_ptr<Branch> below_;
  };
};

}  // namespace

std::unique_ptr<Step> read_parallel(boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<Parallel>();
  const boards::Json& lists = *object.value("parallel");
  object.reject_rest();
  if (!lists.is_array() || lists.empty()) {
    object.mistake("parallel", "must be a list of lists of steps");
    return nullptr;
  }
  const bool before = std::exchange(context.in_parallel, true);
  for (std::size_t i = 0; i < lists.size(); ++i)
    step->lists.push_back(
        read_steps(lists[i], fmt::format("{}[{}]", boards::join_path(object.path(), "parallel"), i), context));
  context.in_parallel = before;
  return step;
}

std::unique_ptr<Step> read_repeat(boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<Repeat>();
  step->times = static_cast<unsigned>(object.number("repeat", 1, 1, 1e6));
  const boards::Json* steps = object.value("steps");
  object.reject_rest();
  if (!steps) {
    object.mistake("steps", "is missing: what is to be repeated");
    return nullptr;
  }
  const bool before = std::exchange(context.in_parallel, true);
  step->steps = read_steps(*steps, boards::join_path(object.path(), "steps"), context);
  context.in_parallel = before;
  return step;
}

}  // namespace scenarios
