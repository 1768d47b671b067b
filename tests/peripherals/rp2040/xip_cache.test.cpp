// The cache in front of the flash: what hits, what it counts, how long cores wait. RP2040 Datasheet 2.6.3.
#include <catch2/catch.hpp>
#include <cstring>

#include "cpu/engine_plugin.hpp"
#ifdef VIVARIUM_HAS_JIT
#include "cpu/jit/make.hpp"
#endif
#include "cpu/thumb/cortex_m.hpp"
#include "flash_rig.hpp"

using namespace test;

namespace {

constexpr u32 ctrl = 0x1400'0000, flush = 0x1400'0004, ctr_hit = 0x1400'000c, ctr_acc = 0x1400'0010;
constexpr u32 miss =
    4 * (8 + 4 + 8) + rp2040::XipCache::overhead;  // cycles: the pins' time with SCKDV 4, and the SSI's

u32 waited(FlashRig& r, u32 address) {
  u32 value = 0, wait = 0;
  REQUIRE(r.bus.read(address, 4, value, &wait));
  return wait;
}

// Code in three places that share cache sets, with literals and data in the flash, and a core to run it.
struct Program : FlashRig {
  Memory ram{"ram", 0x1000}, rom{"rom", 0x100};
  cpu::thumb::CortexM core;

