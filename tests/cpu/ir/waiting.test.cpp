// Loops that only wait: which they are, and that nobody can tell whether their rounds were executed or skipped.
#include "cpu/ir/waiting.hpp"

#include <catch2/catch.hpp>

#include "emulator/steady.hpp"
#include "tests/cpu/ir/random_programs.hpp"
#include "tests/cpu/thumb/rig.hpp"
#ifdef VIVARIUM_HAS_JIT
#include "cpu/jit/make.hpp"
#endif

using namespace test;
using cpu::ir::Op;

namespace {

constexpr u32 here = 0x100, elsewhere = 0x200;

bool loop_waits(const std::vector<Op>& ops) { return cpu::ir::waits(ops, here, here, elsewhere); }
Op op(Code code, unsigned d = 0, unsigned a = 0, unsigned b = 0, u32 imm = 0) {
  return {code, static_cast<u8>(d), static_cast<u8>(a), static_cast<u8>(b), 0, imm, here};
}

// A register that firmware polls.
struct Polled final : Device, Steady {
  Polled() : Device("polled") {}
  u32 read(u32) override { return ++reads, value; }
  void write(u32, u32 v) override { value = v; }
  u32 peek(u32) const override { return value; }
  bool steady(u32) const override { return is_steady; }
  u32 value = 0;
  u64 reads = 0;
  bool is_steady = true;
};

constexpr u32 device_base = 0x4000'0000;
constexpr i64 ages = 1'000'000'000'000;  // cycles: half an hour of host's time, one by one

// loop: ldr r0,[r1]; cmp r0,#0; beq loop; adds r2,#1; b .
template <typename AnyRig>
void wait_for(AnyRig& rig, u32 address) {
  rig.start({0x6808, 0x2800, 0xd0fc, 0x3201, 0xe7fe});
  rig.core.set(1, address);
  rig.core.set(2, 0);
}

#ifdef VIVARIUM_HAS_JIT
#define COMPILING_RIG , test::JitRig
#else
#define COMPILING_RIG
#endif
#define SKIPPING test::InterpreterRig COMPILING_RIG

// A loop of random operations, most of which may be part of one that waits; behind it the end.
std::vector<ToyOp> random_loop(Random& random) {
  constexpr std::array often{Code::ldr,   Code::ldrb, Code::ldrh, Code::movi_s, Code::and_s, Code::lsli_s, Code::lsl_s,
                             Code::adc_s, Code::cmp,  Code::cmpi, Code::tst,    Code::mov,   Code::ldr_x,  Code::uxtb};
  std::vector<ToyOp> program;
  const u32 size = 1 + random.below(6);
  for (u32 i = 0; i < size; ++i) {
    ToyOp o = random_op(random, false);
    o.code = often[random.below(often.size())];
    const bool loads = o.code >= Code::ldr;
    o.a = loads ? 8 + random.below(4) : random.below(8);
    o.imm = loads ? 4 * random.below(8) : 1 + random.below(31);
    program.push_back(o);
  }
  ToyOp back;
  back.code = random.below(4) ? static_cast<Code>(static_cast<u32>(Code::branch_eq) + random.below(14)) : Code::jump;
  back.target = Toy::start;
  program.push_back(back);
  ToyOp end;
  end.code = Code::system;
  program.push_back(end);
  return program;
}

}  // namespace

TEST_CASE("Which loops may only wait", "[cpu][ir]") {
  CHECK(loop_waits({op(Code::jump)}));
  CHECK(loop_waits({op(Code::ldr, 0, 1), op(Code::cmpi_branch_eq, 0, 0)}));
  CHECK(loop_waits({op(Code::ldr, 0, 1), op(Code::lsli_s, 2, 0, 0, 3), op(Code::branch_pl)}));
  CHECK(loop_waits({op(Code::movi_s, 3, 0, 0, 1), op(Code::ldrb, 2, 4), op(Code::tst_branch_eq, 0, 2, 3)}));
  // What a round reads and the one before has written.
  CHECK_FALSE(loop_waits({op(Code::subi_s, 0, 0, 0, 1), op(Code::branch_ne)}));
  CHECK_FALSE(loop_waits({op(Code::ldr, 0, 0), op(Code::cmpi_branch_eq, 0, 0)}));
  CHECK_FALSE(loop_waits({op(Code::adc, 2, 1, 1), op(Code::cmpi_branch_eq, 0, 2)}));  // the carry
  CHECK_FALSE(loop_waits({op(Code::branch_ne), op(Code::way), op(Code::ldr, 0, 1), op(Code::cmpi_branch_eq, 0, 0)}));
  CHECK_FALSE(loop_waits({op(Code::lsl_s, 2, 1, 3), op(Code::branch_eq)}));  // by 0 it keeps the carry
  // What is seen from outside, and ways to elsewhere.
  CHECK_FALSE(loop_waits({op(Code::str, 0, 1), op(Code::jump)}));
  CHECK_FALSE(loop_waits({op(Code::pop, 1, 13, 0, 1), op(Code::jump)}));
  CHECK_FALSE(loop_waits({op(Code::ldr, 0, 1), op(Code::system)}));
  CHECK_FALSE(cpu::ir::waits(std::vector{op(Code::jump)}, here, elsewhere, here));
}

