#include <catch2/catch.hpp>

#include "emulator/decode/spi.hpp"

#include "wave.hpp"

using namespace emulator;
using namespace emulator::decode;
using namespace emulator::decode::test;

namespace {

struct Bus {
  Spi decoder;
  Wave wave;
  bool idle, late;
  explicit Bus(const SpiOptions& options)
      : decoder(options),
        wave(decoder, {(options.mode & 2) != 0, false, false, true}),
        idle(options.mode & 2),
        late(options.mode & 1) {}
  void data(unsigned out, unsigned in, unsigned bit) {
    wave.set(Spi::mosi, out >> bit & 1);
    wave.set(Spi::miso, in >> bit & 1);
  }
  void transfer(unsigned out, unsigned in, unsigned bits = 8) {
    while (bits--) {
      if (!late) data(out, in, bits);
      wave.wait(500ns);
      wave.set(Spi::sck, !idle);
      if (late) data(out, in, bits);
      wave.wait(500ns);
      wave.set(Spi::sck, idle);
    }
  }
};

}  // namespace

TEST_CASE("decode spi: each mode, both ways", "[decode]") {
  for (u8 mode = 0; mode < 4; ++mode) {
    Bus bus{{.mode = mode}};
    bus.transfer(0x1f, 0x80);
    bus.transfer(0x00, 0xa5);
    CHECK(bus.wave.read() == "0x1F/0x80, 0x00/0xA5");
    REQUIRE(bus.wave.frames.size() == 2);
    CHECK(bus.wave.frames[0].bytes == std::vector<u8>{0x1f});
    CHECK(bus.wave.frames[0].answer == std::vector<u8>{0x80});
    CHECK(bus.wave.frames[0].start == Time{1s} + 500ns);
  }
}

TEST_CASE("decode spi: the lowest bit first, long words, one line only", "[decode]") {
  Bus low{{.lsb_first = true}};
  low.transfer(0x01, 0xc0);
  CHECK(low.wave.read() == "0x80/0x03");
  Bus wide{{.bits = 12, .miso = false}};
  wide.transfer(0xabc, 0, 12);
  CHECK(wide.wave.read() == "0xABC");
  CHECK(wide.wave.frames[0].bytes == std::vector<u8>{0x0a, 0xbc});
  Bus all{{.bits = 32, .mosi = false}};
  all.transfer(0, 0xdeadbeef, 32);
  CHECK(all.wave.read() == "0xDEADBEEF");
  CHECK(all.wave.frames[0].answer == std::vector<u8>{0xde, 0xad, 0xbe, 0xef});
}

TEST_CASE("decode spi: a chip select says where words begin", "[decode]") {
  Bus bus{{.cs = true}};
  bus.transfer(0x55, 0);  // for somebody else
  bus.wave.set(Spi::cs, false);
  bus.transfer(0x9f, 0xff);
  bus.transfer(0x5, 0, 3);
  bus.wave.set(Spi::cs, true);
  bus.transfer(0x55, 0);
  bus.wave.set(Spi::cs, false);
  bus.transfer(0x06, 0);
  bus.wave.set(Spi::cs, true);
  CHECK(bus.wave.read() == "selected, 0x9F/0xFF, 3 bits of a word, deselected, selected, 0x06/0x00, deselected");
}

TEST_CASE("decode spi: without one, SCK's way to its idle level is no bit and a pause ends a word", "[decode]") {
  for (u8 mode = 0; mode < 4; ++mode) {
    Bus bus{{.mode = mode}};
    bus.decoder.begin(Spi::sck, !bus.idle);
    bus.wave.set(Spi::sck, bus.idle);
    bus.wave.wait(1us);
    bus.transfer(0xc3, 0x3c);
    bus.transfer(0x1, 0x1, 2);
    bus.wave.wait(20ms);
    bus.transfer(0x42, 0x24);
    CHECK(bus.wave.read() == "0xC3/0x3C, 2 bits of a word, 0x42/0x24");
  }
}
