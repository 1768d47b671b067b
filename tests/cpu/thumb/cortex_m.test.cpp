#include <catch2/catch.hpp>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;
using Stop = emulator::Cpu::Stop;

TEMPLATE_TEST_CASE("Reset loads stack pointer and program counter from the vector table", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0xbf00});
  CHECK(rig.r(13) == 0x2000'4000);
  CHECK(rig.r(15) == 0x100);
  CHECK(rig.r(14) == 0xffff'ffff);
  CHECK(rig.core.xpsr() == 1u << 24);
}

TEMPLATE_TEST_CASE("A loop computes, and takes the cycles the manual says", "[cpu]", ENGINES) {
  TestType rig;
  // movs r0,#0; movs r1,#10; loop: adds r0,r0,r1; subs r1,#1; bne loop; b .
  rig.start({0x2000, 0x210a, 0x1840, 0x3901, 0xd1fc, 0xe7fe});
  rig.core.run(2 + 10 * 2 + 9 * 3 + 1);
  CHECK(rig.r(0) == 55);
  CHECK(rig.r(1) == 0);
  CHECK(rig.r(15) == 0x10a);
  CHECK(rig.core.cycles() == 50);
}

TEMPLATE_TEST_CASE("A run ends with the last instruction that began before its deadline", "[cpu]", ENGINES) {
  for (i64 deadline = 1; deadline < 60; ++deadline) {
    TestType whole, stepped;
    for (Rig* rig : {&whole, &stepped}) rig->start({0x2000, 0x210a, 0x1840, 0x3901, 0xd1fc, 0xe7fe});
    whole.core.run(deadline);
    while (stepped.core.cycles() < deadline) stepped.core.step();
    CAPTURE(deadline);
    CHECK(whole.core.cycles() == stepped.core.cycles());
    CHECK(whole.r(15) == stepped.r(15));
    CHECK(whole.core.xpsr() == stepped.core.xpsr());
  }
}

TEMPLATE_TEST_CASE("A run may be longer than 2^31 cycles", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0x2001, 0xbf30});  // movs r0,#1; wfi
  CHECK(rig.core.run(i64{1} << 40) == Stop::sleeping);
  CHECK(rig.r(0) == 1);
  CHECK(rig.core.cycles() < 10);
}

