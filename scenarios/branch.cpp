#include "scenarios/branch.hpp"

namespace scenarios {

Branch::Branch(Stage& stage, const Steps& steps, Ended ended)
    : stage_(stage),
      steps_(steps),
      ended_(std::move(ended)),
      next_(stage.machine().scheduler, "scenario", [this] { go_on(); }) {}

void Branch::start() { next_.after({}); }

void Branch::finish() {
  step_over_ = true;
  next_.after({});
}

void Branch::fail(std::string sentence, std::vector<std::string> nets) {
  fail(Problem{current() ? current()->place : "", std::move(sentence), stage_.machine().now(), std::move(nets)});
}

void Branch::fail(const Problem& problem) {
  if (!problem_) problem_ = problem;
  next_.after({});
}

std::vector<Problem> Branch::waits_for() {
  std::vector<Problem> all = activity_ ? activity_->waits_for() : std::vector<Problem>{};
  for (Problem& problem : all)
    if (problem.place.empty() && current()) problem.place = current()->place;
  return all;
}

void Branch::go_on() {
  if (over_) return;
  while (!problem_) {
    if (!step_over_) return;
    if (activity_) {
      activity_.reset();
      ++index_;
    }
    if (index_ == steps_.size()) break;
    step_over_ = false;
    activity_ = steps_[index_]->begin(stage_, *this);
    if (activity_) continue;
    step_over_ = true;
    if (!problem_) ++index_;
  }
  activity_.reset();
  over_ = true;
  ended_(problem_ ? &*problem_ : nullptr);
}

}  // namespace scenarios
