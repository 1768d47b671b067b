// Faults and lockup. DDI 0419E, B1.5.
#include <catch2/catch.hpp>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;
using Stop = emulator::Cpu::Stop;

namespace {
constexpr u16 wait_here = 0xe7fe, bx_lr = 0x4770, svc = 0xdf00;
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

TEMPLATE_TEST_CASE("SVC that cannot be taken is a HardFault", "[cpu]", ENGINES) {
  TestType rig;
  SECTION("with PRIMASK set") {
    rig.start({0xb672, svc, wait_here});  // cpsid i
    rig.steps(2);
    CHECK(rig.ipsr() == 3);
  }
  SECTION("in a handler of its own priority") {
    rig.start({svc, wait_here});
    rig.code(Rig::handler(11), {svc});
    rig.core.step();
    CHECK(rig.ipsr() == 11);
    rig.core.step();
    CHECK(rig.ipsr() == 3);
    CHECK(rig.r(14) == 0xffff'fff1);
  }
  SECTION("and in the HardFault handler locks up") {
    rig.start({0xde00});  // udf
    rig.code(Rig::handler(3), {svc});
    CHECK(rig.core.run(1000) == Stop::lockup);
  }
  SECTION("but from a handler of lower priority it is taken") {
    waiting(rig);
    rig.priority(0, 3);
    rig.code(Rig::irq_handler(0), {svc, bx_lr});
    pulse(rig, 0);
    rig.steps(2);
    CHECK(rig.ipsr() == 11);
    rig.core.step();
    CHECK(rig.r(15) == Rig::irq_handler(0) + 2);
  }
}

TEMPLATE_TEST_CASE("An EXC_RETURN that does not fit is a HardFault", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  u32 value = 0;
  SECTION("no such value") { value = 0xffff'fff0; }
  SECTION("to a handler that there is not") { value = 0xffff'fff1; }
  rig.code(Rig::irq_handler(0), {0x4800, 0x4700});  // ldr r0,=value; bx r0
  rig.put(Rig::irq_handler(0) + 4, {value});
  pulse(rig, 0);
  rig.steps(3);
  CHECK(rig.ipsr() == 3);
}

TEMPLATE_TEST_CASE("A jump that leaves Thumb faults at its target, with T clear in the frame", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0x4700});  // bx r0
  rig.core.set(0, 0x180);
  rig.core.step();
  CHECK(rig.ipsr() == 3);
  CHECK(rig.word(top - 8) == 0x180);
  CHECK((rig.word(top - 4) & 1u << 24) == 0);
  CHECK((rig.core.xpsr() & 1u << 24) != 0);
  rig.core.run(rig.core.cycles() + 500);  // the handler returns to the same again and again
  CHECK_FALSE(rig.core.locked_up());
  rig.start({0x2001, wait_here});  // a reset heals it
  rig.core.step();
  CHECK(rig.r(0) == 1);
}

TEMPLATE_TEST_CASE("A vector without the Thumb bit locks up, since HardFault's is none either", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  rig.put(4 * 3, {0x900});
  rig.put(4 * 16, {0x900});
  pulse(rig, 0);
  CHECK(rig.core.run(1000) == Stop::lockup);
}

TEMPLATE_TEST_CASE("NMI preempts HardFault, and a fault in it locks up", "[cpu]", ENGINES) {
  TestType rig;
  rig.start({0xde00});  // udf
  rig.code(Rig::handler(3), {wait_here});
  rig.core.step();
  CHECK(rig.ipsr() == 3);
  rig.core.nmi(true);
  rig.code(Rig::handler(2), {0xde00});
  CHECK(rig.core.run(1000) == Stop::lockup);
  CHECK(rig.ipsr() == 2);
}

TEMPLATE_TEST_CASE("Undefined instructions and BKPT without a debugger fault at themselves", "[cpu]", ENGINES) {
  for (u32 word : {0xde00u, 0xbe00u, 0xb100u, 0xb650u, 0xbf08u, 0xbfffu, 0x4784u + 0x78u}) {
    TestType rig;
    rig.start({static_cast<u16>(word), wait_here});
    rig.core.step();
    CAPTURE(word);
    CHECK(rig.ipsr() == 3);
    CHECK(rig.word(top - 8) == 0x100);
  }
}

TEMPLATE_TEST_CASE("Where nothing can be executed the fetch faults, where nothing is mapped an access does", "[cpu]",
                   ENGINES) {
  TestType rig;
  SECTION("a jump into nothing") {
    rig.start({0x4700});
    rig.core.set(0, 0x6000'0001);
    rig.steps(2);
    CHECK(rig.word(top - 8) == 0x6000'0000);
  }
  SECTION("a load of several registers changes none of them") {
    rig.start({0xc80e});  // ldmia r0!,{r1,r2,r3}
    rig.core.set(0, 0x2000'3ff8);
    rig.core.set(13, 0x2000'2000);
    rig.core.step();
    CHECK(rig.word(0x2000'2000 - 8) == 0x100);
    CHECK(rig.r(0) == 0x2000'3ff8);
    CHECK(rig.r(1) == 0);
  }
  CHECK(rig.ipsr() == 3);
}

TEMPLATE_TEST_CASE("A stack that is not there makes the entry a HardFault, and its own a lockup", "[cpu]", ENGINES) {
  TestType rig;
  waiting(rig);
  SECTION("on the process stack the HardFault handler can run on the main stack") {
    rig.core.set(18, 0x3000'0000);
    rig.core.set(20, 2);
    pulse(rig, 0);
    rig.core.step();
    CHECK(rig.ipsr() == 3);
    CHECK(rig.r(13) == top);
    CHECK((rig.get(Rig::ispr) & 1) == 1);  // the interrupt waits behind it
  }
  SECTION("on the main stack there is no way out") {
    rig.core.set(13, 0x3000'0000);
    rig.code(Rig::handler(3), {0xde00});
    pulse(rig, 0);
    CHECK(rig.core.run(1000) == Stop::lockup);
  }
}
