// What the workbench does when a person wants something of it. All between slices.
#include <fmt/format.h>

#include "emulator/cases.hpp"
#include "emulator/image/load.hpp"
#include "gui/window/transplant.hpp"
#include "gui/window/workbench.hpp"
#include "scenarios/booting.hpp"

namespace gui {

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr Duration bootsel_held = 200ms, patience_of_a_step = 1s;

}  // namespace

void Workbench::obey() {
  Commands commands;
  {
    const std::lock_guard lock{mutex_};
    commands.swap(waiting_);
    if (!commands.empty()) obeyed_ = posted_;
  }
  for (const Command& command : commands) {
    try {
      obey(command);
    } catch (const std::runtime_error& error) { say(error.what()); }
    if (!next_rig_) continue;
    // What comes behind it is meant for the new one.
    const std::lock_guard lock{mutex_};
    const auto rest = static_cast<std::ptrdiff_t>(&command - commands.data()) + 1;
    waiting_.insert(waiting_.begin(), commands.begin() + rest, commands.end());
    return;
  }
}

void Workbench::obey(const Command& command) {
  Session& session = rig_->session();
  std::visit(
      Cases{
          [&](const command::Set& set) { fingers_.move(session, now_, set.quantity, set.value); },
          [&](const command::Input& input) {
            if (input.console < rig_->consoles.size())
              rig_->consoles[input.console]->input(
                  {reinterpret_cast<const u8*>(input.bytes.data()), input.bytes.size()});
          },
          [&](command::Pause) { session.post(emulator::command::Pause{}); },
          [&](command::Continue) { session.post(emulator::command::Continue{}); },
          [&](const command::Step& step) {
            session.at(rig_->machine().now() + step.time, emulator::command::Pause{});
            session.post(emulator::command::Continue{});
          },
          [&](const command::StepInstruction& step) { step_instruction(step.core); },
          [&](command::StepEvent) {
            if (!paused_ || rig_->machine().scheduler.next() == Time::max()) return;
            rig_->machine().run_until(rig_->machine().scheduler.next());
            sample(true);
          },
          [&](command::Reset) {
            session.execute(emulator::command::Reset{});
            begin_history(*rig_);  // the way back does not lead past it
          },
          [&](command::PowerCycle) { power_cycle(); },
          [&](command::Bootsel) { bootsel(); },
          [&](const command::SetSpeed& speed) { pace_.rebase(now_.time_since_epoch(), HostClock::now(), speed.speed); },
          [&](const command::RunScript& script) { start_script(script); },
          [&](command::StopScript) {
            constexpr u8 interrupt = 3;
            if (!rig_->consoles.empty()) rig_->consoles.front()->input({&interrupt, 1});
          },
          [&](const command::Rebuild& wanted) { rebuild(*wanted.circuit); },
          [&](const command::Flash& image) { flash(image); },
          [&](const command::Look& look) {
            wants_ = look.at;
            rig_->recorder.record(wants_.nets);
            rig_->exceptions.listen(wants_.log);
            sample(true);
          },
          [&](const command::Breakpoint& point) {
            rig_->breaks.set(point.address, point.on);
            sample(true);
          },
          [&](const command::SaveSlot& slot) {
            slots_[slot.slot] = {rig_->machine().now(), session.save()};
            sample(true);
          },
          [&](const command::LoadSlot& slot) { load_slot(slot.slot); },
          [&](const command::Rewind& back) { rewind(back.to); },
          [&](command::ListFiles) { files([](BoardFiles& files, RawRepl::From from) { files.list(from); }); },
          [&](const command::WriteFile& file) {
            files([&](BoardFiles& files, RawRepl::From from) { files.write(from, file.path, file.text); });
          },
          [&](const command::RemoveFile& file) {
            files([&](BoardFiles& files, RawRepl::From from) { files.remove(from, file.path); });
          },
          [&](const command::PlayScenario& scenario) { play(scenario); },
          [&](command::StopScenario) {
            lesson_.reset();
            rig_->stage.on_script_end = nullptr;
          },
      },
      command);
}

// ---- rigs

std::unique_ptr<Rig> Workbench::make_rig(boards::CircuitDescription circuit, u64 seed) {
  if (setup_.complete) setup_.complete(circuit);
  return std::make_unique<Rig>(std::move(circuit), seed, chips_);
}

void Workbench::fill(Rig& rig, const command::Flash* image) {
  for (const auto& board : rig.circuit().boards()) {
    const bool first = board == rig.circuit().boards().front();
    if (first && image)
      board->load(load_image(image->bytes, image->name, board->description().image));
    else if (setup_.fill)
      setup_.fill(*board, first);
  }
}

// A scenario may want a firmware of its own.
void Workbench::fill_for(Rig& rig, const scenarios::Scenario& scenario) {
  const auto& built = rig.circuit().boards();
  for (std::size_t i = 0; i < built.size(); ++i) {
    const auto wanted = scenario.firmware.find(scenario.circuit.boards[i].name);
    if (wanted != scenario.firmware.end() && setup_.fill_as_wanted)
      setup_.fill_as_wanted(*built[i], wanted->second);
    else if (setup_.fill)
      setup_.fill(*built[i], i == 0);
  }
}

void Workbench::attach(Rig& rig) {
  rig.session().subscribe([this, &rig](const SessionEvent& event) {
    if (&rig == rig_.get()) heard(event);
  });
  rig.session().on_posted = [this] { changed_.notify_all(); };
  begin_history(rig);
  fresh_.resize(rig.consoles.size());
  files_.reset();
  if (!rig.consoles.empty()) files_.emplace(rig.machine(), *rig.consoles.front());
  rig.recorder.record(wants_.nets);
  rig.exceptions.listen(wants_.log);
}