TEMPLATE_TEST_CASE("A loop that waits for memory is skipped, and ends as it would have", "[cpu]", SKIPPING) {
  TestType skips, reference;
  reference.core.every_round = true;
  for (auto* rig : {&skips, &reference}) wait_for(*rig, 0x2000'0100);
  for (i64 until : {1000, 1001, 1002, 1003, 1004, 1005, 1777, 5000}) {
    for (auto* rig : {&skips, &reference}) rig->core.run(until);
    REQUIRE(skips.core.cycles() == reference.core.cycles());
    REQUIRE(skips.core.pc() == reference.core.pc());
    REQUIRE(skips.r(0) == reference.r(0));
    REQUIRE(skips.core.xpsr() == reference.core.xpsr());
  }
  skips.core.run(ages);
  CHECK(skips.core.cycles() >= ages);
  CHECK(skips.r(2) == 0);
  skips.put(0x2000'0100, {7});
  skips.core.run(ages + 1000);
  CHECK(skips.r(0) == 7);
  CHECK(skips.r(2) == 1);
}

TEMPLATE_TEST_CASE("A loop that goes nowhere is skipped", "[cpu]", SKIPPING) {
  TestType rig;
  rig.start({0xe7fe});  // b .
  rig.core.run(ages);
  CHECK(rig.core.cycles() >= ages);
  CHECK(rig.core.cycles() < ages + 3);
}

TEMPLATE_TEST_CASE("A loop that polls a device is skipped where the device stays as it is", "[cpu]", SKIPPING) {
  Polled device;
  TestType rig;
  rig.bus.map(device_base, 0x1000, device);
  wait_for(rig, device_base);
  rig.core.run(ages);
  CHECK(device.reads < 1000);
  device.value = 1;
  rig.core.run(ages + 1000);
  CHECK(rig.r(2) == 1);
}

TEMPLATE_TEST_CASE("A loop that polls a device which may change any time goes round", "[cpu]", SKIPPING) {
  Polled device;
  device.is_steady = false;
  TestType rig, in_company;
  rig.bus.map(device_base, 0x1000, device);
  wait_for(rig, device_base);
  rig.core.run(60'000);
  const u64 reads = device.reads;
  CHECK(reads > 5'000);
  // The same where another core may be behind.
  device.is_steady = true;
  in_company.core.must_wait = [] { return false; };
  in_company.bus.map(device_base, 0x1000, device);
  wait_for(in_company, device_base);
  in_company.core.run(60'000);
  CHECK(device.reads == 2 * reads);
}

TEST_CASE("Random loops end the same whether their rounds are executed or skipped", "[cpu][ir]") {
  unsigned waiting = 0;
  for (u64 seed = 0; seed < 3000; ++seed) {
    CAPTURE(seed);
    Random random{seed, "rounds"};
    const auto program = random_loop(random);
    const auto make = [&](cpu::ir::Guest& guest, Bus& bus) -> std::unique_ptr<cpu::ir::Engine> {
#ifdef VIVARIUM_HAS_JIT
      if (seed % 2) return cpu::jit::make(guest, bus, cpu::jit::Options{.hot = 1, .code_bytes = 64 << 10});
#endif
      return std::make_unique<cpu::Interpreter>(guest, bus);
    };
    Toy skips{program, make}, reference{program, make};
    reference.every_round = true;
    for (Toy* toy : {&skips, &reference}) {
      set_up(*toy, random);
      toy->context.r[15] = Toy::start;
    }
    for (int slice = 0; slice < 6 && skips.context.r[15] != Toy::start + 2 * program.size(); ++slice) {
      const i64 cycles = 1 + random.below(slice < 3 ? 40 : 2000);
      const u32 at = random.below(Toy::ram_size);
      for (Toy* toy : {&skips, &reference}) {
        toy->go_on(cycles);
        toy->ram.bytes()[at] ^= 0x55;
      }
      REQUIRE(std::ranges::equal(skips.context.r, reference.context.r));
      REQUIRE(skips.context.flags() == reference.context.flags());
      REQUIRE(skips.context.cycles() == reference.context.cycles());
      REQUIRE(skips.seen == reference.seen);
      waiting += slice == 5;
    }
  }
  CHECK(waiting > 300);
}
