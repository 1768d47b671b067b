// Blocks that are joined with what usually follows, against the same blocks left as they are and against single steps.
#include <catch2/catch.hpp>

#include "cpu/interpreter/interpreter.hpp"
#include "tests/cpu/ir/looping_programs.hpp"
#include "tests/cpu/thumb/rig.hpp"

using namespace test;

namespace {

constexpr unsigned never = 1u << 30;

Toy::MakeEngine joining(unsigned hot) {
  return [hot](cpu::ir::Guest& guest, Bus& bus) { return std::make_unique<cpu::Interpreter>(guest, bus, hot); };
}

Rig thumb(unsigned hot) {
  return Rig{cpu::thumb::cortex_m0, [hot](cpu::thumb::CortexM& core, Bus& bus) -> std::unique_ptr<cpu::ir::Engine> {
               return std::make_unique<cpu::Interpreter>(core, bus, hot);
             }};
}

}  // namespace

TEST_CASE("Random programs do the same in joined blocks as in single steps", "[cpu][ir]") {
  unsigned attended = 0, ended = 0, waited = 0;
  for (u64 seed = 0; seed < 4000; ++seed) {
    CAPTURE(seed);
    Random random{seed, "loops"};
    const auto program = looping_program(random);
    Toy joined{program, joining(1 + static_cast<unsigned>(seed % 4))}, apart{program, joining(never)}, steps{program};
    for (Toy* toy : {&joined, &apart, &steps}) start(*toy, random);
    steps.stepping = true;
    for (int slice = 0; slice < 20; ++slice) {
      const i64 cycles = 1 + random.below(slice < 10 ? 40 : 1000);
      for (Toy* toy : {&joined, &apart, &steps}) toy->go_on(cycles);
      compare(joined, steps);
      compare(apart, steps);
      if (steps.context.r[15] != Toy::start + 2 * program.size()) continue;
      ++ended;
      break;
    }
    REQUIRE(std::ranges::equal(joined.ram.bytes(), steps.ram.bytes()));
    attended += !steps.seen.empty();
    waited += steps.cache && steps.cache->fetches > 20;
  }
  CHECK(attended > 400);
  CHECK(ended > 40);
  CHECK(waited > 100);
}

TEST_CASE("A joined block goes when any of the functions in it changes", "[cpu]") {
  for (u32 changed : {0u, 0x100u, 0x2000u}) {
    Rig rig = thumb(2);
    // loop: adds r1,#1; bl ram+0x100; b loop … adds r2,#1; bl ram+0x2000 (saved in r7); bx r7 … adds r3,#1; bx lr
    const u16 loop[] = {0x3101, 0xf000, 0xf87d, 0xe7fb};
    const u16 middle[] = {0x3201, 0x4677, 0xf001, 0xff7c, 0x4738};
    const u16 leaf[] = {0x3301, 0x4770};
    rig.copy(0x2000'0000, loop, sizeof loop);
    rig.copy(0x2000'0100, middle, sizeof middle);
    rig.copy(0x2000'2000, leaf, sizeof leaf);
    rig.start({0x4700});
    rig.core.set(0, 0x2000'0001);
    rig.core.run(3000);
    const u32 counts[3] = {rig.r(1), rig.r(2), rig.r(3)};
    CHECK(counts[0] > 100);
    CHECK(counts[0] - counts[2] <= 1);
    // The first instruction of one of them counts down from now on.
    const u32 reg = changed == 0 ? 1 : changed == 0x100 ? 2 : 3;
    rig.bus.write(0x2000'0000 + changed, 2, 0x3801 | reg << 8);
    rig.core.run(6000);
    CAPTURE(changed, counts[0], rig.r(1), rig.r(2), rig.r(3));
    for (u32 i = 0; i < 3; ++i) CHECK((rig.r(i + 1) < counts[i]) == (i + 1 == reg));
  }
}

TEST_CASE("A breakpoint in the middle of a joined block stops there", "[cpu]") {
  Rig rig = thumb(2);
  rig.start({0x3101, 0x2900, 0xd000, 0x3201, 0xe7fa});  // loop: adds r1,#1; cmp r1,#0; beq .+4; adds r2,#1; b loop
  rig.core.run(1000);
  rig.core.set_breakpoint(0x106, true);
  CHECK(rig.core.run(2000) == Cpu::Stop::breakpoint);
  CHECK(rig.core.pc() == 0x106);
  CHECK(rig.r(1) == rig.r(2) + 1);
  rig.core.set_breakpoint(0x106, false);
  CHECK(rig.core.run(2000) == Cpu::Stop::budget);
}