void Workbench::begin_with(std::unique_ptr<Rig> rig) {
  driver_.reset();
  driver_over_ = false;
  lesson_.reset();
  slots_.clear();
  for (const u32 address : rig_->breaks.all()) rig->breaks.set(address, true);
  history_.reset();
  attach(*rig);
  if (paused_) rig->session().execute(emulator::command::Pause{});
  time_is(rig->machine().now());
  measure_from_here();
  ++rig_number_;
  next_rig_ = std::move(rig);
  rig_->session().end({SessionEnd::Reason::quit, "another circuit takes its place"});
}

// The boards go on where they are. Other boards than before begin anew.
void Workbench::rebuild(const boards::CircuitDescription& circuit) {
  auto rig = make_rig(circuit, setup_.seed);
  rig->machine().power_on();
  try {
    transplant(rig_->circuit(), rig->circuit());
  } catch (const StateError&) {
    rig = make_rig(circuit, setup_.seed);
    fill(*rig);
    rig->machine().power_on();
    forget_script();
    return begin_with(std::move(rig));
  }
  for (const Machine::Finding& finding : rig_->machine().findings())
    if (is_our_gap(finding.kind)) earlier_gaps_.push_back({finding.time, finding.place, finding.text, true, finding.pc, finding.count});
  if (script_ == Snapshot::Script::running)
    orphan_ = true, orphan_marks_ = 0;
  else
    forget_script();
  begin_with(std::move(rig));
}

void Workbench::flash(const command::Flash& image) {
  auto rig = make_rig(rig_->circuit().description(), setup_.seed);
  fill(*rig, &image);
  rig->machine().power_on();
  forget_script();
  earlier_gaps_.clear();
  begin_with(std::move(rig));
}

void Workbench::play(const command::PlayScenario& wanted) {
  if (!setup_.read_file) return;
  auto cases = scenarios::read_scenarios(wanted.file, {setup_.read_file}, chips_);
  if (cases.empty()) return say(wanted.file + " has no scenario");
  scenarios::Scenario scenario = std::move(cases.front());
  auto rig = make_rig(scenario.circuit, scenario.seed);
  fill_for(*rig, scenario);
  for (const auto& [name, value] : scenario.world) rig->machine().world.find(name)->set(value);
  rig->machine().power_on();
  const bool booted = !scenario.files.empty();  // then its first seconds are over before anybody sees them
  if (booted)
    if (const auto failure = scenarios::bring_to_prompts(rig->stage, scenario)) return say(*failure);
  forget_script();
  earlier_gaps_.clear();
  begin_with(std::move(rig));
  lesson_heard_.assign(next_rig_->consoles.size(), 0);
  lesson_.emplace(std::move(scenario), steps_in_words(setup_.read_file(wanted.file)), next_rig_->stage);
  lesson_->begin(booted ? RawRepl::From::running : RawRepl::From::power_on);
}

// ---- time

void Workbench::step_instruction(std::size_t core) {
  Machine& machine = rig_->machine();
  if (!paused_ || core >= machine.cores().size()) return;
  machine.step(*machine.cores()[core], machine.now() + patience_of_a_step);
  sample(true);
}

void Workbench::load_slot(std::size_t slot) {
  const auto found = slots_.find(slot);
  if (found == slots_.end()) return;
  lesson_.reset();
  forget_script();
  fingers_.forget();
  rig_->session().load(found->second.second);
  begin_history(*rig_);
  rig_->loaded();
  time_is(rig_->machine().now());
  sample(true);
}

void Workbench::rewind(Time to) {
  if (!history_ || !history_->earliest()) return say("there is no way back yet");
  lesson_.reset();
  if (script_ == Snapshot::Script::starting) forget_script();
  fingers_.forget();
  going_back_ = true;
  history_->go_back(to);
  going_back_ = false;
  rig_->loaded();
  if (driver_) driver_->loaded();
  rig_->session().execute(emulator::command::Pause{});
  time_is(rig_->machine().now());
  if (!fresh_.empty()) fresh_.front() += fmt::format("\r\n\x1b[2m-- back at {} --\x1b[0m\r\n", format_time(now_));
  sample(true);
}

void Workbench::bootsel() {
  parts::Part* button = rig_->first().part("button_bootsel");
  if (!button || button->quantities().empty())
    return say(fmt::format("{} has no BOOTSEL button", rig_->first().description().title));
  Quantity& quantity = *button->quantities().front();
  rig_->session().execute(emulator::command::Set{quantity.name(), 1});
  power_cycle();
  rig_->session().at(rig_->machine().now() + bootsel_held, emulator::command::Set{quantity.name(), 0});
}

void Workbench::power_cycle() {
  rig_->circuit().power_cycle(rig_->circuit().description().boards.front().name);
  begin_history(*rig_);
}

void Workbench::begin_history(Rig& rig) { history_.emplace(rig.session(), rig.consoles); }

// ---- files

RawRepl::From Workbench::boots_or_runs() const {
  return now_ < Time{3s} ? RawRepl::From::power_on : RawRepl::From::running;  // its prompt may be still to come
}

void Workbench::files(const std::function<void(BoardFiles&, RawRepl::From)>& how) {
  if (!files_) return say("this board has no console to ask for its files");
  if (driver_ || script_ == Snapshot::Script::running)
    return say("a script runs; its files can be seen when it is over");
  if (files_->busy()) return say("the board is busy with its files");
  how(*files_, boots_or_runs());
}

}  // namespace gui
