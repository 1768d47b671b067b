#include <catch2/catch.hpp>

#include "emulator/decode/i2c.hpp"

#include "wave.hpp"

using namespace emulator;
using namespace emulator::decode;
using namespace emulator::decode::test;

namespace {

struct Bus {
  I2c decoder;
  Wave wave{decoder, {true, true}};
  void scl(bool high) {
    wave.set(I2c::scl, high);
    wave.wait(1us);
  }
  void sda(bool high) {
    wave.set(I2c::sda, high);
    wave.wait(1us);
  }
  void start() {
    sda(true);
    scl(true);
    sda(false);
    scl(false);
  }
  void bits(unsigned value, unsigned count) {
    while (count--) {
      sda(value >> count & 1);
      scl(true);
      scl(false);
    }
  }
  void byte(unsigned value, bool acknowledged) { bits(value << 1 | !acknowledged, 9); }
  void stop() {
    sda(false);
    scl(true);
    sda(true);
  }
};

}  // namespace

TEST_CASE("decode i2c: a transaction with a repeated start", "[decode]") {
  Bus bus;
  bus.start();
  bus.byte(0xa0, true);
  bus.byte(0x00, true);
  bus.start();
  bus.byte(0xa1, true);
  bus.byte(0x3c, true);
  bus.byte(0xff, false);
  bus.stop();
  CHECK(bus.wave.read() == "S, 50 W a, 00 a, Sr, 50 R a, 3C a, FF n, P");
  const auto& frames = bus.wave.frames;
  REQUIRE(frames.size() == 8);
  CHECK(frames[1].kind == Frame::Kind::address);
  CHECK(frames[1].bytes == std::vector<u8>{0xa0});
  CHECK(frames[1].start == Time{1s} + 5us);  // its first rise of SCL …
  CHECK(frames[1].end == Time{1s} + 30us);   // … and its ninth fall
  CHECK(frames[5].acknowledged);
  CHECK_FALSE(frames[6].acknowledged);
  CHECK(frames[7].kind == Frame::Kind::stop);
  for (std::size_t i = 0; i + 1 < frames.size(); ++i) CHECK(frames[i].end <= frames[i + 1].start);
}

TEST_CASE("decode i2c: nobody answers", "[decode]") {
  Bus bus;
  bus.start();
  bus.byte(0x3c << 1, false);
  bus.stop();
  CHECK(bus.wave.read() == "S, 3C W n, P");
}

TEST_CASE("decode i2c: a byte that is broken off, and a transfer that was under way before", "[decode]") {
  Bus bus;
  bus.scl(false);
  bus.bits(0x155, 9);
  bus.stop();
  CHECK(bus.wave.read().empty());
  bus.start();
  bus.bits(0x5, 3);
  CHECK(bus.decoder.open() != Time::max());
  bus.stop();
  CHECK(bus.decoder.open() == Time::max());
  CHECK(bus.wave.read() == "S, 3 bits of a byte, P");
  bus.start();
  bus.byte(0x20, true);
  bus.stop();
  CHECK(bus.wave.read() == "S, 10 W a, P");
}
