// The script that runs on the first board, and what consoles say.
#include <algorithm>

#include "gui/window/workbench.hpp"

namespace gui {

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr u8 leave_raw_mode = 2;  // Ctrl-B leads back to the usual prompt
constexpr std::size_t most_unheard = 256 * 1024, most_transcript = 1024 * 1024;

std::string with_returns(std::string_view text) {  // as a terminal wants line ends
  std::string out;
  for (const char c : text) {
    if (c == '\n' && (out.empty() || out.back() != '\r')) out += '\r';
    out += c;
  }
  return out;
}

}  // namespace

void Workbench::start_script(const command::RunScript& script) {
  if (rig_->consoles.empty() || (files_ && files_->busy())) return;
  forget_script();
  driver_.emplace(
      rig_->machine(), *rig_->consoles.front(), script.text, script.name,
      ScriptDriver::Callbacks{
          .out = [this](std::string_view text) { hear_console(0, with_returns(text)); },
          .error = [this](std::string_view text) { hear_console(0, "\x1b[31m" + with_returns(text) + "\x1b[0m"); },
          .on_end =
              [this](const ScriptRun::End& end) {
                script_ = Snapshot::Script::ended;
                script_code_ = end.code;
                script_message_ = end.message;
                driver_over_ = true;
              },
          .on_start = [this] { script_ = Snapshot::Script::running; },
      });
  script_ = Snapshot::Script::starting;
  script_code_ = 0;
  script_message_.clear();
  driver_->start(boots_or_runs());
}

void Workbench::forget_script() {
  driver_.reset();
  driver_over_ = orphan_ = false;
  script_ = Snapshot::Script::none;
}

// What ends inside its own callback is taken away here.
void Workbench::drop_old_script() {
  if (!driver_over_) return;
  driver_.reset();
  driver_over_ = false;
  rig_->consoles.front()->input({&leave_raw_mode, 1});
}

void Workbench::hear_console(std::size_t console, std::string_view text) {
  if (console >= fresh_.size() || going_back_) return;
  std::string& fresh = fresh_[console];
  fresh += text;
  if (fresh.size() > most_unheard) fresh.erase(0, fresh.size() - most_unheard);
}

// A script that was running when the circuit was built anew: its output up to a 4, then its traceback up to another one
// (RawRepl has the protocol).
void Workbench::hear_orphan(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c != '\4') {
      shown += c;
    } else if (++orphan_marks_ == 2) {
      orphan_ = false;
      script_ = Snapshot::Script::ended;
      script_code_ = 0;
      driver_over_ = true;  // back to the usual prompt
      break;
    }
  }
  hear_console(0, with_returns(shown));
}

void Workbench::heard(const SessionEvent& event) {
  if (std::holds_alternative<session_event::Paused>(event.what)) paused_ = true;
  if (std::holds_alternative<session_event::Resumed>(event.what)) paused_ = false;
  if (const auto* set = std::get_if<session_event::Set>(&event.what); set && history_ && !going_back_)
    history_->set(set->quantity);
  const auto* output = std::get_if<session_event::Output>(&event.what);
  if (!output || lesson_) return;
  const auto& consoles = rig_->consoles;
  const auto console = static_cast<std::size_t>(std::ranges::find(consoles, &output->console) - consoles.begin());
  const std::string_view text{reinterpret_cast<const char*>(output->bytes.data()), output->bytes.size()};
  if (console == 0 && orphan_) return hear_orphan(text);
  if (console == 0 && (driver_ || (files_ && files_->busy()))) return;  // a protocol is no reading matter
  hear_console(console, text);
}

// Scripts of a scenario are the stage's; what they say is in its transcripts.
void Workbench::hear_lesson() {
  for (std::size_t i = 0; i < rig_->consoles.size(); ++i) {
    auto& transcript = rig_->stage.transcript(rig_->console_boards[i]);
    if (lesson_ && i < lesson_heard_.size()) {
      hear_console(
          i,
          with_returns(std::string_view{transcript.text}.substr(std::min(lesson_heard_[i], transcript.text.size()))));
      lesson_heard_[i] = transcript.text.size();
    } else if (!lesson_ && transcript.text.size() > most_transcript) {  // nobody reads it
      transcript.text.clear();
      transcript.read = 0;
    }
  }
}

}  // namespace gui
