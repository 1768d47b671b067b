// `vivarium test`: plays scenarios and tells how they ended.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <thread>

#include "boards/chips.hpp"
#include "cpu/engines.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/booted_store.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/recorded_buses.hpp"
#include "emulator/cli/scenario_files.hpp"
#include "emulator/cli/scenario_keepsakes.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/cli/wokwi_files.hpp"
#include "emulator/host/file.hpp"
#include "emulator/host/processes.hpp"
#include "emulator/host/stopwatch.hpp"
#include "scenarios/junit.hpp"

namespace cli {
namespace {

using Outcome = scenarios::Verdict::Outcome;

struct Options {
  std::vector<std::string> paths;
  std::size_t jobs = std::max(1u, std::thread::hardware_concurrency());
  std::string junit, filter, engine, shard, vcd_on_failure, wav, keep;
  bool update_goldens = false, fresh = false, list = false, verbose = false, skip = false, leave_out = false;
};

struct Shard {
  std::size_t number = 1, of = 1;
};
Shard parse_shard(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  char more = 0;
  if (std::sscanf(text.c_str(), "%zu/%zu%c", &shard.number, &shard.of, &more) != 2 || shard.number < 1 ||
      shard.number > shard.of)
    throw Failure(bad_input, fmt::format("--shard: \"{}\" is no shard; write 1/4 … 4/4", text));
  return shard;
}

// ---- a verdict's way through a pipe

std::string packed(const scenarios::Result& result) {
  boards::Json json{{"outcome", static_cast<int>(result.verdict.outcome)},
                    {"problems", result.verdict.problems},
                    {"time", result.verdict.time.time_since_epoch().count()},
                    {"output", result.verdict.output},
                    {"seconds", result.seconds}};
  return json.dump(-1, ' ', false, boards::Json::error_handler_t::replace);
}

void unpack(const std::string& text, scenarios::Result& result) {
  const auto json = boards::Json::parse(text);
  result.verdict.outcome = static_cast<Outcome>(json["outcome"].get<int>());
  result.verdict.problems = json["problems"].get<std::vector<std::string>>();
  result.verdict.time = emulator::Time{emulator::Duration{json["time"].get<emulator::i64>()}};
  result.verdict.output = json["output"].get<std::string>();
  result.seconds = json["seconds"].get<double>();
}

class Suite {
 public:
  explicit Suite(const Options& options)
      : options_(options),
        chips_(boards::built_in_chips(
            cpu::engine_by_name(options.engine.empty() ? cpu::default_engine() : options.engine))) {}

  int run() {
    for (const std::string& folder : {options_.vcd_on_failure, options_.wav, options_.keep})
      if (!folder.empty()) std::filesystem::create_directories(folder);
    read_all();
    if (options_.list) return list();
    if (cases_.empty() && !broken_) throw Failure(bad_input, nothing());
    for (const auto& scenario : cases_) results_.push_back({scenario.source, scenario.name, {}, 0});
    emulator::run_in_processes(
        cases_.size(), options_.jobs, [this](std::size_t i) { return packed(play(cases_[i])); },
        [this](std::size_t i, const emulator::ProcessResult& answer) {
          tell(i, answer);
          return true;
        });
    summary();
    if (!options_.junit.empty()) {
      const std::string xml = scenarios::junit(results_);
      emulator::write_file_atomically(options_.junit, {reinterpret_cast<const emulator::u8*>(xml.data()), xml.size()});
    }
    return broken_ ? bad_input : failed_ ? raised : ok;
  }

 private:
  void read_all() {
    const Shard shard = parse_shard(options_.shard);
    std::size_t number = 0;
    for (const std::string& file : scenario_files(options_.paths)) {
      std::vector<scenarios::Scenario> read;
      try {
        read = is_yaml(file) ? read_wokwi(file) : scenarios::read_scenarios(file, files_, chips_);
      } catch (const std::runtime_error& error) {
        say(error.what());
        ++broken_;
        continue;
      }
      for (auto& scenario : read) find_roms(scenario.circuit);
      for (auto& scenario : read)
        if (full_name(scenario).find(options_.filter) != std::string::npos && number++ % shard.of == shard.number - 1)
          cases_.push_back(std::move(scenario));
    }
    if (broken_) say(fmt::format("{} scenario file{} cannot be read", broken_, broken_ == 1 ? "" : "s"));
  }