TEMPLATE_TEST_CASE("A chip may perform undefined instructions", "[cpu]", ENGINES) {
  TestType rig;
  std::vector<u32> asked;
  rig.core.on_undefined = [&](u32 word) {
    asked.push_back(word);
    if (word == 0xde05) {
      CHECK(rig.core.get(15) == 0x104);
      rig.core.set(0, 40);
      rig.core.stall(rig.core.clock().ticks(10));
    } else if (word == 0xf7f0'a001) {
      rig.core.set(15, rig.core.get(15) + 2);
    } else {
      return false;
    }
    return true;
  };
  // movs r0,#0; udf #5; adds r0,#1; udf.w #1; adds r0,#64; adds r0,#1; udf #6
  rig.start({0x2000, 0xde05, 0x3001, 0xf7f0, 0xa001, 0x3040, 0x3001, 0xde06});
  rig.core.run(1 + 11 + 1 + 1 + 1);
  CHECK(rig.r(0) == 42);
  CHECK(rig.core.cycles() == 15);
  CHECK(asked == std::vector<u32>{0xde05, 0xf7f0'a001});
  rig.steps(1);
  CHECK(rig.ipsr() == 3);
  CHECK(asked.back() == 0xde06);

  asked.clear();
  rig.start({0xbe00});  // bkpt is nobody's
  rig.steps(1);
  CHECK(rig.ipsr() == 3);
  CHECK(asked.empty());
}

TEMPLATE_TEST_CASE("An interrupt stacks eight words, runs its handler and returns", "[cpu]", ENGINES) {
  TestType rig;
  // ldr r0,=0xe000e100; movs r1,#1; str r1,[r0]; movs r2,#7; b .
  rig.start({0x4803, 0x2101, 0x6001, 0x2207, 0xe7fe, 0xbf00, 0xbf00, 0xbf00});
  rig.put(0x110, {0xe000'e100});
  rig.core.run(20);
  CHECK(rig.r(15) == 0x108);
  rig.core.interrupt(0, true);
  const i64 before = rig.core.cycles();
  rig.core.step();  // the entry
  CHECK(rig.core.cycles() - before == 16);
  CHECK(rig.r(15) == 0x800 + 0x40 * 16);
  CHECK(rig.r(14) == 0xffff'fff9);
  CHECK(rig.r(13) == 0x2000'4000 - 32);
  CHECK((rig.core.xpsr() & 0x3f) == 16);
  CHECK(rig.word(0x2000'4000 - 8) == 0x108);
  CHECK(rig.word(0x2000'4000 - 24) == 7);
  rig.core.interrupt(0, false);
  rig.core.step();  // bx lr
  CHECK(rig.r(15) == 0x108);
  CHECK(rig.r(13) == 0x2000'4000);
  CHECK((rig.core.xpsr() & 0x3f) == 0);
}

TEMPLATE_TEST_CASE("A line that is still asserted when its handler returns is taken again by tail-chaining", "[cpu]",
                   ENGINES) {
  TestType rig;
  rig.start({0x4803, 0x2101, 0x6001, 0x2207, 0xe7fe, 0xbf00, 0xbf00, 0xbf00});
  rig.put(0x110, {0xe000'e100});
  rig.core.run(20);
  rig.core.interrupt(0, true);
  rig.core.step();
  rig.core.step();
  CHECK(rig.r(15) == 0x800 + 0x40 * 16);
  CHECK(rig.r(13) == 0x2000'4000 - 32);  // the frame was used again
}

TEMPLATE_TEST_CASE("PRIMASK keeps an interrupt out, yet it ends a WFI", "[cpu]", ENGINES) {
  TestType rig;
  // cpsid i; ldr r0,=iser; movs r1,#1; str r1,[r0]; wfi; movs r3,#3; cpsie i; movs r3,#4; b .
  rig.start({0xb672, 0x4805, 0x2101, 0x6001, 0xbf30, 0x2303, 0xb662, 0x2304, 0xe7fe, 0xbf00, 0xbf00, 0xbf00});
  rig.put(0x118, {0xe000'e100});
  CHECK(rig.core.run(1000) == Stop::sleeping);
  CHECK(rig.core.sleeping());
  rig.core.interrupt(0, true);
  CHECK_FALSE(rig.core.sleeping());
  rig.core.step();
  CHECK(rig.r(3) == 3);
  rig.core.step();  // cpsie i
  rig.core.step();  // the entry
  CHECK((rig.core.xpsr() & 0x3f) == 16);
  CHECK(rig.r(3) == 3);
}

TEMPLATE_TEST_CASE("An unaligned load is a HardFault at that instruction, a fault in it a lockup", "[cpu]", ENGINES) {
  TestType rig;
  // movs r0,#1; movs r1,#5; ldr r1,[r0]; b .
  rig.start({0x2001, 0x2105, 0x6801, 0xe7fe});
  rig.code(0x800 + 0x40 * 3, {0x6801});  // the handler does it again
  CHECK(rig.core.run(1000) == Stop::lockup);
  CHECK(rig.core.lockup.level());
  CHECK((rig.core.xpsr() & 0x3f) == 3);
  CHECK(rig.word(0x2000'4000 - 8) == 0x104);
  CHECK(rig.r(1) == 5);
}

TEMPLATE_TEST_CASE("Code that changes itself runs as changed at the next instruction", "[cpu]", ENGINES) {
  TestType rig;
  // in RAM: str r1,[r0] overwrites the instruction behind it
  rig.start({0x4700});                                      // bx r0
  rig.code(0x2000'0000, {0x8008, 0x2201, 0x2203, 0xe7fe});  // strh r0? replaced below
  rig.code(0x2000'0000, {0x8051, 0x2201, 0x2203, 0xe7fe});  // strh r1,[r2,#2]; movs r2,#1; movs r2,#3; b .
  rig.core.set(0, 0x2000'0001);
  rig.core.set(1, 0x2309);  // movs r3,#9
  rig.core.set(2, 0x2000'0000);
  rig.core.run(30);
  CHECK(rig.r(3) == 9);
  CHECK(rig.r(2) == 3);
}

TEMPLATE_TEST_CASE("A breakpoint stops before its instruction and is stepped over afterwards", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0x2000, 0x3001, 0x3001, 0xe7fc});
  rig.core.set_breakpoint(0x104, true);
  CHECK(rig.core.run(1'000'000) == Stop::breakpoint);
  CHECK(rig.r(15) == 0x104);
  CHECK(rig.r(0) == 1);
  CHECK(rig.core.run(1'000'000) == Stop::breakpoint);
  CHECK(rig.r(0) == 3);
  rig.core.set_breakpoint(0x104, false);
  CHECK(rig.core.run(rig.core.cycles() + 1000) == Stop::budget);
}

TEMPLATE_TEST_CASE("SVC returns behind itself", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0xdf01, 0x2001, 0xe7fe});
  rig.core.run(60);
  CHECK(rig.r(0) == 1);
  CHECK((rig.core.xpsr() & 0x3f) == 0);
}

TEMPLATE_TEST_CASE("Each register of the private peripherals is described once and wholly", "[cpu]", ENGINES) {
  TestType rig;
  for (auto* device : rig.core.private_devices()) CHECK(dynamic_cast<RegisterFile*>(device)->mistakes().empty());
}

TEMPLATE_TEST_CASE("SysTick interrupts every RELOAD+1 cycles", "[cpu]", ENGINES) {
  TestType rig;
  // ldr r0,=0xe000e010; movs r1,#99; str r1,[r0,#4]; str r1,[r0,#8]; movs r1,#7; str r1,[r0]; loop: wfi; adds r2,#1; b
  // loop
  rig.start({0x4804, 0x2163, 0x6041, 0x6081, 0x2107, 0x6001, 0xbf30, 0x3201, 0xe7fc, 0xbf00, 0xbf00, 0xbf00});
  rig.put(0x114, {0xe000'e010});
  rig.scheduler.set_source(nullptr);
  Time now{};
  // A machine in small: run to the next event, sleep to it.
  for (int i = 0; i < 200; ++i) {
    const i64 until = rig.core.cycle_at(std::min(rig.scheduler.next(), now + std::chrono::microseconds{1}));
    rig.scheduler.set_source(&rig.core);
    if (rig.core.sleeping() || rig.core.run(until) == Stop::sleeping)
      rig.core.skip_to(std::max(until, rig.core.cycles()));
    rig.scheduler.set_source(nullptr);
    now = rig.core.now();
    rig.scheduler.run_until(now);
  }
  CHECK(rig.core.cycles() >= 2000);
  CHECK(rig.r(2) == rig.core.cycles() / 100);
}
