// Memory protection, and clocks that change. Arm DDI 0419E, B3.5; B3.3.
#include <catch2/catch.hpp>

#include "rig.hpp"

using namespace test;

namespace {

constexpr u32 type = 0xe000'ed90, ctrl = 0xe000'ed94, rnr = 0xe000'ed98, rbar = 0xe000'ed9c, rasr = 0xe000'eda0;
constexpr u32 valid = 0x10, on = 1, hfnmiena = 2, privdefena = 4;
constexpr u32 full = 3u << 24, read_only = 6u << 24, privileged_only = 1u << 24, never = 1u << 28;
constexpr u32 sized(unsigned bits) { return (bits - 1) << 1 | 1; }
constexpr u32 hard_fault = 3;

struct MpuRig : Rig {
  MpuRig() : Rig(cpu::thumb::cortex_m0plus) {
    // str r0, [r1]; ldr r2, [r1]; b .
    start({0x6008, 0x680a, 0xe7fe});
    core.set(0, 0x1234);
    core.set(1, ram_base + 0x800);
  }
  void go(i64 cycles) {  // a change of protection ends a run
    for (const i64 until = core.cycles() + cycles; core.cycles() < until && !core.locked_up();) core.run(until);
  }
  void region(u32 n, u32 base, u32 attributes) {
    set(rbar, base | valid | n);
    set(rasr, attributes);
  }
};

}  // namespace

TEST_CASE("MPU: eight regions, chosen by number", "[cpu]") {
  MpuRig rig;
  CHECK(rig.get(type) == 8 << 8);
  rig.region(5, 0x2000'0800, full | sized(8));
  CHECK(rig.get(rnr) == 5);
  CHECK(rig.get(rbar) == (0x2000'0800 | 5));
  CHECK(rig.get(rasr) == (full | sized(8)));
  rig.set(rnr, 4);
  CHECK(rig.get(rasr) == 0);
  rig.core.reset();
  rig.set(rnr, 5);
  CHECK(rig.get(rasr) == 0);
}

TEST_CASE("MPU: stores where only loads are allowed fault", "[cpu]") {
  MpuRig rig;
  rig.code(Rig::handler(hard_fault), {0xe7fe});
  rig.region(0, Rig::ram_base + 0x800, read_only | sized(8));
  rig.set(ctrl, on | privdefena);
  rig.go(100);
  CHECK(rig.word(Rig::ram_base + 0x800) == 0);
  CHECK(rig.ipsr() == hard_fault);
}

TEST_CASE("MPU: off, nothing is refused; code that ran before is looked at again", "[cpu]") {
  MpuRig rig;
  rig.region(0, Rig::ram_base + 0x800, sized(8));
  rig.go(50);
  CHECK(rig.word(Rig::ram_base + 0x800) == 0x1234);
  CHECK(rig.r(2) == 0x1234);
  rig.core.set(15, 0x100);
  rig.core.set(0, 0x5678);
  rig.set(ctrl, on | privdefena);
  rig.steps(1);
  rig.steps(1);
  CHECK(rig.word(Rig::ram_base + 0x800) == 0x1234);
  rig.core.reset();
  rig.core.set(0, 0x5678);
  rig.core.set(1, Rig::ram_base + 0x800);
  rig.go(50);
  CHECK(rig.word(Rig::ram_base + 0x800) == 0x5678);
}

TEST_CASE("MPU: subregions can be left out, higher numbers count", "[cpu]") {
  MpuRig rig;
  rig.region(0, Rig::ram_base, full | sized(12));
  rig.region(1, Rig::ram_base + 0x800, sized(8) | 1 << 8);  // its first 32 bytes are not part of it
  rig.set(ctrl, on | privdefena);
  rig.core.step();
  CHECK(rig.word(Rig::ram_base + 0x800) == 0x1234);
  rig.core.set(15, 0x100);
  rig.core.set(1, Rig::ram_base + 0x820);
  rig.core.step();
  rig.core.step();
  CHECK(rig.word(Rig::ram_base + 0x820) == 0);
}

TEST_CASE("MPU: unprivileged code has neither private regions nor the default map", "[cpu]") {
  for (const u32 attributes : {full, privileged_only}) {
    MpuRig rig;
    rig.region(0, 0, read_only | sized(14));  // code
    rig.region(1, Rig::ram_base, attributes | sized(14));
    rig.set(ctrl, on | privdefena);
    rig.core.set(20, 1);  // CONTROL.nPRIV
    rig.core.step();
    rig.core.step();
    CHECK(rig.word(Rig::ram_base + 0x800) == (attributes == full ? 0x1234u : 0u));
  }
}

TEST_CASE("Private peripherals: a HardFault for unprivileged code, with and without the MPU", "[cpu]") {
  for (const bool protects : {false, true}) {
    for (const bool unprivileged : {false, true}) {
      MpuRig rig;
      rig.code(Rig::handler(hard_fault), {0xe7fe});
      rig.core.set(1, 0xe000'e014);  // SYST_RVR
      rig.region(0, 0, full | sized(32));
      if (protects) rig.set(ctrl, on);
      rig.core.set(20, unprivileged);  // CONTROL.nPRIV
      rig.go(100);
      CHECK(rig.ipsr() == (unprivileged ? hard_fault : 0));
      CHECK(rig.get(0xe000'e014) == (unprivileged ? 0u : 0x1234u));
      CHECK(rig.r(2) == (unprivileged ? 0u : 0x1234u));
    }
  }
}

TEST_CASE("MPU: what may not be executed is a HardFault; its handler runs without the MPU", "[cpu]") {
  for (const bool in_handler : {false, true}) {
    MpuRig rig;
    rig.code(Rig::ram_base + 0x400, {0x2007, 0xe7fe});  // movs r0, #7; b .
    rig.code(Rig::handler(hard_fault), {0x6008, 0xe7fe});
    rig.region(0, Rig::ram_base, full | never | sized(12));
    rig.region(1, Rig::ram_base + 0x800, sized(8));
    rig.set(ctrl, on | privdefena | (in_handler ? hfnmiena : 0));
    rig.core.set(15, Rig::ram_base + 0x400);
    rig.go(100);
    CHECK(rig.ipsr() == hard_fault);
    CHECK(rig.r(0) == 0x1234);
    CHECK(rig.word(Rig::ram_base + 0x800) == (in_handler ? 0u : 0x1234u));
    CHECK(rig.core.locked_up() == in_handler);
  }
}

TEST_CASE("Cortex-M: the Cortex-M0 has no MPU", "[cpu]") {
  Rig rig;
  rig.code(Rig::handler(hard_fault), {0xe7fe});
  rig.start({0x6808, 0xe7fe});  // ldr r0, [r1]
  rig.core.set(1, type);
  rig.steps(2);
  CHECK(rig.ipsr() == hard_fault);
}
