#include "peripherals/parts/apa102.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct DotBench : Bench {
  explicit DotBench(Attributes attributes = Attributes{{"pixels", 3.0}}) {
    strip = &add<Apa102>("apa102", "strip", {{"CI", "SCK"}, {"DI", "MOSI"}}, std::move(attributes));
    machine.power_on();
  }
  void send(std::vector<emulator::u32> words) {
    for (const auto word : words) machine.circuit.spi(net("SCK")).transfer(word, 32, {});
  }
  void clocks(unsigned count) { machine.circuit.spi(net("SCK")).transfer(0, count, {}); }
  double reading(std::string_view name) {
    for (const auto& reading : strip->readings())
      if (reading.name == name) return reading.value;
    FAIL("no reading " << name);
    return 0;
  }
  Apa102* strip;
};

}  // namespace

TEST_CASE("APA102: frames, brightness, colours", "[parts]") {
  DotBench b;
  b.send({0xff010203, 0x00000000, 0xff0a141e, 0xe10000ff, 0xff00ff00});
  CHECK(b.reading("blue_0") == 10);
  CHECK(b.reading("green_0") == 20);
  CHECK(b.reading("red_0") == 30);
  CHECK(b.reading("brightness_0") == 31);
  CHECK(b.reading("red_1") == 255);
  CHECK(b.strip->picture()->colours[1][0] == 50);  // 1/31 of the light
  CHECK(b.strip->picture()->colours[1][1] == 0);
  CHECK(b.reading("green_2") == 0);  // its frame is half-way: each pixel adds half a clock
  DotBench other;
  other.load(b.save());
  for (DotBench* each : {&b, &other}) {
    each->clocks(1);
    CHECK(each->reading("green_2") == 255);
  }
  b.send({0, 0, 0xff000001, 0x1f000001, 0xffffffff, 0xff111111});
  CHECK(b.reading("red_0") == 1);
  CHECK(b.reading("red_1") == 255);
  CHECK(b.reading("bad_frames") == 1);
  CHECK(b.strip->picture()->at(2, 0) == 1);
}

TEST_CASE("APA102: by levels, other order", "[parts]") {
  Bench b;
  auto& strip = b.add<Apa102>("apa102", "s", {{"CI", "SCK"}, {"DI", "MOSI"}},
                              {{"pixels", 2.0}, {"width", 1.0}, {"order", std::string{"RGB"}}});
  b.machine.power_on();
  testing::SoftSpi soft{b.machine.circuit, 0};
  for (const unsigned word : {0u, 0xffff0000u, 0xff0000ffu}) soft.transfer(word, 32);
  CHECK(strip.picture()->height == 2);
  CHECK(strip.picture()->colours[0] == Colour{255, 0, 0});
  CHECK(strip.picture()->colours[1] == Colour{0, 0, 255});
  CHECK_THROWS_WITH(b.add<Part>("apa102", "x", {}, {{"order", std::string{"RGBW"}}}), Catch::Contains("not \"RGBW\""));
}

TEST_CASE("APA102: strips follow one another", "[parts]") {
  Bench b;
  auto& first =
      b.add<Apa102>("apa102", "first", {{"CI", "SCK"}, {"DI", "MOSI"}, {"CO", "CO"}, {"DO", "DO"}}, {{"pixels", 2.0}});
  auto& second = b.add<Apa102>("apa102", "second", {{"CI", "CO"}, {"DI", "DO"}}, {{"pixels", 2.0}});
  first.wired();
  b.machine.power_on();
  for (const emulator::u32 word : {0u, 0xff0000ffu, 0xff00ff00u, 0xffff0000u, 0xe1ffffffu, ~0u, ~0u})
    b.machine.circuit.spi(b.net("SCK")).transfer(word, 32, {});
  CHECK(first.picture()->colours == std::vector<Colour>{{255, 0, 0}, {0, 255, 0}});
  CHECK(second.picture()->colours[0] == Colour{0, 0, 255});
  CHECK(second.picture()->colours[1][0] == second.picture()->colours[1][2]);  // white, dim
  CHECK(second.picture()->colours[1][0] > 0);
}
