#include "gui/window/scenario_recorder.hpp"

#include <fmt/format.h>

#include "gui/bench/editing/circuit_text.hpp"
#include "gui/window/fingers.hpp"

namespace gui {

using namespace emulator;
using namespace std::chrono_literals;
using boards::Json;

namespace {
constexpr Duration same_movement = 60ms;  // a slider that is dragged sets many values: each so often is enough
constexpr Duration grain = 1ms;
}  // namespace

void ScenarioRecorder::start(Time now, std::string board) {
  board_ = std::move(board);
  recording_ = true;
  steps_.clear();
  last_ = now;
  moving_.clear();
}

void ScenarioRecorder::hear(const Commands& commands, Time now,
                            const std::function<bool(const std::string&)>& is_button) {
  if (!recording_) return;
  for (const Command& command : commands) add(command, now, is_button);
}

void ScenarioRecorder::wait_until(Time now) {
  const i64 milliseconds = (now - last_) / grain;
  if (milliseconds <= 0) return;
  steps_.push_back({"wait", fmt::format("{} ms", milliseconds)});
  last_ += milliseconds * grain;
}

void ScenarioRecorder::add(const Command& command, Time now, const std::function<bool(const std::string&)>& is_button) {
  if (const auto* set = std::get_if<command::Set>(&command)) {
    if (is_button(set->quantity)) {
      // Pressed and let go between two slices of the run: it stayed down as long as a quick finger's.
      const bool quick = !steps_.empty() && steps_.back().text == set->quantity && now - last_ < Fingers::shortest;
      wait_until(quick ? last_ + Fingers::shortest : now);
      steps_.push_back({set->value > 0.5 ? "press" : "release", set->quantity});
      moving_.clear();
      return;
    }
    if (moving_ == set->quantity && now - last_ < same_movement) {
      steps_.back().value = set->value;
      return;
    }
    wait_until(now);
    steps_.push_back({"set", set->quantity, set->value});
    moving_ = set->quantity;
    return;
  }
  const auto* input = std::get_if<command::Input>(&command);
  const bool reset = std::holds_alternative<command::Reset>(command);
  if (!input && !reset) return;
  moving_.clear();
  if (input && !steps_.empty() && steps_.back().what == "write" && now - last_ < 1s) {  // what is typed on
    steps_.back().text += input->bytes;
    return;
  }
  wait_until(now);
  steps_.push_back(input ? Step{"write", input->bytes} : Step{"reset", board_});
}

std::string ScenarioRecorder::file(const std::string& circuit, const std::string& script) const {
  Json json{{"name", "recorded at the bench"}, {"circuit", circuit}};
  if (!script.empty()) json["script"] = script;
  json["steps"] = Json::array();
  for (const Step& step : steps_)
    json["steps"].push_back(step.what == "set" ? Json{{"set", {{step.text, step.value}}}}
                                               : Json{{step.what, step.text}});
  return bench::circuit_text(json);
}

}  // namespace gui
