// The exception model of DDI 0419E, B1.5.
#include <catch2/catch.hpp>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr u16 wait_here = 0xe7fe, bx_lr = 0x4770, wfe = 0xbf20, sev = 0xbf40, svc = 0xdf00;
constexpr u32 top = 0x2000'4000;

// Waits in thread mode with the first 8 interrupts enabled.
void waiting(Rig& rig) {
  rig.start({wait_here});
  rig.set(Rig::iser, 0xff);
}
// An interrupt whose line is high for a moment.
void pulse(Rig& rig, unsigned irq) {
  rig.core.interrupt(irq, true);
  rig.core.interrupt(irq, false);
}
}  // namespace

TEMPLATE_TEST_CASE("Of pending interrupts the one with the highest priority goes first, then the lowest number",
                   "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  rig.priority(1, 2);
  rig.priority(2, 1);
  rig.priority(3, 1);
  for (unsigned irq : {3, 1, 2}) pulse(rig, irq);
  for (unsigned irq : {2, 3, 1}) {
    rig.core.step();
    CHECK(rig.r(15) == Rig::irq_handler(irq));
    CHECK(rig.ipsr() == 16 + irq);
  }
  rig.core.step();
  CHECK(rig.ipsr() == 0);
  CHECK(rig.r(15) == 0x100);
  CHECK(rig.r(13) == top);
}

