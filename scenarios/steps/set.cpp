// {"set": {"sensor.temperature": "25 degC"}}
// {"set": {"sensor.temperature": 30}, "over": "2 s"}                                     a ramp from what it is
// {"set": {"sensor.temperature": {"sine": {"mean": 20, "amplitude": 5, "period": "10 s"}}}, "for": "1 min"}
// {"set": {"sensor.temperature": {"csv": "room.csv"}}}                                   lines of seconds,value
//
// Ramps and sines are followed in steps of 10 ms, or "every" so long.
#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <sstream>

#include "emulator/near_names.hpp"
#include "scenarios/branch.hpp"
#include "scenarios/expected.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

namespace {

using namespace std::chrono_literals;
using boards::join_path;
using boards::Json;
using emulator::Duration;
using emulator::Quantity;

// What one quantity is to be, as time goes.
struct Course {
  enum class Kind { value, sine, samples } kind = Kind::value;
  std::string quantity;
  double value = 0;  // or the sine's mean
  double amplitude = 0;
  Duration period = 1s;
  std::vector<std::pair<Duration, double>> samples;
};

class Set final : public Step {
 public:
  std::vector<Course> courses;
  std::optional<Duration> over, time;
  Duration every = 10ms;

  std::unique_ptr<Activity> begin(Stage& stage, Branch& branch) const override {
    const bool at_once = !over && !time && std::ranges::all_of(courses, [](const Course& course) {
      return course.kind == Course::Kind::value;
    });
    if (!at_once) return std::make_unique<Moving>(*this, stage, branch);
    for (const Course& course : courses) stage.session().execute(emulator::command::Set{course.quantity, course.value});
    return nullptr;
  }

  Duration length() const {
    Duration longest = over ? *over : time.value_or(Duration{});
    for (const Course& course : courses)
      if (!course.samples.empty()) longest = std::max(longest, course.samples.back().first);
    return longest;
  }

 private:
  class Moving final : public Activity {
   public:
    Moving(const Set& step, Stage& stage, Branch& branch)
        : step_(step),
          stage_(stage),
          branch_(branch),
          began_(stage.machine().now()),
          end_(step.length()),
          next_(stage.machine().scheduler, "scenario sets", [this] { move(); }) {
      for (const Course& course : step.courses) from_.push_back(stage.machine().world.find(course.quantity)->value());
      next_.after({});
    }

   private:
    void move() {
      const Duration passed = stage_.machine().now() - began_;
      for (std::size_t i = 0; i < step_.courses.size(); ++i)
        stage_.session().execute(emulator::command::Set{step_.courses[i].quantity, at(step_.courses[i], i, passed)});
      if (passed >= end_) return branch_.finish();
      next_.after(std::min(step_.every, end_ - passed));
    }
    double at(const Course& course, std::size_t i, Duration passed) const {
      const double seconds = emulator::seconds(passed);
      switch (course.kind) {
        case Course::Kind::value: {
          if (!step_.over || passed >= *step_.over) return course.value;
          return std::lerp(from_[i], course.value, seconds / emulator::seconds(*step_.over));
        }
        case Course::Kind::sine:
          return course.value +
                 course.amplitude * std::sin(2 * std::numbers::pi * seconds / emulator::seconds(course.period));
        case Course::Kind::samples: {
          double value = course.samples.front().second;
          for (const auto& [time, sample] : course.samples)
            if (time <= passed) value = sample;
          return value;
        }
      }
      return course.value;
    }