  explicit Program(const cpu::thumb::EngineFactory& engine = {})
      : core("core", scheduler, bus, cpu::thumb::cortex_m0plus, Clock{125'000'000}, engine) {
    bus.map_ram(0x2000'0000, ram);
    const u32 vectors[] = {0x2000'0f00, 0x1000'1001};
    std::memcpy(rom.bytes().data(), vectors, sizeof vectors);
    bus.map_rom(0, rom);
    quad_xip();
    // r6 counts, r5 sums, r7 walks over data in the flash
    code(0x1000, {0x4f0b,          //        ldr r7, [pc, #44]
                  0x2628,          //        movs r6, #40
                  0x2500,          //        movs r5, #0
                  0xf001, 0xfffb,  // loop:  bl 0x3000
                  0xf003, 0xfff9,  //        bl 0x5000
                  0x683b,          //        ldr r3, [r7]
                  0x18ed,          //        adds r5, r5, r3
                  0x88bb,          //        ldrh r3, [r7, #4]
                  0x18ed,          //        adds r5, r5, r3
                  0x2b00,          //        cmp r3, #0
                  0xd000,          //        beq over
                  0x1c6d,          //        adds r5, r5, #1
                  0x4b05,          // over:  ldr r3, [pc, #20]
                  0x18ff,          //        adds r7, r7, r3
                  0xcf0c,          //        ldmia r7!, {r2, r3}
                  0x1e76,          //        subs r6, r6, #1
                  0xd1ef,          //        bne loop
                  0xe7fe, 0xbf00, 0xbf00, 0xbf00, 0xbf00});
    put(0x1030, 0x1000'7000);
    put(0x1034, 0x7f8);
    code(0x3000, {0xb500, 0x4b02, 0x18ed, 0xb4ff, 0xbcff, 0xbd00, 0x5678, 0x1234});
    put(0x300c, 0x1234'5678);
    code(0x5000, {0xbf00, 0x1c6d, 0xb500, 0x1c6d, 0x1c6d, 0x4b01, 0x18ed, 0xbd00});
    put(0x5010, 77);
    for (u32 at = 0x7000; at < 0x7000 + 41 * 0x800; at += 8) put(at, at * 2654435761u), put(at + 4, at >> 3);
    core.reset();
  }
  void put(u32 offset, u32 word) { std::memcpy(array.bytes().data() + offset, &word, 4); }
  void code(u32 offset, std::initializer_list<u16> halfwords) {
    std::memcpy(array.bytes().data() + offset, halfwords.begin(), 2 * halfwords.size());
  }
  std::vector<u32> state() const {
    std::vector<u32> all;
    for (unsigned i = 0; i < 17; ++i) all.push_back(core.get(i));
    all.push_back(static_cast<u32>(core.cycles()));
    return all;
  }
};

constexpr i64 whole = 90'000;

void run(Program& p, i64 until, i64 slice) {
  for (i64 at = 0; at < until; at += slice) static_cast<void>(p.core.run(std::min(until, at + slice)));
}

}  // namespace

TEST_CASE("RP2040 the XIP cache holds words by halves of lines", "[rp2040][xip]") {
  FlashRig r;
  r.fill();
  r.quad_xip();
  r.bus.write(ctr_acc, 4, 1), r.bus.write(ctr_hit, 4, 1);
  CHECK(waited(r, 0x1000'4000) == miss);
  CHECK(waited(r, 0x1000'4000) == 0);
  CHECK(waited(r, 0x1000'4004) == miss);  // the other half
  CHECK(waited(r, 0x1000'4004) == 0);
  CHECK(r.read(ctr_acc) == 4);
  CHECK(r.read(ctr_hit) == 2);
  CHECK(waited(r, 0x1000'6000) == miss);  // the same set: two ways, if chance leaves the first
  r.bus.write(ctr_acc, 4, 0), r.bus.write(ctr_hit, 4, 0);
  CHECK(r.read(ctr_acc) + r.read(ctr_hit) == 0);
  // Three lines in one set: one of them at least is not there.
  waited(r, 0x1000'4000), waited(r, 0x1000'6000), waited(r, 0x1000'8000);
  CHECK(waited(r, 0x1000'4000) + waited(r, 0x1000'6000) + waited(r, 0x1000'8000) >= miss);
}

TEST_CASE("RP2040 the windows of the flash use the cache in their own ways", "[rp2040][xip]") {
  FlashRig r;
  r.quad_xip();
  CHECK(waited(r, 0x1100'0000) == miss);  // looks, does not allocate
  CHECK(waited(r, 0x1100'0000) == miss);
  CHECK(waited(r, 0x1300'0000) == miss);  // neither
  CHECK(waited(r, 0x1200'0000) == miss);  // does not look, allocates
  CHECK(waited(r, 0x1200'0000) == miss);
  CHECK(waited(r, 0x1100'0000) == 0);
  CHECK(waited(r, 0x1000'0000) == 0);
  CHECK(waited(r, 0x1300'0000) == miss);
  CHECK(waited(r, 0x1020'0000) == miss);  // a repetition has a tag of its own

  r.bus.write(0x1000'0004, 4, 0);  // forgets the line
  CHECK(waited(r, 0x1000'0000) == miss);
  r.bus.write(flush, 4, 1);
  CHECK(waited(r, 0x1000'0000) == miss);
  r.bus.write(ctrl, 4, 2);  // off
  CHECK(waited(r, 0x1000'0000) == miss);
  r.bus.write(ctrl, 4, 3);
  CHECK(waited(r, 0x1000'0000) == 0);
  r.ssi.write(FlashRig::ssienr, 0);  // nothing to wait for
  CHECK(waited(r, 0x1300'0000) == 0);
}

TEST_CASE("RP2040 an instruction waits for its words and its literal", "[rp2040][xip]") {
  Program p;
  static_cast<void>(p.core.run(10));  // ldr r7, [pc, #44]: something else may come before it begins
  CHECK(p.core.cycles() == miss);
  CHECK(p.core.get(15) == 0x1000'1000);
  p.core.step();  // its literal
  CHECK(p.core.cycles() == 2 * miss + 2);
  CHECK(p.core.get(15) == 0x1000'1002);
  p.core.step();  // movs, of the same word
  CHECK(p.core.cycles() == 2 * miss + 3);
  p.core.step();
  CHECK(p.core.cycles() == 3 * miss + 4);
  p.bus.write(ctrl, 4, 2);  // without the cache
  p.core.step();            // bl, from two words
  CHECK(p.core.cycles() == 5 * miss + 7);
  CHECK(p.core.get(15) == 0x1000'3000);
}

TEST_CASE("RP2040 the wait for instructions is the same however they are executed", "[rp2040][xip]") {
  Program once;
  run(once, whole, whole);
  REQUIRE(once.core.get(15) == 0x1000'1026);  // done
  REQUIRE(once.core.get(6) == 0);
  for (i64 slice : {1, 2, 3, 7, 61, 1000}) {
    Program sliced;
    run(sliced, whole, slice);
    CAPTURE(slice);
    CHECK(sliced.state() == once.state());
    CHECK(sliced.read(ctr_acc) == once.read(ctr_acc));
  }
  // Where a run is cut does not matter either.
  for (i64 until = 100; until < 6000; until += 37) {
    Program a, b;
    run(a, until, until);
    run(b, until, 5);
    CAPTURE(until);
    REQUIRE(a.state() == b.state());
  }
#ifdef VIVARIUM_HAS_JIT
  const auto jit = [](cpu::thumb::CortexM& core, Bus& bus) { return cpu::jit::make(core, bus, {.hot = 1}); };
  for (i64 slice : {i64{9}, i64{150}, i64{1000}, whole}) {
    Program compiled{jit};
    run(compiled, whole, slice);
    CAPTURE(slice);
    CHECK(compiled.state() == once.state());
    CHECK(compiled.read(ctr_acc) == once.read(ctr_acc));
  }
  for (i64 until = 100; until < 6000; until += 37) {
    Program a, b{jit};
    run(a, until, until);
    run(b, until, until);
    CAPTURE(until);
    REQUIRE(a.state() == b.state());
  }
#endif
}

TEST_CASE("RP2040 a snapshot knows what the XIP cache holds", "[rp2040][xip]") {
  FlashRig r;
  r.quad_xip();
  waited(r, 0x1000'0040);
  State saved;
  r.scheduler.serialize(saved);
  r.flash.serialize(saved), r.pins.serialize(saved), r.ssi.serialize(saved), r.xip.serialize(saved);
  FlashRig s;
  s.quad_xip();
  waited(s, 0x1000'0080);
  State load{saved.data()};
  s.scheduler.serialize(load);
  s.flash.serialize(load), s.pins.serialize(load), s.ssi.serialize(load), s.xip.serialize(load);
  CHECK(s.bus.cached().holds(0x1000'0040));
  CHECK(!s.bus.cached().holds(0x1000'0080));
  CHECK(waited(s, 0x1000'0040) == 0);
}
