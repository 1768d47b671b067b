// What each instruction costs with memory that answers at once: Cortex-M0 TRM (DDI 0432C) and Cortex-M0+ TRM
// (DDI 0484C), table 3-1 in both.
#include <catch2/catch.hpp>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;

namespace {

struct Cost {
  const char* what;
  u16 first, second;
  i64 m0, m0plus;
};

// r0, r1 and sp point to RAM, r2 to odd code; Z is set.
constexpr Cost costs[] = {
    {"movs r3,#1", 0x2301, 0, 1, 1},
    {"movs r3,r4", 0x0023, 0, 1, 1},
    {"mov r8,r3", 0x4698, 0, 1, 1},
    {"mov pc,r2", 0x4697, 0, 3, 2},
    {"adds r3,#1", 0x3301, 0, 1, 1},
    {"adds r3,r4,r5", 0x1963, 0, 1, 1},
    {"add r3,r8", 0x4443, 0, 1, 1},
    {"add pc,r3", 0x449f, 0, 3, 2},
    {"adcs r3,r4", 0x4163, 0, 1, 1},
    {"add r3,sp,#4", 0xab01, 0, 1, 1},
    {"add sp,#4", 0xb001, 0, 1, 1},
    {"adr r3,.", 0xa300, 0, 1, 1},
    {"subs r3,#1", 0x3b01, 0, 1, 1},
    {"sbcs r3,r4", 0x41a3, 0, 1, 1},
    {"sub sp,#4", 0xb081, 0, 1, 1},
    {"rsbs r3,r4,#0", 0x4263, 0, 1, 1},
    {"muls r3,r4", 0x4363, 0, 1, 1},
    {"cmp r3,r4", 0x42a3, 0, 1, 1},
    {"cmn r3,r4", 0x42e3, 0, 1, 1},
    {"cmp r3,#1", 0x2b01, 0, 1, 1},
    {"ands r3,r4", 0x4023, 0, 1, 1},
    {"eors r3,r4", 0x4063, 0, 1, 1},
    {"orrs r3,r4", 0x4323, 0, 1, 1},
    {"bics r3,r4", 0x43a3, 0, 1, 1},
    {"mvns r3,r4", 0x43e3, 0, 1, 1},
    {"tst r3,r4", 0x4223, 0, 1, 1},
    {"lsls r3,r4,#3", 0x00e3, 0, 1, 1},
    {"lsls r3,r4", 0x40a3, 0, 1, 1},
    {"lsrs r3,r4,#3", 0x08e3, 0, 1, 1},
    {"asrs r3,r4", 0x4123, 0, 1, 1},
    {"rors r3,r4", 0x41e3, 0, 1, 1},
    {"ldr r3,[r0,#4]", 0x6843, 0, 2, 2},
    {"ldrh r3,[r0,#4]", 0x8883, 0, 2, 2},
    {"ldrb r3,[r0,#4]", 0x7903, 0, 2, 2},
    {"ldr r3,[r0,r4]", 0x5903, 0, 2, 2},
    {"ldrsh r3,[r0,r4]", 0x5f03, 0, 2, 2},
    {"ldrsb r3,[r0,r4]", 0x5703, 0, 2, 2},
    {"ldr r3,[pc]", 0x4b00, 0, 2, 2},
    {"ldr r3,[sp]", 0x9b00, 0, 2, 2},
    {"ldmia r0!,{r3}", 0xc808, 0, 2, 2},
    {"ldmia r0!,{r3-r7}", 0xc8f8, 0, 6, 6},
    {"str r3,[r0,#4]", 0x6043, 0, 2, 2},
    {"strh r3,[r0,r4]", 0x5303, 0, 2, 2},
    {"strb r3,[r0]", 0x7003, 0, 2, 2},
    {"str r3,[sp]", 0x9300, 0, 2, 2},
    {"stmia r0!,{r3-r7}", 0xc0f8, 0, 6, 6},
    {"push {r3}", 0xb408, 0, 2, 2},
    {"push {r4-r7,lr}", 0xb5f0, 0, 6, 6},
    {"pop {r3}", 0xbc08, 0, 2, 2},
    {"pop {pc}", 0xbd00, 0, 5, 4},
    {"pop {r4-r7,pc}", 0xbdf0, 0, 9, 8},
    {"beq taken", 0xd000, 0, 3, 2},
    {"bne not taken", 0xd100, 0, 1, 1},
    {"b", 0xe000, 0, 3, 2},
    {"bl", 0xf000, 0xf800, 4, 3},
    {"bx r2", 0x4710, 0, 3, 2},
    {"blx r2", 0x4790, 0, 3, 2},
    {"sxth r3,r4", 0xb223, 0, 1, 1},
    {"uxtb r3,r4", 0xb2e3, 0, 1, 1},
    {"rev r3,r4", 0xba23, 0, 1, 1},
    {"cpsid i", 0xb672, 0, 1, 1},
    {"mrs r3,apsr", 0xf3ef, 0x8300, 4, 3},
    {"msr apsr,r3", 0xf383, 0x8800, 4, 3},
    {"sev", 0xbf40, 0, 1, 1},
    {"wfe", 0xbf20, 0, 2, 2},
    {"wfi", 0xbf30, 0, 2, 2},
    {"yield", 0xbf10, 0, 1, 1},
    {"nop", 0xbf00, 0, 1, 1},
    {"isb", 0xf3bf, 0x8f6f, 4, 3},
    {"dmb", 0xf3bf, 0x8f5f, 4, 3},
    {"dsb", 0xf3bf, 0x8f4f, 4, 3},
};

template <typename TestRig>
i64 measure(const cpu::thumb::Profile& profile, const Cost& cost) {
  TestRig rig{profile};
  rig.start({cost.first, cost.second ? cost.second : u16{0xe7fe}, 0xe7fe});
  rig.put(0x2000'1000, {0x181, 0x181, 0x181, 0x181, 0x181});
  for (unsigned reg : {0u, 1u, 13u}) rig.core.set(reg, 0x2000'1000);
  rig.core.set(2, 0x181);
  rig.core.set(16, 1u << 30 | 1u << 24);
  const i64 before = rig.core.cycles();
  rig.core.step();
  return rig.core.cycles() - before;
}

}  // namespace

TEMPLATE_TEST_CASE("Instructions take the Cortex-M0's cycles", "[cpu]", ENGINES) {
  for (const Cost& cost : costs) {
    CAPTURE(cost.what);
    CHECK(measure<TestType>(cpu::thumb::cortex_m0, cost) == cost.m0);
  }
}

TEMPLATE_TEST_CASE("Instructions take the Cortex-M0+'s cycles", "[cpu]", ENGINES) {
  for (const Cost& cost : costs) {
    CAPTURE(cost.what);
    CHECK(measure<TestType>(cpu::thumb::cortex_m0plus, cost) == cost.m0plus);
  }
}

namespace {
struct Cell : emulator::Device {
  Cell() : Device("cell") {}
  u32 value = 0;
  u32 read(u32) override { return value; }
  void write(u32, u32 to) override { value = to; }
  u32 peek(u32) const override { return value; }
};
}  // namespace

TEMPLATE_TEST_CASE("Devices of some regions keep a core waiting, or do not", "[cpu]", ENGINES) {
  Cell slow, own;
  TestType rig{cpu::thumb::cortex_m0plus};
  rig.bus.map(0x4000'0000, 0x1000, slow);
  rig.core.map_private(0xd000'0000, 0x1000, own);
  rig.core.wait_states(0x4, 2, 3);
  rig.core.wait_states(0xd, -1, -1);
  rig.start({0x6003, 0x6803, 0x600b, 0x680b, 0x6013, 0x6813});  // str r3,[r0]; ldr r3,[r0]; r1; r2
  rig.core.set(0, 0x4000'0000);
  rig.core.set(1, 0xd000'0000);
  rig.core.set(2, Rig::ram_base);
  for (const i64 cycles : {5, 4, 1, 1, 2, 2}) {
    const i64 before = rig.core.cycles();
    rig.core.step();
    CHECK(rig.core.cycles() - before == cycles);
  }
}
