#include "peripherals/parts/neopixel.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using namespace std::chrono_literals;

namespace {

struct StripBench : Bench {
  explicit StripBench(Attributes attributes = Attributes{{"pixels", 2.0}}) {
    strip = &add<NeoPixel>("neopixel", "strip", {{"DIN", "DIN"}}, std::move(attributes));
    drive("DIN", 0);
    machine.power_on();
    run(100us);
  }
  void bit(emulator::Duration high, emulator::Duration low) {
    drive("DIN", 3.3);
    run(high);
    drive("DIN", 0);
    run(low);
  }
  void send(std::vector<unsigned> bytes) {
    for (const unsigned byte : bytes)
      for (unsigned i = 8; i--;) byte >> i & 1 ? bit(800ns, 450ns) : bit(400ns, 850ns);
  }
  double reading(std::string_view name) {
    for (const auto& reading : strip->readings())
      if (reading.name == name) return reading.value;
    FAIL("no reading " << name);
    return 0;
  }
  NeoPixel* strip;
};

}  // namespace

TEST_CASE("NeoPixel: colours after the reset's time, in order", "[parts]") {
  StripBench b;
  b.send({1, 2, 3, 255, 0, 0, 9, 9, 9});  // the third pixel is beyond the strip
  b.run(48us);
  CHECK(b.reading("red_0") == 0);
  StripBench other;
  other.load(b.save());
  for (StripBench* each : {&b, &other}) {
    each->run(3us);
    CHECK(each->reading("green_0") == 1);
    CHECK(each->reading("red_0") == 2);
    CHECK(each->reading("blue_0") == 3);
    CHECK(each->reading("green_1") == 255);
    CHECK(each->strip->picture()->colours[1] == Colour{0, 255, 0});
    CHECK(each->strip->picture()->at(1, 0) == 1);
    CHECK(each->reading("bad_bits") == 0);
  }
  b.send({0, 128, 0, 1});  // one whole pixel
  b.run(60us);
  CHECK(b.reading("red_0") == 128);
  CHECK(b.reading("green_1") == 255);
  CHECK(b.strip->picture()->colours[0][0] == 188);
}

TEST_CASE("NeoPixel: bits out of their windows", "[parts]") {
  StripBench b;
  b.bit(219ns, 850ns);
  b.bit(551ns, 850ns);
  b.bit(579ns, 850ns);
  b.bit(1001ns, 450ns);
  b.bit(400ns, 579ns);
  b.bit(800ns, 299ns);
  CHECK(b.reading("bad_bits") == 5);  // the sixth ends when the line rises again
  b.run(60us);
  CHECK(b.reading("bad_bits") == 5);
  b.bit(221ns, 999ns);
  b.bit(549ns, 581ns);
  b.bit(581ns, 599ns);
  b.bit(999ns, 301ns);
  b.bit(400ns, 20us);
  b.send({0, 0, 0});
  b.run(60us);
  CHECK(b.reading("bad_bits") == 5);
  CHECK(b.reading("late_bits") == 1);
  REQUIRE(b.machine.circuit_findings.all().size() == 1);
  CHECK(b.machine.circuit_findings.all()[0].text == "strip does not understand a bit: 0.22 us high, then 0.85 us low");
  CHECK(b.reading("green_0") == 0x30);
}

TEST_CASE("NeoPixel: order, white, rows, levels", "[parts]") {
  StripBench b{Attributes{{"pixels", 4.0}, {"width", 2.0}, {"order", std::string{"RGBW"}}}};
  b.send({10, 20, 30, 255});
  b.run(60us);
  CHECK(b.reading("red_0") == 10);
  CHECK(b.reading("white_0") == 255);
  CHECK(b.strip->picture()->height == 2);
  CHECK(b.strip->picture()->colours[0] == Colour{255, 255, 255});
  StripBench five{Attributes{{"volts", 5.0}}};
  five.send({255, 255, 255});
  five.run(60us);
  CHECK(five.reading("red_0") == 0);  // 3.3 V are not high
  REQUIRE(five.machine.circuit_findings.all().size() == 1);
  CHECK(five.machine.circuit_findings.all()[0].text ==
        "strip gets pulses of 3.3 V at DIN, where 3.5 V are high: at 5 V it needs a level shifter");
  CHECK_THROWS_WITH((StripBench{Attributes{{"order", std::string{"GRG"}}}}),
                    "\"order\" must have each of R, G and B once, and perhaps W, not \"GRG\"");
}

TEST_CASE("NeoPixel: strips follow one another", "[parts]") {
  StripBench b;
  b.drive("DIN", 0);
  // The first strip's DOUT is wired here, so the bench's own strip is not the one.
  auto& first = b.add<NeoPixel>("neopixel", "first", {{"DIN", "DIN2"}, {"DOUT", "between"}}, {{"pixels", 1.0}});
  auto& second = b.add<NeoPixel>("neopixel", "second", {{"DIN", "between"}, {"DOUT", "end"}}, {{"pixels", 2.0}});
  auto& third = b.add<NeoPixel>("neopixel", "third", {{"DIN", "end"}}, {{"pixels", 1.0}});
  first.wired(), second.wired();
  const auto send = [&](std::vector<unsigned> bytes) {
    for (const unsigned byte : bytes)
      for (unsigned i = 8; i--;) {
        b.drive("DIN2", 3.3);
        b.run(byte >> i & 1 ? 800ns : 400ns);
        b.drive("DIN2", 0);
        b.run(byte >> i & 1 ? 450ns : 850ns);
      }
    b.run(70us);
  };
  const auto colours = [](NeoPixel& strip) { return strip.picture()->colours; };
  b.drive("DIN2", 0);
  b.run(100us);
  send({0, 255, 0, 255, 0, 0, 0, 0, 255, 255, 255, 0, 1, 1, 1});  // red, green, blue, yellow, and one too many
  CHECK(colours(first) == std::vector<Colour>{{255, 0, 0}});
  CHECK(colours(second) == std::vector<Colour>{{0, 255, 0}, {0, 0, 255}});
  CHECK(colours(third) == std::vector<Colour>{{255, 255, 0}});
  for (auto* strip : {&first, &second, &third}) CHECK(strip->readings()[0].value == 0);  // bad bits
  send({255, 0, 0});                                                                     // the first pixel alone
  CHECK(colours(first) == std::vector<Colour>{{0, 255, 0}});
  CHECK(colours(second) == std::vector<Colour>{{0, 255, 0}, {0, 0, 255}});
}
