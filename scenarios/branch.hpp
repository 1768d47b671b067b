#pragma once
// A list of steps under way. The next one begins from an event of its own, never inside of what ended the last.
#include <functional>
#include <memory>
#include <string>

#include "scenarios/step.hpp"

namespace scenarios {

class Branch {
 public:
  using Ended = std::function<void(const Problem*)>;  // null: all steps were done
  Branch(Stage&, const Steps&, Ended);
  Branch(const Branch&) = delete;

  void start();
  void finish();  // by an activity: its step is over
  void fail(std::string sentence, std::vector<std::string> nets = {});
  void fail(const Problem&);  // of a branch below
  bool over() const { return over_; }
  // What the steps under way wait for, and what is there instead: where time is over.
  std::vector<Problem> waits_for();
  const Step* current() const { return index_ < steps_.size() ? steps_[index_].get() : nullptr; }
  Stage& stage() { return stage_; }
  // The machine was loaded with another state, which drops all events.
  void loaded() {
    if (!over_) next_.after({});
  }

 private:
  void go_on();

  Stage& stage_;
  const Steps& steps_;
  Ended ended_;
  std::size_t index_ = 0;
  bool step_over_ = true, over_ = false;
  std::optional<Problem> problem_;
  std::unique_ptr<Activity> activity_;
  emulator::Event next_;
};

}  // namespace scenarios
