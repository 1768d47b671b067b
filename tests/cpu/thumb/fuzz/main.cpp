// Differential fuzzing of our engines against Unicorn: random ARMv6-M instructions in random states, one by one and
// in blocks as the optimiser makes them. Registers, flags, memory, accesses to devices and cycles must all agree.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <set>

#include "cpu/engine_plugin.hpp"
#include "cpu/engines.hpp"
#ifdef VIVARIUM_HAS_JIT
#include "cpu/jit/make.hpp"
#endif
#include "tests/cpu/thumb/fuzz/cases.hpp"
#include "tests/cpu/thumb/fuzz/status.hpp"

namespace {

using namespace fuzz;

struct Options {
  u64 cases = 1'000'000, seed = 1;
  std::optional<u64> batch;
  bool self_test = false;
  std::string engine = VIVARIUM_TEST_ENGINE, ours = "interpreter";
};

// Rows whose work the reference engine leaves to the core itself; beside MRS, MSR and CPS, which Unicorn can do
// (status.cpp), they are tested in tests/cpu/thumb.
const std::set<std::string_view> of_the_core{"BKPT",  "CPS", "MRS", "MSR (register)", "SEV", "SVC", "UDF",
                                             "UDF.W", "WFE", "WFI"};

// One that compiles does so before the first execution.
cpu::thumb::EngineFactory engine(std::string_view name) {
#ifdef VIVARIUM_HAS_JIT
  if (name == "jit")
    return [](cpu::thumb::CortexM& core, Bus& bus) { return cpu::jit::make(core, bus, cpu::jit::Options{.hot = 1}); };
#endif
  return cpu::engine_by_name(name).thumb;
}

struct Pair {
  Pair(const cpu::EnginePlugin& plugin, std::string_view name)
      : ours(engine(name)), reference([&](cpu::thumb::CortexM& core, Bus& bus) {
          return std::unique_ptr<cpu::ir::Engine>{plugin.make(core, bus)};
        }) {}
  Side ours, reference;
};

bool report_hits(const Hits& hits) {
  fmt::print("{:>10} cases: {} single instructions, {} blocks; {} ended in a HardFault\n", hits.cases(), hits.singles,
             hits.blocks, hits.faults);
  bool all = true;
  for (std::size_t i = 0; i < hits.row.size(); ++i) {
    const auto& row = cpu::thumb::instructions()[i];
    fmt::print("{:>10} {}{}\n", hits.row[i], row.name, of_the_core.contains(row.name) ? " (the core's own)" : "");
    all &= hits.row[i] != 0;
  }
  if (!all) fmt::print("not every encoding was hit: too few cases\n");
  return all;
}

int fuzz_all(const Options& options, const cpu::EnginePlugin& plugin) {
  const auto failed = [&](const std::string& what) {
    fmt::print("{}reproduce with --seed {}\n", what, options.seed);
    return 1;
  };
  if (const auto wrong = compare_decoding()) return failed(*wrong);
  u64 wide = 0, status = 0;
  Generator generator{options.seed, ~u64{0}};
  if (const auto wrong = compare_wide_decoding(generator, 50'000, wide)) return failed(*wrong);
  if (const auto wrong = compare_status_access(generator, 20'000, status)) return failed(*wrong);
  fmt::print("{:>10} halfwords and {} words decoded alike, {} cases of MRS, MSR and CPS\n", 0xe800, wide, status);
  Pair pair{plugin, options.ours};
  Hits hits;
  for (u64 number = options.batch.value_or(0); hits.singles < options.cases; ++number) {
    if (const auto wrong = Batch{pair.ours, pair.reference, options.seed, number}.run(hits))
      return failed(*wrong + fmt::format("batch {}: --batch {}; ", number, number));
    if (options.batch) break;
  }
  return report_hits(hits) || options.batch ? 0 : 1;
}

// Spoils the result of one case in some way and expects to hear of it.
int self_test(const Options& options, const cpu::EnginePlugin& plugin) {
  const std::pair<const char*, Batch::Spoil> spoilers[] = {
      {"a register", [](Side& s) { s.core.set(7, s.core.get(7) ^ 0x100); }},
      {"a flag", [](Side& s) { s.core.set(16, s.core.get(16) ^ 1u << 29); }},
      {"the program counter", [](Side& s) { s.core.set(15, s.core.get(15) + 2); }},
      {"the waiting stack pointer", [](Side& s) { s.core.set(18, s.core.get(18) ^ 4); }},
      {"a byte of RAM", [](Side& s) { s.ram.bytes()[123] ^= 1; }},
      {"an access", [](Side& s) { s.device.log.push_back({}); }},
      {"a cycle", [](Side& s) { --s.core.context.budget; }}};
  int missed = 0;
  for (const auto& [what, spoil] : spoilers) {
    Pair pair{plugin, options.ours};
    Hits hits;
    u64 left = 1000;
    const auto once = [&, &spoil = spoil](Side& s) {
      if (!--left) spoil(s);
    };
    const bool found = Batch{pair.ours, pair.reference, options.seed, 0, once}.run(hits) && hits.cases() == 1000;
    fmt::print("{} that differs in case 1000 is {}\n", what, found ? "found" : "MISSED");
    missed += !found;
  }
  return missed;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Fuzzes our ARMv6-M engines against Unicorn."};
  app.add_option("--cases", options.cases, "single instructions to compare at least (and a third as many blocks)")
      ->capture_default_str();
  app.add_option("--seed", options.seed, "where chance begins")->capture_default_str();
  app.add_option("--batch", options.batch, "only this batch of the seed");
  app.add_option("--ours", options.ours, "our engine")->capture_default_str();
  app.add_option("--engine", options.engine, "the reference engine's module")->capture_default_str();
  app.add_flag("--self-test", options.self_test, "spoil single results and see that each is found");
  CLI11_PARSE(app, argc, argv);
  try {
    const auto& plugin = cpu::load_engine(options.engine);
    return options.self_test ? self_test(options, plugin) : fuzz_all(options, plugin);
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
}
