#pragma once
// A scenario played on the bench, for people to look at: its steps, and how far it has come.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/window/snapshot.hpp"
#include "scenarios/branch.hpp"
#include "scenarios/scenario.hpp"

namespace gui {

// "wait for pin lamp, level 1, within 1 s"
std::vector<std::string> steps_in_words(const std::string& scenario_json);

class Lesson {
 public:
  // The stage has been switched on with the scenario's circuit. It outlives the lesson.
  Lesson(scenarios::Scenario, std::vector<std::string> steps, scenarios::Stage&);
  Lesson(const Lesson&) = delete;

  const scenarios::Scenario& scenario() const { return scenario_; }
  void begin(emulator::RawRepl::From);  // its scripts, then its steps
  void look(emulator::Time now);        // between slices
  LessonView view() const;

 private:
  void script_ended(const std::string& board);
  void fail(std::string);

  scenarios::Scenario scenario_;
  std::vector<std::string> steps_;
  scenarios::Stage& stage_;
  LessonView::State state_ = LessonView::State::booting;
  std::string problem_;
  std::size_t to_start_ = 0;
  emulator::Time give_up_ = emulator::Time::max();
  std::unique_ptr<scenarios::Branch> branch_;
};

}  // namespace gui
