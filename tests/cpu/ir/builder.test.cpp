#include "cpu/ir/builder.hpp"

#include <catch2/catch.hpp>

#include "tests/cpu/ir/random_programs.hpp"

using namespace test;
using cpu::ir::Builder;
using cpu::ir::Op;

namespace {

std::vector<Code> codes(const Builder& b) {
  std::vector<Code> all;
  for (const Op& op : b.ops()) all.push_back(op.code);
  return all;
}

// One operation per instruction, then the end.
Builder optimised(std::initializer_list<Code> program, Code end = Code::jump) {
  Builder b{0};
  u32 pc = 0;
  for (Code c : program) {
    b.instruction(pc, 2, 1);
    b.emit(c, 0, 1, 2, 3);
    pc += 2;
  }
  b.instruction(pc, 2, 1);
  b.end(end, 0, 0, 0, 0, 3);
  b.optimise();
  return b;
}

}  // namespace

TEST_CASE("Random programs do the same in optimised blocks as operation by operation", "[cpu][ir]") {
  unsigned attended = 0;
  for (u64 seed = 0; seed < 3000; ++seed) {
    Random random{seed, "programs"};
    const auto program = random_program(random);
    Toy blocks{program}, steps{program};
    for (Toy* toy : {&blocks, &steps}) set_up(*toy, random);
    blocks.run(false);
    steps.run(true);
    CAPTURE(seed);
    REQUIRE(std::ranges::equal(blocks.context.r, steps.context.r));
    REQUIRE(blocks.context.flags() == steps.context.flags());
    REQUIRE(blocks.context.cycles() == steps.context.cycles());
    REQUIRE(std::ranges::equal(blocks.ram.bytes(), steps.ram.bytes()));
    REQUIRE(blocks.seen == steps.seen);
    attended += !steps.seen.empty();
  }
  CHECK(attended > 300);  // or the comparison of what was seen is worth nothing
}

TEST_CASE("Flags that are overwritten before anyone reads them are not computed", "[cpu][ir]") {
  CHECK(codes(optimised({Code::add_s, Code::sub_s})) == std::vector{Code::add, Code::sub_s, Code::jump});
  CHECK(codes(optimised({Code::subi_s, Code::cmp})) == std::vector{Code::addi, Code::cmp, Code::jump});
}

TEST_CASE("Flags stay where a later operation needs one of them", "[cpu][ir]") {
  CHECK(codes(optimised({Code::add_s, Code::adc})) == std::vector{Code::add_s, Code::adc, Code::jump});
  // AND leaves C and V, so the addition before it must set them.
  CHECK(codes(optimised({Code::add_s, Code::and_s})) == std::vector{Code::add_s, Code::and_s, Code::jump});
  // A shift by a register leaves C if it shifts by 0.
  CHECK(codes(optimised({Code::lsli_s, Code::lsl_s})) == std::vector{Code::lsli_s, Code::lsl_s, Code::jump});
}

TEST_CASE("An access that may fault finds the flags right", "[cpu][ir]") {
  CHECK(codes(optimised({Code::add_s, Code::ldr, Code::sub_s})) ==
        std::vector{Code::add_s, Code::ldr, Code::sub_s, Code::jump});
}

TEST_CASE("Operations that do nothing vanish, unless an access before them may stop there", "[cpu][ir]") {
  CHECK(codes(optimised({Code::nop, Code::mov, Code::nop})) == std::vector{Code::mov, Code::jump});
  CHECK(codes(optimised({Code::str, Code::nop, Code::nop, Code::mov})) ==
        std::vector{Code::str, Code::nop, Code::mov, Code::jump});
}

TEST_CASE("A comparison and the branch on it become one", "[cpu][ir]") {
  CHECK(codes(optimised({Code::cmp}, Code::branch_ne)) == std::vector{Code::cmp_branch_ne});
  CHECK(codes(optimised({Code::cmpi}, Code::branch_hi)) == std::vector{Code::cmpi_branch_hi});
  CHECK(codes(optimised({Code::tst}, Code::branch_eq)) == std::vector{Code::tst_branch_eq});
  CHECK(codes(optimised({Code::cmn}, Code::branch_eq)) == std::vector{Code::cmn, Code::branch_eq});
}

TEST_CASE("A block costs what its instructions cost, with the branch taken or not", "[cpu][ir]") {
  Builder b{0x100};
  b.instruction(0x100, 2, 2);
  b.emit(Code::ldr, 0, 1, 0, 0);
  b.instruction(0x102, 2, 1);
  b.end(Code::branch_eq, 0, 0, 0, 0x200, 3);
  CHECK(b.taken_cycles() == 5);
  CHECK(b.fall_cycles() == 3);
  CHECK(b.fall_pc() == 0x104);
  CHECK(b.most_cycles() == 5);
}