TEMPLATE_TEST_CASE("A higher priority preempts a handler and returns into it", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  rig.priority(0, 3);
  rig.priority(1, 2);
  rig.priority(2, 1);
  rig.code(Rig::irq_handler(0), {0x2001, bx_lr});  // movs r0,#1
  pulse(rig, 0);
  rig.core.step();
  CHECK(rig.r(14) == 0xffff'fff9);
  pulse(rig, 1);
  rig.core.step();
  CHECK(rig.r(15) == Rig::irq_handler(1));
  CHECK(rig.r(14) == 0xffff'fff1);
  pulse(rig, 2);
  rig.core.step();
  CHECK(rig.r(15) == Rig::irq_handler(2));
  CHECK(rig.r(13) == top - 3 * 32);
  rig.core.step();  // back in the second
  CHECK(rig.ipsr() == 17);
  CHECK(rig.r(14) == 0xffff'fff1);
  rig.core.step();  // back in the first
  CHECK(rig.ipsr() == 16);
  CHECK(rig.r(15) == Rig::irq_handler(0));
  rig.steps(2);
  CHECK(rig.ipsr() == 0);
  CHECK(rig.r(13) == top);
  CHECK(rig.r(0) == 0);  // the handler's is gone with its frame
}

TEMPLATE_TEST_CASE("An equal priority waits for the handler's end and is then chained to it", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  rig.code(Rig::irq_handler(1), {0xbf00, bx_lr});
  pulse(rig, 1);
  rig.core.step();
  pulse(rig, 0);
  rig.core.step();
  CHECK(rig.ipsr() == 17);
  const i64 before = rig.core.cycles();
  rig.core.step();
  CHECK(rig.ipsr() == 16);
  CHECK(rig.r(13) == top - 32);
  CHECK(rig.r(14) == 0xffff'fff9);
  CHECK(rig.core.cycles() - before == cpu::thumb::cortex_m0.timing.exchange + cpu::thumb::cortex_m0.timing.tail_chain);
}

TEMPLATE_TEST_CASE("A pulse while its handler runs is one more call", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  pulse(rig, 0);
  rig.core.step();
  CHECK((rig.get(Rig::ispr) & 1) == 0);  // active, not pending
  pulse(rig, 0);
  pulse(rig, 0);
  CHECK((rig.get(Rig::ispr) & 1) == 1);
  rig.core.step();
  CHECK(rig.ipsr() == 16);
  rig.core.step();
  CHECK(rig.ipsr() == 0);
}

TEMPLATE_TEST_CASE("Pending outlives the line, until it is cleared", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({wait_here});
  pulse(rig, 5);  // not enabled
  rig.core.step();
  CHECK(rig.ipsr() == 0);
  CHECK(rig.get(Rig::ispr) == 1u << 5);
  SECTION("enabled, it is taken") {
    rig.set(Rig::iser, 1u << 5);
    rig.core.step();
    CHECK(rig.ipsr() == 21);
  }
  SECTION("cleared, it is gone") {
    rig.set(Rig::icpr, 1u << 5);
    rig.set(Rig::iser, 1u << 5);
    rig.core.step();
    CHECK(rig.ipsr() == 0);
  }
  SECTION("a line that is still high pends again at once") {
    rig.core.interrupt(5, true);
    rig.set(Rig::icpr, 1u << 5);
    CHECK(rig.get(Rig::ispr) == 1u << 5);
  }
}

TEMPLATE_TEST_CASE("Software pends interrupts, PendSV, SysTick and NMI", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  SECTION("ISPR") {
    rig.set(Rig::ispr, 1u << 3);
    rig.core.step();
    CHECK(rig.ipsr() == 19);
  }
  SECTION("PENDSVSET, and its clear bit") {
    rig.set(Rig::icsr, 1u << 28);
    CHECK((rig.get(Rig::icsr) >> 12 & 0x1ff) == 14);  // VECTPENDING
    rig.set(Rig::icsr, 1u << 27);
    CHECK(rig.get(Rig::icsr) == 0);
    rig.set(Rig::icsr, 1u << 28);
    rig.core.step();
    CHECK(rig.ipsr() == 14);
    CHECK((rig.get(Rig::icsr) & 0x1ff) == 14);  // VECTACTIVE
  }
  SECTION("PENDSTSET") {
    rig.set(Rig::icsr, 1u << 26);
    rig.core.step();
    CHECK(rig.ipsr() == 15);
  }
  SECTION("NMIPENDSET, which PRIMASK does not keep out") {
    rig.core.set(19, 1);
    rig.set(Rig::icsr, 1u << 31);
    rig.core.step();
    CHECK(rig.ipsr() == 2);
  }
}

TEMPLATE_TEST_CASE("The frame is aligned to 8 bytes, and the return undoes it", "[cpu]", ENGINES) {
  for (u32 offset : {0u, 4u}) {
    TestType rig;
    waiting(rig);
    rig.core.set(13, top - 64 + offset);
    pulse(rig, 0);
    rig.core.step();
    CAPTURE(offset);
    CHECK(rig.r(13) == top - 64 - 32);
    CHECK((rig.word(rig.r(13) + 28) >> 9 & 1) == offset / 4);
    rig.core.step();
    CHECK(rig.r(13) == top - 64 + offset);
    CHECK((rig.core.xpsr() & 1u << 9) == 0);
  }
}

TEMPLATE_TEST_CASE("Thread mode on the process stack has its frame there, the handler runs on the main stack", "[cpu]",
                   ENGINES) {
  TestType rig;
  waiting(rig);
  rig.core.set(18, 0x2000'1000);  // PSP
  rig.core.set(20, 2);            // CONTROL.SPSEL
  CHECK(rig.r(13) == 0x2000'1000);
  pulse(rig, 0);
  rig.core.step();
  CHECK(rig.r(14) == 0xffff'fffd);
  CHECK(rig.r(13) == top);
  CHECK(rig.core.get(18) == 0x2000'1000 - 32);
  CHECK(rig.core.get(20) == 0);
  CHECK(rig.word(0x2000'1000 - 8) == 0x100);
  rig.core.step();
  CHECK(rig.r(13) == 0x2000'1000);
  CHECK(rig.core.get(20) == 2);
  CHECK(rig.core.get(17) == top);
}

TEMPLATE_TEST_CASE("A handler can return to the other stack, as a scheduler's first switch does", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({svc, wait_here});
  rig.core.set(18, 0x2000'2000);
  rig.put(0x2000'2000, {1, 2, 3, 4, 12, 14, 0x180, 1u << 24});
  rig.code(0x180, {wait_here});
  rig.code(Rig::handler(11), {0x4800, 0x4700});  // ldr r0,=0xfffffffd; bx r0
  rig.put(Rig::handler(11) + 4, {0xffff'fffd});
  rig.steps(3);
  CHECK(rig.r(15) == 0x180);
  CHECK(rig.r(13) == 0x2000'2020);
  CHECK(rig.r(3) == 4);
  CHECK(rig.ipsr() == 0);
  CHECK(rig.core.get(20) == 2);
}

TEMPLATE_TEST_CASE("A return by POP is an exception return too", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  rig.code(Rig::irq_handler(0), {0xb510, 0xbd10});  // push {r4,lr}; pop {r4,pc}
  pulse(rig, 0);
  rig.steps(3);
  CHECK(rig.ipsr() == 0);
  CHECK(rig.r(15) == 0x100);
  CHECK(rig.r(13) == top);
}

TEMPLATE_TEST_CASE("With SLEEPONEXIT the last handler's return is a WFI", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  rig.set(Rig::scr, 2);
  pulse(rig, 0);
  CHECK(rig.core.run(100) == Stop::sleeping);
  CHECK(rig.ipsr() == 0);
  CHECK(rig.r(15) == 0x100);
  pulse(rig, 1);
  CHECK_FALSE(rig.core.sleeping());
  rig.core.step();
  CHECK(rig.ipsr() == 17);
}

TEMPLATE_TEST_CASE("WFE waits for an event, and takes one that came before", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({sev, wfe, wfe, 0x2001, wait_here});
  CHECK(rig.core.run(100) == Stop::sleeping);
  CHECK(rig.r(15) == 0x106);  // the first took SEV's event
  SECTION("another core's event ends it") { rig.core.send_event(); }
  SECTION("a disabled interrupt does with SEVONPEND") {
    pulse(rig, 7);
    CHECK(rig.core.sleeping());
    rig.set(Rig::icpr, 1u << 7);
    rig.set(Rig::scr, 1u << 4);
    CHECK(rig.core.sleeping());
    pulse(rig, 7);
  }
  SECTION("and one that software pends") {
    rig.set(Rig::scr, 1u << 4);
    rig.set(Rig::ispr, 1u << 6);
  }
  CHECK_FALSE(rig.core.sleeping());
  rig.core.step();
  CHECK(rig.r(0) == 1);
  CHECK(rig.ipsr() == 0);
}

TEMPLATE_TEST_CASE("An interrupt ends WFE unless PRIMASK keeps it out", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({wfe, wait_here});
  rig.set(Rig::iser, 1);
  CHECK(rig.core.run(100) == Stop::sleeping);
  rig.core.set(19, 1);
  pulse(rig, 0);
  CHECK(rig.core.sleeping());
}

TEMPLATE_TEST_CASE("SEV tells the other cores", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({sev, wait_here});
  int told = 0;
  rig.core.on_send_event = [&] { ++told; };
  rig.steps(2);
  CHECK(told == 1);
}

TEMPLATE_TEST_CASE("An interrupt that a store raises is taken directly behind that store", "[cpu]", ENGINES) {
  TestType rig;
  // str r1,[r0]; dsb; isb; movs r2,#1: as firmware pends PendSV
  rig.start({0x6001, 0xf3bf, 0x8f4f, 0xf3bf, 0x8f6f, 0x2201, wait_here});
  rig.core.set(0, Rig::icsr);
  rig.core.set(1, 1u << 28);
  rig.code(Rig::handler(14), {wait_here});
  SECTION("in a block") { rig.core.run(1000); }
  SECTION("in a step") { rig.core.step(); }
  CHECK(rig.ipsr() == 14);
  CHECK(rig.word(top - 8) == 0x102);
}

TEMPLATE_TEST_CASE("A breakpoint ahead of a step is not lost", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0x2001, 0x2102, 0x2203, wait_here});
  rig.core.set_breakpoint(0x104, true);
  rig.core.step();
  CHECK(rig.r(15) == 0x102);
  CHECK(rig.core.run(1000) == Stop::breakpoint);
  CHECK(rig.r(15) == 0x104);
}

TEMPLATE_TEST_CASE("Whoever listens hears of every exception that is taken", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  std::vector<unsigned> heard;
  rig.core.on_exception = [&](unsigned number) { heard.push_back(number); };
  pulse(rig, 3);
  rig.core.step();
  CHECK(heard == std::vector<unsigned>{19});
  CHECK(rig.core.exception_name(19) == "IRQ 3");
  CHECK(rig.core.exception_name(15) == "SysTick");
}
