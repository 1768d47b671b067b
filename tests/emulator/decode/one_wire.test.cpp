#include <catch2/catch.hpp>

#include "emulator/decode/one_wire.hpp"

#include "wave.hpp"

using namespace emulator;
using namespace emulator::decode;
using namespace emulator::decode::test;

namespace {

// A master after Maxim's application note 126, table 1; what a device does is done by hand.
struct Line {
  OneWire decoder;
  Wave wave{decoder, {true}};
  void low(Duration time, Duration then) {
    wave.pulse(0, false, time);
    wave.wait(then);
  }
  void reset(bool answered) {
    wave.pulse(0, false, 480us);
    wave.wait(30us);
    if (answered) wave.pulse(0, false, 120us);
    wave.wait(450us);
  }
  void write(unsigned byte) {
    for (unsigned i = 0; i < 8; ++i) byte >> i & 1 ? low(6us, 64us) : low(60us, 10us);
  }
  void bit(bool one) { one ? low(6us, 64us) : low(30us, 40us); }  // read: a device holds the line
  void read(unsigned byte) {
    for (unsigned i = 0; i < 8; ++i) bit(byte >> i & 1);
  }
};

}  // namespace

TEST_CASE("decode 1-wire: reset, presence, bytes both ways", "[decode]") {
  Line line;
  line.reset(true);
  line.write(0xcc);
  line.write(0xbe);
  line.read(0x50);
  line.read(0x05);
  line.wave.rest();
  CHECK(line.wave.read() == "reset/presence, CC, BE, 50, 05");
  const auto& frames = line.wave.frames;
  CHECK(frames[0].kind == Frame::Kind::reset);
  CHECK(frames[0].start == Time{1s});
  CHECK(frames[0].end == Time{1s} + 630us);
  CHECK(frames[1].bytes == std::vector<u8>{0xcc});
  CHECK(frames[1].start == Time{1s} + 1080us);
}

TEST_CASE("decode 1-wire: nobody is there, and bits that are no byte", "[decode]") {
  Line line;
  line.reset(false);
  CHECK(line.wave.read().empty());  // the first edge behind it, or time, tells
  line.reset(false);
  line.write(0x44);
  line.bit(false);
  line.bit(true);
  line.wave.rest();
  CHECK(line.wave.read() == "reset/nobody, reset/nobody, 44, 2 bits: 01");
  line.reset(true);
  line.bit(true);
  line.reset(true);
  CHECK(line.wave.read() == "reset/presence, 1 bits: 1, reset/presence");
  CHECK_FALSE(line.wave.frames[0].acknowledged);
}

TEST_CASE("decode 1-wire: the code that a search chooses", "[decode]") {
  Line line;
  line.reset(true);
  line.write(0xf0);
  const u64 rom = 0x8b00'0000'1234'5628;
  for (unsigned i = 0; i < 64; ++i) {
    const bool bit = rom >> i & 1;
    line.bit(bit);
    line.bit(!bit);
    bit ? line.low(6us, 64us) : line.low(60us, 10us);
  }
  line.reset(true);
  line.write(0x55);
  CHECK(line.wave.read() == "reset/presence, F0, ROM 28 56 34 12 00 00 00 8B, reset/presence, 55");
}
