// The XIP window and the streaming FIFO. RP2040 Datasheet 2.6.3.
#include <catch2/catch.hpp>

#include "flash_rig.hpp"

using namespace test;

TEST_CASE("RP2040 the flash appears in four windows, again and again", "[rp2040]") {
  FlashRig r;
  r.fill();
  for (u32 window : {0x1000'0000u, 0x1100'0000u, 0x1200'0000u, 0x1300'0000u})
    for (u32 repeat : {0u, 0x20'0000u, 0xe0'0000u}) CHECK(r.read(window + repeat + 0x1234) == r.word(0x1234));
  CHECK(r.bus.constant(0x1000'0000));
  u32 value = 0;
  CHECK(r.bus.read(0x13ff'fffc, 4, value));
  CHECK(!r.bus.read(0x1600'0000, 4, value));
}

TEST_CASE("RP2040 stores to the XIP windows", "[rp2040]") {
  FlashRig r;
  CHECK(r.bus.write(0x1000'0000, 4, 0));  // deallocates
  CHECK(!r.bus.write(0x1100'0000, 4, 0));
  CHECK(r.bus.write(0x1400'3000, 4, 2));  // ERR_BADWRITE, by the clear alias
  CHECK(r.bus.write(0x1300'0000, 1, 0));
  CHECK(r.array.bytes()[0] == 0xff);
  CHECK(r.bus.write(0x1500'0000, 4, 77));
  CHECK(r.read(0x1500'0000) == 77);
  r.bus.write(0x1400'0000, 4, 0xb);
  CHECK(r.read(0x1400'0000) == 0xa);  // POWER_DOWN forces EN to 0
  r.bus.write(0x1400'0004, 4, 1);
  CHECK(r.read(0x1400'0004) == 0);
}

TEST_CASE("RP2040 the flash streams into a FIFO of two words", "[rp2040]") {
  FlashRig r;
  r.fill();
  r.quad_xip();
  const u32 time = 4 * (8 + 4 + 8);
  r.bus.write(0x1400'0014, 4, 0x1004);
  r.bus.write(0x1400'0018, 4, 4);
  CHECK(r.read(0x1400'0008) == 3);
  r.cycles(time - 1);
  CHECK(!r.xip.dreq_stream.level());
  r.cycles(1);
  CHECK(r.xip.dreq_stream.level());
  CHECK(r.read(0x1400'0008) == 1);
  r.cycles(10 * time);
  CHECK(r.read(0x1400'0008) == 5);  // full
  CHECK(r.read(0x1400'0018) == 2);
  CHECK(r.read(0x5040'0000) == r.word(0x1004));
  CHECK(r.read(0x1400'001c) == r.word(0x1008));
  CHECK(r.read(0x1400'0008) == 3);

  State saved;
  r.scheduler.serialize(saved);
  r.flash.serialize(saved), r.pins.serialize(saved), r.ssi.serialize(saved), r.xip.serialize(saved);
  FlashRig s;
  s.fill();
  State load{saved.data()};
  s.scheduler.serialize(load);
  s.flash.serialize(load), s.pins.serialize(load), s.ssi.serialize(load), s.xip.serialize(load);
  s.cycles(time);
  CHECK(s.read(0x5040'0000) == s.word(0x100c));
  s.cycles(time);
  CHECK(s.read(0x5040'0000) == s.word(0x1010));
  s.cycles(10 * time);
  CHECK(s.read(0x1400'0008) == 3);
  CHECK(s.read(0x1400'0014) == 0x1014);

  s.bus.write(0x1400'0018, 4, 9);
  s.cycles(time / 2);
  s.bus.write(0x1400'0018, 4, 0);  // the word in flight is discarded
  s.cycles(10 * time);
  CHECK(!s.xip.dreq_stream.level());
}
