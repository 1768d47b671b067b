// `vivarium bench`: how fast a board runs here.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cpu/engines.hpp"
#include "emulator/cli/bench_board.hpp"
#include "emulator/cli/bench_workloads.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"

namespace cli {
namespace {

using namespace emulator;

constexpr const char* about =
    "Boots a board, lets its interpreter do a standard set of work, and prints how fast that went: guest\n"
    "instructions per second of the host's processor (MIPS), and virtual seconds per second of it. Wall\n"
    "time is not used, so a busy computer disturbs the figures less.";

constexpr const char* examples =
    "Examples:\n"
    "  vivarium bench pico\n"
    "  vivarium bench pico --engine interpreter --only integers,objects\n"
    "  vivarium bench microbit --json > bench.json\n";

struct Options : BenchBoard::Options {
  double seconds = 1;
  bool json = false;
  std::vector<std::string> only;
};

struct Result {
  const Workload* workload = nullptr;
  std::string skipped = {};      // why it was not done
  u64 rounds = 0;                // in the run that was measured
  BenchBoard::Spent spent = {};  // by that run, start and end taken off
  double instructions = 0;       // of one round
  double rounds_per_second() const { return static_cast<double>(rounds) / spent.cpu; }
  double mips() const { return rounds_per_second() * instructions / 1e6; }
  double times_real_time() const { return spent.virtual_time / spent.cpu; }
};

constexpr double longest = 600;  // virtual seconds of one run, which is enough of sleep

std::string last_line(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const auto from = text.find_last_of("\r\n");
  return from == std::string::npos ? text : text.substr(from + 1);
}

BenchBoard::Spent work(BenchBoard& board, u64 rounds, bool counting = false) {
  const auto done = board.execute(fmt::format("w({})\n", rounds), counting);
  if (!done.traceback.empty()) throw Failure(raised, fmt::format("the board raised {}", last_line(done.traceback)));
  return done.spent;
}

// More and more rounds, until they take long enough to be measured.
void measure(BenchBoard& board, double wanted, Result& result) {
  const Workload& w = *result.workload;
  result.rounds = w.first;
  work(board, result.rounds);  // warm: code is translated now
  const auto overhead = work(board, 0);
  while (true) {
    auto spent = work(board, result.rounds);
    spent.cpu -= overhead.cpu, spent.virtual_time -= overhead.virtual_time;
    if (spent.cpu >= wanted || spent.virtual_time > longest) {
      result.spent = spent;
      break;
    }
    const double more = std::clamp(1.2 * wanted / std::max(spent.cpu, 1e-6), 2.0, 8.0);
    result.rounds = static_cast<u64>(static_cast<double>(result.rounds) * more);
  }
  if (w.sleeps) return;
  const auto few = work(board, w.first, true), many = work(board, 3 * w.first, true);
  result.instructions = static_cast<double>(many.instructions - few.instructions) / (2.0 * w.first);
}

Result run(BenchBoard& board, const Workload& w, double wanted) {
  Result result{.workload = &w};
  for (const auto program : {w.needs, w.setup}) {
    const auto done = board.execute(std::string{program});
    if (done.traceback.empty()) continue;
    result.skipped = last_line(done.traceback);
    return result;
  }
  measure(board, wanted, result);
  return result;
}

void print(const BenchBoard& board, const std::vector<Result>& results) {
  std::printf("%s, %s, engine %s\n", board.description().title.c_str(), board.firmware().c_str(),
              board.engine().c_str());
  std::printf("boot to the prompt: %.1f ms of the host's processor, %.3f s of virtual time\n\n", board.boot().cpu * 1e3,
              board.boot().virtual_time);
  std::vector<std::vector<std::string>> rows{{"work", "rounds/s", "MIPS", "x real time", ""}};
  for (const Result& r : results) {
    if (!r.skipped.empty()) {
      rows.push_back({std::string{r.workload->name}, "-", "-", "-", "not on this board: " + r.skipped});
      continue;
    }
    rows.push_back({std::string{r.workload->name}, fmt::format("{:.0f}", r.rounds_per_second()),
                    r.workload->sleeps ? "-" : fmt::format("{:.0f}", r.mips()),
                    fmt::format("{:.3g}", r.times_real_time()), std::string{r.workload->about}});
  }
  std::fputs(table(rows).c_str(), stdout);
}

nlohmann::ordered_json to_json(const Result& r) {
  nlohmann::ordered_json j{{"name", r.workload->name}, {"about", r.workload->about}};
  if (!r.skipped.empty()) {
    j["skipped"] = r.skipped;
    return j;
  }
  j["rounds"] = r.rounds;
  j["host_cpu_seconds"] = r.spent.cpu;
  j["virtual_seconds"] = r.spent.virtual_time;
  j["rounds_per_second"] = r.rounds_per_second();
  j["times_real_time"] = r.times_real_time();
  if (!r.workload->sleeps) {
    j["instructions_per_round"] = r.instructions;
    j["mips"] = r.mips();
  }
  return j;
}

void print_json(const BenchBoard& board, const std::vector<Result>& results) {
  nlohmann::ordered_json j{
      {"vivarium", VIVARIUM_VERSION},
      {"board", board.description().name},
      {"firmware", board.firmware()},
      {"engine", board.engine()},
      {"boot", {{"host_cpu_seconds", board.boot().cpu}, {"virtual_seconds", board.boot().virtual_time}}},
      {"work", nlohmann::ordered_json::array()}};
  for (const Result& r : results) j["work"].push_back(to_json(r));
  std::printf("%s\n", j.dump(2).c_str());
}

bool is_chosen(const Options& options, const Workload& w) {
  return options.only.empty() || std::ranges::find(options.only, w.name) != options.only.end();
}

void check_names(const Options& options) {
  std::vector<std::string_view> names;
  for (const Workload& w : workloads()) names.push_back(w.name);
  for (const auto& name : options.only)
    if (std::ranges::find(names, name) == names.end())
      throw Failure(bad_input, fmt::format("there is no work \"{}\": choose from {}", name, fmt::join(names, ", ")));
}

int bench(const Options& options) {
  check_names(options);
  BenchBoard board{options};
  std::vector<Result> results;
  for (const Workload& w : workloads())
    if (is_chosen(options, w)) results.push_back(run(board, w, options.seconds));
  options.json ? print_json(board, results) : print(board, results);
  return ok;
}

}  // namespace

void add_bench(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("bench", "Measure how fast a board runs here");
  explain(*app, about).footer(examples);
  const auto options = std::make_shared<Options>();
  app->add_option("BOARD", options->board, "The board, one of `vivarium boards`, or a board file (.json)")
      ->required()
      ->type_name("");
  app->add_option("--firmware", options->firmware, "The firmware image")->type_name("FILE");
  app->add_option("--engine", options->engine, "Who executes the processor's code; `vivarium --version` lists engines")
      ->type_name("ENGINE");
  app->add_option("--only", options->only, "Only these pieces of work, separated by commas")
      ->delimiter(',')
      ->type_name("NAME");
  app->add_option("--seconds", options->seconds, "How much of the host's processor each piece takes at least; 1")
      ->check(CLI::Range(0.001, 1000.0))
      ->type_name("N");
  app->add_flag("--json", options->json, "As JSON, for comparisons by program");
  app->callback([options, &todo] { todo = [options] { return bench(*options); }; });
}

}  // namespace cli
