// Host code against the interpreter: random programs with loops, calls and returns, in slices of random length.
#ifdef VIVARIUM_HAS_JIT
#include <catch2/catch.hpp>

#include "cpu/jit/make.hpp"
#include "tests/cpu/ir/looping_programs.hpp"

using namespace test;

namespace {

std::unique_ptr<cpu::ir::Engine> compile_at_once(cpu::ir::Guest& guest, Bus& bus) {
  return cpu::jit::make(guest, bus, cpu::jit::Options{.hot = 1, .code_bytes = 64 << 10});
}

}  // namespace

TEST_CASE("Random programs do the same in host code as in the interpreter", "[cpu][jit]") {
  unsigned attended = 0, ended = 0;
  for (u64 seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    Random random{seed, "loops"};
    const auto program = looping_program(random);
    Toy native{program, compile_at_once}, reference{program};
    for (Toy* toy : {&native, &reference}) start(*toy, random);
    for (int slice = 0; slice < 20; ++slice) {
      const i64 cycles = 1 + random.below(slice < 10 ? 20 : 500);
      native.go_on(cycles);
      reference.go_on(cycles);
      compare(native, reference);
      if (reference.context.r[15] != Toy::start + 2 * program.size()) continue;
      ++ended;
      break;
    }
    REQUIRE(std::ranges::equal(native.ram.bytes(), reference.ram.bytes()));
    attended += !reference.seen.empty();
  }
  CHECK(attended > 300);
  CHECK(ended > 30);
}

TEST_CASE("Random programs do the same in host code as operation by operation", "[cpu][jit]") {
  for (u64 seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    Random random{seed, "programs"};
    const auto program = random_program(random);
    Toy native{program, compile_at_once}, steps{program};
    for (Toy* toy : {&native, &steps}) set_up(*toy, random);
    native.run(false);
    steps.run(true);
    compare(native, steps);
    REQUIRE(std::ranges::equal(native.ram.bytes(), steps.ram.bytes()));
  }
}
#endif
