#include "scenarios/play.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/duration.hpp"
#include "emulator/hash.hpp"
#include "scenarios/booting.hpp"
#include "scenarios/stage.hpp"

namespace scenarios {

namespace {

using namespace emulator;
using namespace std::chrono_literals;
using Outcome = Verdict::Outcome;
using Kind = ScriptRun::End::Kind;

constexpr Duration slice_length = 100ms;
constexpr std::size_t lines_shown = 8, edges_shown = 6;

std::string last_lines(std::string_view text) {
  std::size_t from = text.size();
  for (std::size_t lines = 0; from > 0 && lines <= lines_shown; --from)
    if (text[from - 1] == '\n' && from != text.size() && ++lines == lines_shown) break;
  return std::string{text.substr(from)};
}

std::string indented(std::string_view text) {
  std::string out = "    ";
  for (const char c : text) {
    if (c == '\r') continue;
    out += c;
    if (c == '\n') out += "    ";
  }
  while (out.ends_with(' ') || out.ends_with('\n')) out.pop_back();
  return out;
}

class Play final : Session::Outside {
 public:
  Play(const Scenario& scenario, const Theatre& theatre)
      : scenario_(scenario),
        theatre_(theatre),
        stage_(scenario.circuit, scenario.seed, theatre.chips),
        branch_(stage_, scenario.steps, [this](const Problem* problem) { steps_ended(problem); }) {
    stage_.pictures = theatre.pictures;
  }

  Verdict operator()() {
    try {
      set_up();
      if (verdict_.outcome == Outcome::passed) perform();
    } catch (const NoFirmware& error) {
      problem(theatre_.skip_without_firmware ? Outcome::skipped : Outcome::broken, error.what());
    } catch (const std::runtime_error& error) { problem(Outcome::broken, error.what()); }
    verdict_.time = stage_.machine().now();
    for (const auto& [name, board] : scenario_.circuit.boards)
      if (!board.consoles.empty()) verdict_.output += stage_.transcript(name).text;
    return std::move(verdict_);
  }

 private:
  // ---- Session::Outside
  Duration slice() override { return slice_length; }
  void serve(Time) override {
    stage_.do_between_slices();
    if (theatre_.too_long && theatre_.too_long(scenario_.host_limit)) {
      time_over(fmt::format("it took more than {:g} s of this computer's time, at {} of virtual time",
                            scenario_.host_limit, format_time(stage_.machine().now())));
      end();
    }
  }
  void wait(const std::function<bool()>&) override {}

  // ---- before the steps
  void set_up() {
    const std::string key = put_on(stage_);
    if (!scenario_.scripts.empty()) take_booted(key);
    for (const std::string& net : scenario_.nets) stage_.probe(net);
    for (const auto& bus : scenario_.buses) stage_.bus(bus);
  }

  // Loads the firmware and switches on. Returns what tells this machine from others.
  std::string put_on(Stage& stage) const {
    std::string key = fmt::format("{}\n{}\n{}\n", theatre_.build, scenario_.seed, scenario_.made_of);
    for (std::size_t i = 0; i < scenario_.circuit.boards.size(); ++i) {
      const auto& [name, board] = scenario_.circuit.boards[i];
      const auto wanted = scenario_.firmware.find(name);
      const auto firmware = theatre_.firmware(board, wanted == scenario_.firmware.end() ? "" : wanted->second);
      stage.circuit().boards()[i]->load(firmware.image);
      key += to_hex(firmware.sha256) + "\n";
    }
    for (const auto& [name, value] : scenario_.world) {
      stage.machine().world.find(name)->set(value);
      key += fmt::format("{} {}\n", name, value);
    }
    stage.machine().power_on();
    for (const Script& script : scenario_.scripts) key += script.board + "\n";
    for (const BoardFile& file : scenario_.files)
      key += fmt::format("{} {} {}\n{}\n", file.board, file.path, file.bytes.size(), file.bytes);
    return to_hex(sha256({reinterpret_cast<const u8*>(key.data()), key.size()}));
  }

  // Every board that will run a script has been brought to its raw prompt: on another stage just now, or before. Both
  // ways the machine is loaded with the same state, so what follows is the same.
  void take_booted(const std::string& key) {
    std::optional<std::vector<u8>> booted = theatre_.recall ? theatre_.recall(key) : std::nullopt;
    if (!booted) {
      booted = boot();
      if (!booted) return;
      if (theatre_.keep) theatre_.keep(key, *booted);
    }
    State state{*booted};
    stage_.machine().serialize(state);
    if (!state.at_end()) throw StateError("a kept machine does not fit; it is damaged");
  }

