#include "gui/window/lesson.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/duration.hpp"

namespace gui {

using namespace emulator;
using boards::Json;

namespace {

std::string in_words(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_array()) {
    std::string text;
    const bool range = value.size() == 2 && value[0].is_number() && value[1].is_number();
    for (const Json& item : value) text += (text.empty() ? "" : range ? " to " : ", ") + in_words(item);
    return text;
  }
  if (value.is_object()) {
    std::string text;
    for (const auto& [key, item] : value.items()) text += (text.empty() ? "" : ", ") + key + " " + in_words(item);
    std::ranges::replace(text, '_', ' ');
    return text;
  }
  return value.dump();
}

}  // namespace

std::vector<std::string> steps_in_words(const std::string& text) {
  std::vector<std::string> words;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("steps") || !json["steps"].is_array()) return words;
  for (const Json& step : json["steps"]) words.push_back(in_words(step));
  return words;
}

Lesson::Lesson(scenarios::Scenario scenario, std::vector<std::string> steps, scenarios::Stage& stage)
    : scenario_(std::move(scenario)), steps_(std::move(steps)), stage_(stage) {
  branch_ = std::make_unique<scenarios::Branch>(stage_, scenario_.steps, [this](const scenarios::Problem* problem) {
    if (problem) return fail(problem->sentence);
    if (state_ != LessonView::State::failed) state_ = LessonView::State::passed;
  });
  for (const std::string& net : scenario_.nets) stage_.probe(net);
  for (const auto& bus : scenario_.buses) stage_.bus(bus);
}

void Lesson::begin(RawRepl::From from) {
  const auto start = [this] {
    state_ = LessonView::State::running;
    give_up_ = stage_.machine().now() + scenario_.limit;
    branch_->start();
  };
  to_start_ = scenario_.scripts.size();
  if (to_start_ == 0) return start();
  stage_.on_script_end = [this](const std::string& board) { script_ended(board); };
  for (const auto& script : scenario_.scripts)
    stage_.run_script(script.board, script.text, script.name, from, [this, start] {
      if (--to_start_ == 0) start();
    });
}

void Lesson::script_ended(const std::string& board) {
  using Kind = ScriptRun::End::Kind;
  const auto& script = stage_.scripts().at(board);
  const bool well = script.end->kind == Kind::returned || (script.end->kind == Kind::exited && script.end->code == 0);
  if (well || branch_->over() || (scenario_.may_raise && script.end->kind != Kind::failed)) return;
  fail(script.traceback.empty() ? script.end->message : script.traceback);
}

void Lesson::fail(std::string why) {
  if (state_ == LessonView::State::passed || state_ == LessonView::State::failed) return;
  state_ = LessonView::State::failed;
  problem_ = std::move(why);
}

void Lesson::look(Time now) {
  if (now < give_up_ || branch_->over()) return;
  std::string text = format_duration(scenario_.limit) + " are over";
  for (const auto& open : branch_->waits_for()) text += "; it " + open.sentence;
  fail(text);
}

LessonView Lesson::view() const {
  std::size_t done = scenario_.steps.size();
  for (std::size_t i = 0; i < scenario_.steps.size(); ++i)
    if (branch_->current() == scenario_.steps[i].get()) done = i;
  return {state_, scenario_.name, steps_, state_ == LessonView::State::booting ? 0 : done, problem_};
}

}  // namespace gui
