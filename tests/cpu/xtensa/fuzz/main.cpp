// Differential fuzzing of our Xtensa core against QEMU: random instructions in random states. All registers and memory
// that a case can reach must agree, and the way it was left: behind its code, or by which vector.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>

#include "cpu/xtensa/translator.hpp"
#include "tests/cpu/xtensa/fuzz/batch.hpp"
#include "tests/cpu/xtensa/fuzz/self_test.hpp"
#include "tests/cpu/xtensa/fuzz/sides.hpp"

namespace {

using namespace xtensa_fuzz;

struct Options {
  u64 cases = 100'000, seed = 1;
  std::optional<u64> batch;
  std::string model, engine = "interpreter", write;
  bool self_test = false, all = false, reference_only = false;
  unsigned size = 10'000;
};

bool report_hits(const Model& m, const std::vector<Encoding>& rows, const Hits& hits) {
  fmt::print("{}: {} cases, {} instructions, {} of them undefined; left", m.name, hits.cases, hits.instructions,
             hits.undefined);
  for (const auto& [door, count] : hits.doors) fmt::print("{} {} {}", door ? "," : "", door_name(m, door), count);
  const auto [least, most] = std::ranges::minmax_element(hits.row);
  const auto name = [&](auto at) { return rows[static_cast<std::size_t>(at - hits.row.begin())].name; };
  fmt::print("\n  {} encodings hit {} ({}) to {} ({}) times\n", rows.size(), *least, name(least), *most, name(most));
  if (*least == 0) fmt::print("not every encoding was hit: too few cases\n");
  bool all = *least != 0;
  for (const auto& [instructions, why] : m.left_out) fmt::print("  left out: {}: {}\n", instructions, why);
  for (const auto& row : cpu::xtensa::rows()) {  // nothing in our decoder's table but what was hit, or is named above
    const std::string_view name = row.instruction.name;
    const bool left_out = std::ranges::any_of(m.left_out, [&](const LeftOut& l) {
      return fmt::format(" {} ", l.instructions).find(fmt::format(" {} ", name)) != std::string::npos;
    });
    if (!m.config.has(row.needs) || left_out || hits.ours.contains(name)) continue;
    fmt::print("  our decoder has {}, which no case was\n", name);
    all = false;
  }
  return all;
}

// How many cases differ. The first is told in full; with `all` the first of each kind.
u64 report_differences(const Batch& b, std::span<const u8> ours, std::span<const u8> qemu, bool all,
                       std::map<std::string, u64>& kinds) {
  u64 wrong = 0;
  for (unsigned n = 0; n < b.cases.size(); ++n) {
    const std::string what = differences(b, n, ours, qemu);
    if (what.empty()) continue;
    ++wrong;
    if (kinds[mnemonics(b, n)]++ || (kinds.size() > 1 && !all)) continue;
    fmt::print("{}, batch {}, case {}: our core (here) and QEMU (there) disagree on\n{}in\n{}", b.program.model.name,
               b.number, n, describe(b, n), what);
  }
  return wrong;
}

// Our core's data. A case that it does not come out of is told, and becomes a NOP.
std::vector<u8> run_to_the_end(Batch& b, std::string_view engine, std::map<std::string, u64>& kinds, u64& wrong) {
  for (;;) try {
      return run_ours(b.program, engine);
    } catch (const NoEnd& e) {
      const u32 n = (e.pc - b.program.slot_of(0)) / Program::slot;
      if (n >= b.cases.size() || mnemonics(b, n) == "nop") throw;
      ++wrong;
      if (!kinds[mnemonics(b, n)]++) fmt::print("case {}: {}\n{}", n, e.what(), describe(b, n));
      b.cases[n].instructions = {b.nop()};
      b.place(n);
    }
}

int fuzz(const Options& o, const Model& m) {
  const auto rows = encodings(m.options, m.special, m.user);
  Hits hits;
  std::map<std::string, u64> kinds;
  u64 wrong = 0;
  const auto size = static_cast<unsigned>(std::min<u64>(o.size, o.cases));
  for (u64 number = o.batch.value_or(0); hits.cases < o.cases && (o.all || !wrong); ++number) {
    Batch batch{m, rows, size, o.seed, number};
    if (!o.write.empty()) std::ofstream{o.write, std::ios::binary} << elf(batch.program);
    std::vector<u8> ours;
    if (!o.reference_only) ours = run_to_the_end(batch, o.engine, kinds, wrong);
    const auto theirs = run_qemu(batch.program);
    if (o.reference_only) ours = theirs;
    count(batch, theirs, hits);
    wrong += report_differences(batch, ours, theirs, o.all, kinds);
    if (o.batch) break;
  }
  if (!wrong) return report_hits(m, rows, hits) || o.batch ? 0 : 1;
  fmt::print("{}: {} of {} cases differ; reproduce with --model {} --seed {} --batch-size {}\n", m.name, wrong,
             hits.cases, m.name, o.seed, size);
  if (o.all)
    for (const auto& [kind, count] : kinds) fmt::print("{:>8} {}\n", count, kind);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Fuzzes our Xtensa core against qemu-system-xtensa."};
  app.add_option("--cases", options.cases, "cases to compare for each model, at least")->capture_default_str();
  app.add_option("--seed", options.seed, "where chance begins")->capture_default_str();
  app.add_option("--batch", options.batch, "only this batch of the seed");
  app.add_option("--batch-size", options.size, "cases in a batch")->capture_default_str();
  app.add_option("--model", options.model, "only this one: lx6 or lx106");
  app.add_option("--ours", options.engine, "our engine")->capture_default_str();
  app.add_option("--write", options.write, "write each batch's program to this file, as QEMU takes it");
  app.add_flag("--all", options.all, "go on behind a difference and list all kinds");
  app.add_flag("--reference-only", options.reference_only, "run QEMU alone");
  app.add_flag("--self-test", options.self_test, "spoil single results and see that each is found");
  CLI11_PARSE(app, argc, argv);
  if (!have_qemu()) {
    fmt::print("skipped: qemu-system-xtensa is not installed\n");
    return 77;
  }
  try {
    int wrong = 0;
    for (const Model& m : models())
      if (options.model.empty() || options.model == m.name)
        wrong |= options.self_test ? self_test(m, options.engine) : fuzz(options, m);
    return wrong;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
}