  std::optional<std::vector<u8>> boot() {
    Stage stage{scenario_.circuit, scenario_.seed, theatre_.chips};
    put_on(stage);
    if (const auto failure = bring_to_prompts(stage, scenario_)) {
      problem(Outcome::failed, *failure);
      return std::nullopt;
    }
    State state;
    stage.machine().serialize(state);
    return state.data();
  }

  // ---- the steps
  void perform() {
    std::vector<Console*> consoles;
    for (const auto& [name, board] : scenario_.circuit.boards)
      if (!board.consoles.empty()) consoles.push_back(&stage_.circuit().console(name));
    stage_.start_session({.consoles = std::move(consoles),
                          .limit = stage_.machine().now() + scenario_.limit,
                          .strict = scenario_.strict});
    if (theatre_.on_start) theatre_.on_start(stage_.circuit());
    stage_.on_script_end = [this](const std::string& board) { script_ended(board); };
    std::size_t to_start = scenario_.scripts.size();
    for (const Script& script : scenario_.scripts)
      stage_.run_script(script.board, script.text, script.name, RawRepl::From::running, [this, &to_start] {
        if (--to_start == 0) branch_.start();
      });
    if (to_start == 0) branch_.start();
    const SessionEnd& end = stage_.session().run(*this);
    if (theatre_.on_end) theatre_.on_end(stage_.machine());
    if (end.reason == SessionEnd::Reason::limit)
      time_over(format_duration(scenario_.limit) + " of virtual time were over");
    else if (end.reason != SessionEnd::Reason::quit)
      problem(Outcome::failed, fmt::format("{}{}", current_place(), end.sentence));
  }

  // Whatever it still waited for is told.
  void time_over(const std::string& sentence) {
    std::string text = current_place() + sentence;
    for (const Problem& open : branch_.waits_for()) {
      text += fmt::format("\n  {}: it {}", open.place, open.sentence);
      for (const std::string& net : open.nets) text += edges_of(net);
    }
    problem(Outcome::failed, text + said_last());
  }

  void end() { stage_.session().end({SessionEnd::Reason::quit, {}}); }

  void steps_ended(const Problem* failed) {
    if (failed) problem(Outcome::failed, told(*failed));
    end();
  }

  void script_ended(const std::string& board) {
    const auto& script = stage_.scripts().at(board);
    const bool well = script.end->kind == Kind::returned || (script.end->kind == Kind::exited && script.end->code == 0);
    if (well || branch_.over() || (scenario_.may_raise && script.end->kind != Kind::failed)) return;
    std::string sentence = script.traceback;
    if (script.end->kind == Kind::failed) sentence = script.end->message;
    if (script.end->kind == Kind::restarted) sentence = "the board was reset";
    if (script.end->kind == Kind::exited) sentence = fmt::format("it ended with {}", script.end->code);
    problem(Outcome::failed, fmt::format("{}at {} the script {} failed:\n{}", current_place(),
                                         format_time(stage_.machine().now()), script.name, indented(sentence)));
    end();
  }

  // ---- what is told
  std::string current_place() const {
    return branch_.current() && !branch_.over() ? branch_.current()->place + ": " : scenario_.source + ": ";
  }

  std::string told(const Problem& problem) {
    std::string text = fmt::format("{}: at {}: {}", problem.place, format_time(problem.time), problem.sentence);
    for (const std::string& net : problem.nets) text += edges_of(net);
    return text + said_last();
  }

  std::string said_last() {
    std::string text;
    for (const auto& [name, board] : scenario_.circuit.boards) {
      if (board.consoles.empty()) continue;
      const std::string said = last_lines(stage_.transcript(name).text);
      if (!said.empty()) text += fmt::format("\n  {} said last:\n{}", name, indented(said));
    }
    return text;
  }

  std::string edges_of(const std::string& net) {
    const auto& edges = stage_.probe(net).edges();
    if (edges.empty()) return fmt::format("\n  {} has not changed", net);
    std::string text = fmt::format("\n  {} changed last:", net);
    for (std::size_t i = edges.size() - std::min(edges.size(), edges_shown); i < edges.size(); ++i)
      text += fmt::format("\n    {} to {}", format_time(edges[i].time), edges[i].rising ? 1 : 0);
    return text;
  }

  void problem(Outcome outcome, std::string sentence) {
    verdict_.outcome = std::max(verdict_.outcome, outcome);
    verdict_.problems.push_back(std::move(sentence));
  }

  const Scenario& scenario_;
  const Theatre& theatre_;
  Stage stage_;
  Branch branch_;
  Verdict verdict_;
};

}  // namespace

Verdict play(const Scenario& scenario, const Theatre& theatre) { return Play{scenario, theatre}(); }

}  // namespace scenarios