    const Set& step_;
    Stage& stage_;
    Branch& branch_;
    emulator::Time began_;
    Duration end_;
    std::vector<double> from_;
    emulator::Event next_;
  };
};

void read_sine(Course& course, const Quantity& quantity, boards::ObjectReader& object, ReadContext& context) {
  course.kind = Course::Kind::sine;
  const auto number = [&](const char* key, double otherwise) {
    const Json* value = object.value(key);
    return value ? read_number(*value, join_path(object.path(), key), quantity.unit(), context.mistakes)
                       .value_or(otherwise)
                 : otherwise;
  };
  course.value = number("mean", quantity.value());
  course.amplitude = number("amplitude", 1);
  course.period = read_duration(object, "period").value_or(1s);
  object.reject_rest();
  const auto [low, high] = quantity.range();
  if (course.period.count() <= 0) object.mistake("period", "must be longer than nothing");
  if (course.value - std::abs(course.amplitude) < low || course.value + std::abs(course.amplitude) > high)
    object.mistake("amplitude", fmt::format("leads out of the range of {}: {} to {}", quantity.name(), low,
                                            with_unit(high, quantity.unit())));
}

void read_csv(Course& course, const Quantity& quantity, const std::string& path, const std::string& file,
              ReadContext& context) {
  course.kind = Course::Kind::samples;
  std::istringstream lines;
  try {
    lines.str(context.file(file));
  } catch (const std::runtime_error& error) { return context.mistakes.add(path, error.what()); }
  std::string line;
  for (unsigned n = 1; std::getline(lines, line); ++n) {
    double seconds = 0, value = 0;
    char comma = 0;
    std::istringstream cells{line};
    if (!(cells >> seconds >> comma >> value) || comma != ',') {
      if (n == 1 || line.empty()) continue;  // a heading
      return context.mistakes.add(path, fmt::format("{}:{}: must be seconds,value, not \"{}\"", file, n, line));
    }
    const Duration time{std::llround(seconds * 1e12)};
    if (seconds < 0 || seconds > 8e6 || (!course.samples.empty() && time < course.samples.back().first))
      return context.mistakes.add(path, fmt::format("{}:{}: times must rise", file, n));
    if (value < quantity.range().low || value > quantity.range().high)
      return context.mistakes.add(path, fmt::format("{}:{}: {} can be {} to {}", file, n, quantity.name(),
                                                    quantity.range().low, quantity.range().high));
    course.samples.emplace_back(time, value);
  }
  if (course.samples.empty()) context.mistakes.add(path, fmt::format("{} has no line seconds,value", file));
}

}  // namespace

std::unique_ptr<Step> read_set(boards::ObjectReader& object, ReadContext& context) {
  auto step = std::make_unique<Set>();
  auto quantities = object.object("set");
  step->over = read_duration(object, "over");
  step->time = read_duration(object, "for");
  if (const auto every = read_duration(object, "every"); every && every->count() > 0) step->every = *every;
  object.reject_rest();
  if (!quantities) return nullptr;
  emulator::World& world = context.stage.machine().world;
  for (const auto& [name, value] : quantities->rest()) {
    const std::string path = join_path(quantities->path(), name);
    Quantity* quantity = world.find(name);
    if (!quantity) {
      std::vector<std::string> names;
      for (const auto& [known, q] : world.all()) names.push_back(known);
      context.mistakes.add(path, fmt::format("there is no such quantity{}", emulator::did_you_mean(name, names)));
      continue;
    }
    Course course;
    course.quantity = name;
    if (value->is_object()) {
      boards::ObjectReader signal{*value, path, context.mistakes};
      if (auto sine = signal.object("sine"))
        read_sine(course, *quantity, *sine, context);
      else if (const std::string file = signal.text("csv"); !file.empty())
        read_csv(course, *quantity, join_path(path, "csv"), file, context);
      else
        context.mistakes.add(path, "must be a number, {\"sine\": {…}} or {\"csv\": \"file.csv\"}");
      signal.reject_rest();
      if (course.kind == Course::Kind::sine && !step->time)
        context.mistakes.add(path, "a sine needs to know \"for\" how long");
    } else if (const auto number = read_number(*value, path, quantity->unit(), context.mistakes)) {
      course.value = *number;
      if (*number < quantity->range().low || *number > quantity->range().high)
        context.mistakes.add(path, fmt::format("{} can be {} to {}, not {}", name, quantity->range().low,
                                               with_unit(quantity->range().high, quantity->unit()), *number));
    }
    step->courses.push_back(std::move(course));
  }
  if (quantities->rest().empty()) object.mistake("set", "sets nothing");
  return step;
}

}  // namespace scenarios