  std::vector<scenarios::Scenario> read_wokwi(const std::string& file) {
    const wokwi::Project project = wokwi_project(file, chips_, options_.leave_out);
    if (!project.circuit().lacking.empty() && left_out_.insert(project.folder()).second)
      say(fmt::format("{}: played without {}", project.diagram_path(), fmt::join(project.circuit().lacking, ", ")));
    return project.scenarios(file);
  }

  static std::string full_name(const scenarios::Scenario& s) { return s.source + ": " + s.name; }

  std::string nothing() const {
    return options_.filter.empty() ? "there is no scenario in this shard"
                                   : fmt::format("no scenario's file and name have \"{}\" in them", options_.filter);
  }

  int list() const {
    for (const auto& scenario : cases_) fmt::print("{}\n", full_name(scenario));
    return broken_ ? bad_input : ok;
  }

  scenarios::Result play(const scenarios::Scenario& scenario) const {
    const emulator::Stopwatch host;
    const BootedStore store = options_.fresh ? BootedStore{""} : BootedStore::of_this_user();
    std::string vcd;
    std::optional<emulator::VcdRecorder> recorder;
    scenarios::Theatre theatre{.chips = chips_,
                               .firmware = scenario_firmware,
                               .skip_without_firmware = options_.skip,
                               .recall = [&](const std::string& key) { return store.recall(key); },
                               .keep = [&](const std::string& key, const auto& state) { store.keep(key, state); },
                               .build = this_build(),
                               .too_long = [&](double limit) { return host.wall() > limit; }};
    std::optional<ScenarioKeepsakes> keepsakes;
    theatre.on_start = [&](boards::Assembly& circuit) {
      if (!options_.vcd_on_failure.empty())
        recorder.emplace(
            circuit.machine(), scenario.circuit.boards.front().board.supply,
            [&](std::string_view text) { vcd += text; }, recorded_buses(circuit));
      if (!options_.wav.empty() || !options_.keep.empty())
        keepsakes.emplace(circuit, file_name(scenario.name), options_.wav, options_.keep);
    };
    theatre.on_end = [&](emulator::Machine&) {
      recorder.reset();
      if (keepsakes) keepsakes->save();
      keepsakes.reset();
    };
    const std::filesystem::path beside = std::filesystem::path{scenario.source}.parent_path();
    if (options_.update_goldens)
      theatre.pictures.keep_golden = [&](const std::string& file, const auto& png) {
        emulator::write_file_atomically((beside / file).string(), png);
      };
    else if (!options_.vcd_on_failure.empty())
      theatre.pictures.keep_seen = [&](const std::string& file, const auto& png) {
        const auto seen = std::filesystem::path{options_.vcd_on_failure} /
                          (file_name(scenario.name) + "-" + std::filesystem::path{file}.filename().string());
        emulator::write_file_atomically(seen.string(), png);
        return seen.string();
      };
    scenarios::Result result{scenario.source, scenario.name, scenarios::play(scenario, theatre), 0};
    if (result.verdict.outcome == Outcome::failed && !vcd.empty()) {
      const auto file = std::filesystem::path{options_.vcd_on_failure} / (file_name(scenario.name) + ".vcd");
      emulator::write_file_atomically(file, {reinterpret_cast<const emulator::u8*>(vcd.data()), vcd.size()});
      result.verdict.problems.back() += fmt::format("\n  all nets: {}", file.string());
    }
    result.seconds = host.wall();
    return result;
  }

  void tell(std::size_t i, const emulator::ProcessResult& answer) {
    scenarios::Result& result = results_[i];
    if (answer.well) {
      unpack(answer.answer, result);
    } else {
      result.verdict.outcome = Outcome::broken;
      result.verdict.problems = {fmt::format("{}: playing it was {}", result.file, answer.death)};
    }
    const bool passed = result.verdict.outcome == Outcome::passed;
    if (result.verdict.outcome == Outcome::broken) ++broken_;
    (passed ? passed_ : result.verdict.outcome == Outcome::skipped ? skipped_ : failed_) += 1;
    const bool terminal = isatty(STDOUT_FILENO) != 0;
    if (terminal) fmt::print("\r\x1b[K");
    if (!passed || options_.verbose || !terminal)
      fmt::print("{} {}: {} ({}, {:.2f} s)\n", word(result.verdict.outcome), result.file, result.name,
                 emulator::format_time(result.verdict.time), result.seconds);
    for (const std::string& problem : result.verdict.problems) fmt::print("  {}\n", indented(problem));
    if (terminal)
      fmt::print("{} of {}{}", passed_ + failed_ + skipped_, cases_.size(),
                 failed_ ? fmt::format(", {} failed", failed_) : "");
    std::fflush(stdout);
  }

