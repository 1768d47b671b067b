// What is special about an engine that keeps host code: it is given up, changed while it runs, and left by exceptions.
#ifdef VIVARIUM_HAS_JIT
#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/cpu/thumb/rig.hpp"

using namespace test;

namespace {

cpu::thumb::EngineFactory compiling(cpu::jit::Options options) {
  return [options](cpu::thumb::CortexM& core, Bus& bus) { return cpu::jit::make(core, bus, options); };
}

// Code that a device refuses to hear about.
struct Refusing final : Device {
  Refusing() : Device("refusing") {}
  u32 read(u32) override { throw std::runtime_error("not modelled"); }
  void write(u32, u32) override {}
  u32 peek(u32) const override { return 0; }
};

// As many blocks as there are functions, each called in turn: r0 counts up by one in each.
void many_functions(Rig& rig, u32 count) {
  std::vector<u16> program;
  for (u32 i = 0; i < count; ++i) program.insert(program.end(), {0x3001, 0xe7ff, 0xbf00});  // adds r0,#1; b .+2; nop
  program.push_back(0x4718);                                                                // bx r3
  rig.copy(0x1000, program.data(), 2 * program.size());
  rig.start({0x4718});
  rig.core.set(3, 0x1001);
}

}  // namespace

TEST_CASE("Code that does not fit the cache is given up and compiled again", "[cpu][jit]") {
  constexpr u32 functions = 400;
  Rig small{cpu::thumb::cortex_m0, compiling({.hot = 1, .code_bytes = 16 << 10})}, reference;
  for (Rig* rig : {&small, &reference}) many_functions(*rig, functions);
  for (int i = 0; i < 50; ++i) {
    for (Rig* rig : {&small, &reference}) rig->core.run(rig->core.cycles() + 1999);
    REQUIRE(small.r(0) == reference.r(0));
    REQUIRE(small.core.cycles() == reference.core.cycles());
  }
  CHECK(small.r(0) > 20 * functions / 2);
}

TEST_CASE("Blocks are interpreted first and compiled later without a visible difference", "[cpu][jit]") {
  for (u16 hot = 1; hot < 12; ++hot) {
    Rig native{cpu::thumb::cortex_m0, compiling({.hot = hot})}, reference;
    for (Rig* rig : {&native, &reference}) rig->start({0x3001, 0x1809, 0xd1fc, 0xe7fb});
    for (int i = 0; i < 60; ++i) {
      for (Rig* rig : {&native, &reference}) rig->core.run(rig->core.cycles() + 7);
      REQUIRE(native.r(1) == reference.r(1));
      REQUIRE(native.core.pc() == reference.core.pc());
      REQUIRE(native.core.cycles() == reference.core.cycles());
    }
  }
}

TEST_CASE("What a device throws comes through host code, and the core says where", "[cpu][jit]") {
  Rig rig{cpu::thumb::cortex_m0, compiling({.hot = 1})};
  Refusing device;
  rig.bus.map(0x4000'0000, 0x1000, device);
  rig.start({0x2005, 0x6811, 0xe7fc});  // movs r0,#5; ldr r1,[r2]; b .-4
  rig.core.set(2, 0x2000'0000);
  rig.core.run(100);
  rig.core.set(2, 0x4000'0000);
  CHECK_THROWS_WITH(rig.core.run(200), "not modelled");
  CHECK(rig.core.pc() == 0x102);
  CHECK(rig.r(0) == 5);
}

TEST_CASE("Memory that is mapped later, and larger, moves the window", "[cpu][jit]") {
  Rig rig{cpu::thumb::cortex_m0, compiling({.hot = 1})};
  rig.start({0x6010, 0x6811, 0x3001, 0xe7fb});  // str r0,[r2]; ldr r1,[r2]; adds r0,#1; b .-6
  rig.core.set(2, 0x2000'0100);
  rig.core.run(100);
  CHECK(rig.word(0x2000'0100) == rig.r(1));
  Memory larger{"larger", 0x8000};
  rig.bus.map_ram(0x3000'0000, larger);
  const u32 before = rig.word(0x2000'0100);
  rig.core.set(2, 0x3000'0200);
  rig.core.run(200);
  CHECK(rig.word(0x3000'0200) == rig.r(1));
  CHECK(rig.word(0x2000'0100) - before <= 1);
  rig.core.set(2, 0x2000'0100);
  rig.core.run(300);
  CHECK(rig.word(0x2000'0100) == rig.r(1));
}

TEST_CASE("A loop that changes itself in RAM runs as changed each time", "[cpu][jit]") {
  Rig native{cpu::thumb::cortex_m0, compiling({.hot = 2})}, reference;
  for (Rig* rig : {&native, &reference}) {
    // loop: strh r1,[r2]; adds r1,#1; adds r3,#0 (rewritten: adds r3,#n); b loop
    const u16 program[] = {0x8011, 0x3101, 0x3300, 0xe7fb};
    rig->copy(0x2000'1000, program, sizeof program);
    rig->start({0x4700});
    rig->core.set(0, 0x2000'1001);
    rig->core.set(1, 0x3301);
    rig->core.set(2, 0x2000'1004);
    rig->core.run(1500);
  }
  CHECK(native.r(3) == reference.r(3));
  CHECK(native.r(3) > 1000);
  CHECK(native.core.cycles() == reference.core.cycles());
}

TEST_CASE("Stores of every kind beside and into code in RAM do what they do in the interpreter", "[cpu][jit]") {
  Rig native{cpu::thumb::cortex_m0, compiling({.hot = 2})}, reference;
  for (Rig* rig : {&native, &reference}) {
    // loop: strb r3,[r2]; strh r3,[r4]; str r3,[r5]; push {r0-r7,lr}; add sp,#36; adds r3,#1; call the code; adds r2,
    // r4, r5; b loop. They walk over a page in the middle of which there is code: adds r6,#n; bx lr.
    const u16 program[] = {0x7013, 0x8023, 0x602b, 0xb5ff, 0xb009, 0x3301, 0x47c0, 0x3201, 0x3402, 0x3504, 0xe7f4};
    rig->copy(0x2000'0800, program, sizeof program);
    for (u32 at = 0x2000'1100; at < 0x2000'1700; at += 2) rig->code(at, {0x4770});
    rig->code(0x2000'1400, {0x3601, 0x4770});
    rig->start({0x4700});
    rig->core.set(0, 0x2000'0801);
    rig->core.set(8, 0x2000'1401);
    rig->core.set(2, 0x2000'1300);
    rig->core.set(3, 0x3600);  // adds r6,#0, and upwards
    rig->core.set(4, 0x2000'1200);
    rig->core.set(5, 0x2000'1000);
  }
  for (int i = 0; i < 400; ++i) {
    for (Rig* rig : {&native, &reference}) {
      rig->core.run(rig->core.cycles() + 37);
      if (i % 8 == 7) rig->core.set(13, 0x2000'1000 + 4 * (i & 255));
    }
    CAPTURE(i);
    for (unsigned n = 0; n < 16; ++n) REQUIRE(native.r(n) == reference.r(n));
    REQUIRE(native.core.cycles() == reference.core.cycles());
    REQUIRE(std::ranges::equal(native.ram.bytes(), reference.ram.bytes()));
  }
}
#endif
