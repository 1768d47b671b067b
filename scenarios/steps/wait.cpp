// {"wait": "100 ms"}
// {"wait_for": {"serial": "ready"}, "within": "2 s"}
// {"expect": {"pin": "GP15", "level": 1}} · {"expect": {"pin": "GP15", "level": 0}, "for": "1 s"}
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/branch.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

using emulator::Duration;
using emulator::Event;
using emulator::format_duration;

class Wait final : public Step {
 public:
  Duration time{};
  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    return std::make_unique<Waiting>(stage, branch, time);
  }

 private:
  struct Waiting final : Activity {
    Waiting(Stage& stage, Branch& branch, Duration time)
        : over(stage.machine().scheduler, "scenario wait", [&branch] { branch.finish(); }) {
      over.after(time);
    }
    Event over;
  };
};

// Looks at a condition when it tells of a change, and from time to time where it does not. Never inside the change.
class Looking : public Activity {
 public:
  Looking(Stage& stage, Branch& branch, const Condition& condition, std::optional<Duration> time)
      : branch_(branch),
        condition_(condition),
        look_(stage.machine().scheduler, "scenario looks", [this] { look(); }),
        time_over_(stage.machine().scheduler, "scenario's time is over", [this] { time_over(); }),
        watch_(condition.watch(stage, [this] { look_.after({}); })) {
    look_.after({});
    if (time) time_over_.after(*time);
  }

 protected:
  virtual void look() = 0;
  virtual void time_over() = 0;
  void look_again() {
    if (const Duration again = watch_->look_again(); again != Duration::max()) look_.after(again);
  }

  Branch& branch_;
  const Condition& condition_;
  Event look_, time_over_;
  std::unique_ptr<Watch> watch_;
};

class WaitFor final : public Step {
 public:
  std::unique_ptr<Condition> condition;
  std::optional<Duration> within;

  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    return std::make_unique<Waiting>(stage, branch, *condition, within);
  }

 private:
  class Waiting final : public Looking {
   public:
    Waiting(Stage& stage, Branch& branch, const Condition& condition, std::optional<Duration> within)
        : Looking(stage, branch, condition, within), within_(within) {}

    std::vector<Problem> waits_for() override {
      return {{{}, fmt::format("waits for {}; {}", condition_.wanted(), watch_->seen()), {}, watch_->nets()}};
    }

   private:
    void look() override { watch_->holds() ? accept() : look_again(); }
    void accept() {
      watch_->accepted();
      look_.cancel();
      time_over_.cancel();
      branch_.finish();
    }
    void time_over() override {
      if (watch_->holds() || watch_->last_chance()) return accept();
      look_.cancel();
      branch_.fail(fmt::format("waited {} for {}; {}", format_duration(*within_), condition_.wanted(), watch_->seen()),
                   watch_->nets());
    }
    std::optional<Duration> within_;
  };
};

class Expect final : public Step {
 public:
  std::unique_ptr<Condition> condition;
  std::optional<Duration> time;

  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    return std::make_unique<Expecting>(stage, branch, *condition, time);
  }

 private:
  class Expecting final : public Looking {
   public:
    Expecting(Stage& stage, Branch& branch, const Condition& condition, std::optional<Duration> time)
        : Looking(stage, branch, condition, time), only_now_(!time) {}

   private:
    void look() override {
      if (!watch_->holds() && !watch_->last_chance()) {
        time_over_.cancel();
        return branch_.fail(fmt::format("expected that {}; {}", condition_.wanted(), watch_->seen()), watch_->nets());
      }
      if (!only_now_) return look_again();
      watch_->accepted();
      branch_.finish();
    }
    void time_over() override {
      look_.cancel();
      branch_.finish();
    }
    bool only_now_;
  };
};

}  // namespace

std::unique_ptr<Step> read_wait(boards::ObjectReader& object, ReadContext&) {
  auto step = std::make_unique<Wait>();
  step->time = read_duration(object, "wait").value_or(Duration{});
  object.reject_rest();
  return step;
}

namespace {

std::unique_ptr<Condition> condition_below(boards::ObjectReader& object, std::string_view key, ReadContext& context) {
  auto below = object.object(key);
  return below ? read_condition(*below, context) : nullptr;
}

}  // namespace

std::unique_ptr<Step> read_wait_for(boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<WaitFor>();
  step->condition = condition_below(object, "wait_for", context);
  step->within = read_duration(object, "within");
  object.reject_rest();
  if (!step->condition) return nullptr;
  return step;
}

std::unique_ptr<Step> read_expect(boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<Expect>();
  step->condition = condition_below(object, "expect", context);
  step->time = read_duration(object, "for");
  object.reject_rest();
  if (!step->condition) return nullptr;
  return step;
}

}  // namespace scenarios