  static std::string_view word(Outcome outcome) {
    switch (outcome) {
      case Outcome::passed: return "passed";
      case Outcome::skipped: return "skipped";
      case Outcome::failed: return "FAILED";
      case Outcome::broken: return "BROKEN";
    }
    return "";
  }

  static std::string file_name(std::string name) {
    std::ranges::replace_if(
        name, [](char c) { return std::string_view{" /\\[]:\""}.find(c) != std::string_view::npos; }, '_');
    return name;
  }

  static std::string indented(const std::string& text) {
    std::string out;
    for (const char c : text) {
      out += c;
      if (c == '\n') out += "  ";
    }
    return out;
  }

  void summary() const {
    if (isatty(STDOUT_FILENO)) fmt::print("\r\x1b[K");
    fmt::print("{} passed, {} failed{}\n", passed_, failed_,
               skipped_ ? fmt::format(", {} skipped for want of firmware", skipped_) : "");
  }

  const Options& options_;
  boards::Chips chips_;
  scenarios::Files files_{[](const std::string& path) { return emulator::read_text(path); }};
  std::set<std::string> left_out_;  // projects that lack parts, told
  std::vector<scenarios::Scenario> cases_;
  std::vector<scenarios::Result> results_;
  std::size_t passed_ = 0, failed_ = 0, skipped_ = 0, broken_ = 0;
};

}  // namespace

void add_test(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("test", "Play scenarios, and tell which fail");
  explain(
      *app,
      "A scenario is a file that names a board or circuit, a script, and steps in virtual time: what is done to the\n"
      "board and what it is expected to do. Each is played in a process of its own; the same files give the same\n"
      "verdicts, whatever else the computer does. Folders are searched for scenario.json, *.scenario.json, and\n"
      "Wokwi projects (diagram.json) with automation scenarios (YAML).");
  app->footer(
      "Exit code: 0 all passed, 1 some failed, 2 a file or option cannot be used.\n\n"
      "Examples:\n  vivarium test examples\n  vivarium test thermometer.scenario.json --verbose\n"
      "  vivarium test tests --jobs 8 --junit report.xml\n  vivarium test tests --shard 2/4\n");
  const auto options = std::make_shared<Options>();
  app->add_option("PATH", options->paths, "Scenario files, or folders to search; this folder by default")
      ->type_name("");
  app->add_option("-j,--jobs", options->jobs, "How many at once; as many as there are processors by default")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1024}))
      ->type_name("N");
  app->add_option("--junit", options->junit, "Write a report for CI servers")->type_name("FILE");
  app->add_option("--vcd-on-failure", options->vcd_on_failure,
                  "Record every net of scenarios that fail in this folder, for GTKWave or PulseView,\n"
                  "and pictures that are not as expected")
      ->type_name("DIR");
  app->add_option("--wav", options->wav,
                  "Write the sound of each buzzer and speaker to this folder, by scenario and part")
      ->type_name("DIR");
  app->add_option("--keep", options->keep,
                  "Write what each memory card, EEPROM and flash holds at the end to this folder, likewise")
      ->type_name("DIR");
  app->add_option("--filter", options->filter, "Only those with this in their file or name")->type_name("TEXT");
  app->add_option("--shard", options->shard, "Only every N-th: 1/4 … 4/4 together are all")->type_name("I/N");
  app->add_option("--engine", options->engine, "What executes the firmware; `vivarium --version` lists them")
      ->type_name("NAME");
  app->add_flag("--update-goldens", options->update_goldens,
                "Make what screens show the pictures that are expected from now on");
  app->add_flag("--fresh", options->fresh, "Boot every board anew instead of taking one that was booted before");
  app->add_flag("--skip-without-firmware", options->skip, "Skip, and say so, where no firmware for a board is found");
  app->add_flag("--leave-out", options->leave_out,
                "Play Wokwi projects without the parts that are not had here, instead of refusing them");
  app->add_flag("--list", options->list, "Name the scenarios, play none");
  app->add_flag("-v,--verbose", options->verbose, "In a terminal: tell of those that passed, too");
  app->callback([options, &todo] { todo = [options] { return Suite{*options}.run(); }; });
}

}  // namespace cli
