#include <catch2/catch.hpp>

#include "emulator/decode/neopixel.hpp"

#include "wave.hpp"

using namespace emulator;
using namespace emulator::decode;
using namespace emulator::decode::test;

namespace {

struct Strip {
  NeoPixel decoder;
  Wave wave;
  explicit Strip(const NeoPixelOptions& options = {}) : decoder(options), wave(decoder, {false}) {}
  void bits(unsigned value, unsigned count) {
    while (count--) {
      const bool one = value >> count & 1;
      wave.pulse(0, true, one ? 800ns : 400ns);
      wave.wait(one ? 450ns : 850ns);
    }
  }
};

}  // namespace

TEST_CASE("decode neopixel: colours, and when they show", "[decode]") {
  Strip strip;
  strip.bits(0x00ff00, 24);
  strip.bits(0x123456, 24);
  CHECK(strip.wave.read() == "#FF0000, #341256");
  strip.wave.rest();
  CHECK(strip.wave.read() == "2 pixels");
  CHECK(strip.wave.frames[0].bytes == std::vector<u8>{0x00, 0xff, 0x00});
  CHECK(strip.wave.frames[0].start == Time{1s});
  CHECK(strip.wave.frames[2].end - strip.wave.frames[2].start == 50us);
  strip.bits(0x010203, 24);
  strip.wave.rest();
  CHECK(strip.wave.read() == "#020103, 1 pixels");
  CHECK(strip.decoder.open() == Time::max());
}

TEST_CASE("decode neopixel: 32 bits a pixel, another order", "[decode]") {
  Strip strip{{.order = "GRBW"}};
  strip.bits(0x20108040, 32);
  strip.wave.rest();
  CHECK(strip.wave.read() == "#10208040, 1 pixels");
  Strip rgb{{.order = "RGB"}};
  rgb.bits(0x102080, 24);
  CHECK(rgb.wave.read() == "#102080");
}

TEST_CASE("decode neopixel: what is no pixel", "[decode]") {
  Strip strip;
  strip.bits(0x3, 2);
  strip.wave.rest();
  CHECK(strip.wave.read() == "2 bits of a pixel, 0 pixels");
  strip.bits(0x3, 2);
  strip.wave.pulse(0, true, 10us);
  strip.wave.wait(1us);
  strip.bits(0xffffff, 24);
  strip.wave.rest();
  CHECK(strip.wave.read() == "no bit, #FFFFFF, 1 pixels");
}
