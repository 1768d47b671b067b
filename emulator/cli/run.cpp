#include <fmt/format.h>

#include "emulator/cli/run.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/host/file.hpp"

namespace cli {

using namespace emulator;

void Run::heard(const SessionEvent& event) {
  if (const auto* found = std::get_if<session_event::Found>(&event.what)) {
    const auto& finding = found->finding;
    const LogTopic topic{log_, finding.place.substr(0, finding.place.find_first_of(".+"))};
    topic.write(is_our_gap(finding.kind) ? Level::warning : Level::info, "{}", finding.text);
  } else if (const auto* warned = std::get_if<session_event::Warned>(&event.what)) {
    LogTopic{log_, "circuit"}.warning("{}", warned->finding.text);
  } else if (const auto* set = std::get_if<session_event::Set>(&event.what)) {
    if (recorder_) recorder_->set(set->quantity);
  } else if (std::holds_alternative<session_event::Reset>(event.what)) {
    if (flash_) flash_->save();
    for (const KeptPart& part : kept_parts_) part.save();
  } else if (const auto* refused = std::get_if<session_event::Refused>(&event.what)) {
    say(refused->sentence);
  }
}

void Run::script_ended(const ScriptRun::End& end) {
  using Kind = ScriptRun::End::Kind;
  switch (end.kind) {
    case Kind::failed: return stop(firmware_fault, end.message);
    case Kind::exited:
      if (!end.code_known) return stop(ok, "the script raised SystemExit; its value is not known, so this counts as 0");
      if (!end.message.empty()) error_.write(end.message + "\n");
      return stop(end.code);
    case Kind::restarted: return stop(firmware_fault, "the board reset itself before the script had ended");
    case Kind::returned:
    case Kind::raised: return stop(end.code);
  }
}

void Run::stop(int code, const std::string& sentence) {
  if (code_) return;
  code_ = code;
  session_->end({SessionEnd::Reason::quit, sentence});
  outside_.interrupt();
}

int Run::operator()() {
  const SessionEnd end = session_->run(outside_);
  const int code = code_of(end);
  if (display_) display_->finish();
  if (supplies_) supplies_->finish();
  terminal_.reset();
  out_.flush();
  error_.flush();
  if (end.reason == SessionEnd::Reason::limit && code == time_over)
    say(fmt::format("the script was still running after {:g} s of virtual time (--for)", seconds(*options_.for_)));
  else if (end.reason == SessionEnd::Reason::strict)
    say(fmt::format("--strict: {}", end.sentence));
  else if (!end.sentence.empty())
    say(end.sentence);
  return leave_things_behind() || code ? code : firmware_fault;
}

int Run::code_of(const SessionEnd& end) const {
  switch (end.reason) {
    case SessionEnd::Reason::quit: return code_.value_or(ok);
    case SessionEnd::Reason::limit: return mode_ == Mode::script || mode_ == Mode::main_program ? time_over : ok;
    case SessionEnd::Reason::strict: return not_modelled;
    case SessionEnd::Reason::lockup: return firmware_fault;
  }
  return ok;
}

// False if something that the user wanted is not there.
bool Run::leave_things_behind() {
  bool whole = true;
  if (folder_ && !board_.chip().cores().front()->locked_up()) {
    script_driver_.reset();  // it would go on
    whole = folder_->finish();
  }
  if (recorder_) {
    recorder_.reset();
    record_file_->close();
  }
  if (vcd_) {
    vcd_.reset();
    vcd_file_->close();
  }
  for (auto& sound : sounds_) {
    sound->file.write(sound->recorder.file());
    sound->file.close();
  }
  for (auto& trace : traces_) trace->finish();
  if (flash_) flash_->save();
  for (const KeptPart& part : kept_parts_) part.save();
  if (!options_.save_snapshot.empty()) save_snapshot();
  return whole;
}

void Run::save_snapshot() {
  const Snapshot snapshot{
      .board = board_.description().name, .image = image_hash_, .time = machine_.now(), .state = session_->save()};
  write_file_atomically(options_.save_snapshot, snapshot.encode());
}

}  // namespace cli
