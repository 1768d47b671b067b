// Differential fuzzing of the compiling engine against the interpreter: random programs, from random states, in slices
// of random length. After each slice the whole state of both cores must be the same, and after each case memory too.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "tests/cpu/xtensa/engines/side.hpp"

namespace {

using namespace xtensa_engines;

struct Options {
  u64 cases = 40'000, seed = 1, first = 0;
};
constexpr u64 cases_of_a_program = 100;

std::unique_ptr<Side> compiled(u16 hot) {
  return std::make_unique<Side>([hot](cpu::ir::Guest& guest, Bus& bus) {
    return cpu::jit::make(guest, bus, {.hot = hot, .code_bytes = std::size_t{2} << 20});
  });
}

void report(Side& ours, Side& reference, u32 began, u32 last, i64 from, i64 cycles) {
  fmt::print("began at {:#x}; both were at {:#x} at cycle {}, {} more; compiled and interpreted:\n", began, last, from,
             cycles);
  const auto names = ours.core.register_names();
  for (unsigned i = 0; i < names.size(); ++i)
    if (ours.core.get(i) != reference.core.get(i))
      fmt::print("  {} {:#x} {:#x}\n", names[i].name, ours.core.get(i), reference.core.get(i));
  for (unsigned i = 0; i < 32; ++i)
    if (ours.core.context.r[i] != reference.core.context.r[i])
      fmt::print("  r[{}] {:#x} {:#x}\n", i, ours.core.context.r[i], reference.core.context.r[i]);
  fmt::print("  cycles {} {}, pc {:#x} {:#x}, accesses {:#x} {:#x}\n", ours.core.cycles(), reference.core.cycles(),
             ours.core.pc(), reference.core.pc(), ours.port.seen, reference.port.seen);
}

// A slice that differs: which, and how long it was.
struct Slice {
  u64 program = 0, number = 0;
  int slice = 0;
  i64 cycles = 0;
};

class Fuzz {
 public:
  explicit Fuzz(const Options& o) : options_(o) {}

  bool program(u64 number) {
    Random random{options_.seed * 1'000'003 + number, "xtensa engines"};
    const u16 hots[] = {1, 1, 2, 7};
    ours_ = compiled(hots[random.below(4)]);
    reference_ = std::make_unique<Side>(cpu::xtensa::EngineFactory{});
    Program program{random};
    for (u64 n = 0; n < cases_of_a_program; ++n) {
      if (n % 25 == 0)  // what the program did to itself is undone
        for (Side* side : {ours_.get(), reference_.get()}) side->load(program);
      over_ = false;
      if (one(random, program, {number, n, 0, 0})) {
        if (over_) return true;
        continue;
      }
      if (!shortened_) narrow();
      return false;
    }
    return true;
  }
  u64 slices = 0;

 private:
  // The same again with ever longer slices, until the difference is there.
  void narrow() {
    const Slice found = found_;
    quiet_ = true;
    for (i64 cycles = 1; cycles < found.cycles; ++cycles) {
      shortened_ = found;
      shortened_->cycles = cycles;
      if (program(found.program)) continue;
      break;
    }
    quiet_ = false;
    program(found.program);
    fmt::print("case {} of program {} of seed {} differs\n", found.number, found.program, options_.seed);
  }

  bool one(Random& random, Program& program, Slice at) {
    std::vector<u32> registers(64);
    for (u32 i = 0; i < 64; ++i)
      registers[i] = i % 4 == 0        ? (program.somewhere() & 0x3fff'ffff) | random.below(4) << 30
                     : i % 4 == 1      ? place::dram + 0x100 + 16 * random.below((place::dram_size - 0x200) / 16)
                     : random.below(3) ? program.pointer()
                                       : static_cast<u32>(random.next());
    const u32 base = random.below(16);
    const u32 frames = (static_cast<u32>(random.next() & random.next()) & 0xffff) | 1u << base;
    const u32 ps = (random.below(12) ? cpu::xtensa::ps::woe : 0) | (random.below(12) ? 0 : cpu::xtensa::ps::excm) |
                   cpu::xtensa::ps::um | random.below(4) << 16 | (random.below(4) ? 0 : random.below(16));
    const u32 pc = random.below(4) ? program.function() : program.somewhere();
    const u64 chance = random.next();
    for (Side* side : {ours_.get(), reference_.get()}) {
      Random same{chance, "start"};
      side->start(same, pc, registers, base, frames, ps);
    }
    const u32 longest = std::array{3u, 20u, 200u, 1000u}[random.below(4)];
    for (int& slice = at.slice; slice < 8; ++slice) {
      i64 cycles = 1 + random.below(longest);
      const bool last_slice = shortened_ && shortened_->number == at.number && shortened_->slice == slice;
      if (last_slice) cycles = shortened_->cycles;
      at.cycles = cycles;
      if (last_slice && !quiet_)
        reference_->core.trace([&core = reference_->core](u32 pc) {
          unsigned size = 0;
          fmt::print("{:10} {:#x} {}\n", core.cycles(), pc, core.disassemble(pc, size));
        });
      const u32 last = reference_->core.pc();
      const i64 from = reference_->core.cycles();
      for (Side* side : {ours_.get(), reference_.get()}) side->run(cycles);
      ++slices;
      if (ours_->state() == reference_->state()) {
        if (last_slice) return over_ = true;
        continue;
      }
      found_ = at;
      if (shortened_ && !quiet_) report(*ours_, *reference_, pc, last, from, cycles);
      return false;
    }
    const auto equal = [](Memory& a, Memory& b) { return std::ranges::equal(a.bytes(), b.bytes()); };
    const bool same = equal(ours_->iram, reference_->iram) && equal(ours_->dram, reference_->dram) &&
                      equal(ours_->more, reference_->more) && equal(ours_->rom, reference_->rom);
    if (!same) fmt::print("memories differ\n");
    return same;
  }

  const Options& options_;
  Slice found_;
  std::optional<Slice> shortened_;
  bool quiet_ = false, over_ = false;
  std::unique_ptr<Side> ours_, reference_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Fuzzes the compiling engine against the interpreter on Xtensa."};
  app.add_option("--cases", options.cases, "cases to compare, at least")->capture_default_str();
  app.add_option("--seed", options.seed, "where chance begins")->capture_default_str();
  app.add_option("--first", options.first, "the program to begin with")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    Fuzz fuzz{options};
    const u64 programs = (options.cases + cases_of_a_program - 1) / cases_of_a_program;
    for (u64 n = options.first; n < options.first + programs; ++n)
      if (!fuzz.program(n)) return 1;
    fmt::print("{} cases in {} programs, compared {} times: no difference\n", programs * cases_of_a_program, programs,
               fuzz.slices);
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}\n", e.what());
    return 2;
  }
}
