#include "peripherals/parts/seven_segment.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

constexpr const char* names[] = {"A", "B", "C", "D", "E", "F", "G", "DP"};

struct DigitBench : Bench {
  explicit DigitBench(unsigned digits, bool anode, double ohms = 220) : anode(anode), ohms(ohms) {
    Wires wires;
    for (const char* name : names) wires.emplace_back(name, name);
    for (unsigned i = 1; i <= digits; ++i)
      wires.emplace_back(digits > 1 ? fmt::format("DIG{}", i) : "COM", fmt::format("COM{}", i));
    display = &add<SevenSegment>("seven_segment", "d", wires,
                                 {{"digits", double(digits)}, {"common", std::string{anode ? "anode" : "cathode"}}});
    machine.power_on();
  }
  // Segments through their resistors; commons by transistors.
  void segments(unsigned bits) {
    for (unsigned i = 0; i < 8; ++i) drive(names[i], bool(bits >> i & 1) != anode ? 3.3 : 0, ohms);
  }
  void common(unsigned digit, bool on) { drive(fmt::format("COM{}", digit), on == anode ? 3.3 : 0, 5); }
  std::string text() { return *display->text(); }
  bool anode;
  double ohms;
  SevenSegment* display;
};

}  // namespace

TEST_CASE("seven segments: one digit, either way round", "[parts]") {
  const bool anode = GENERATE(false, true);
  DigitBench b{1, anode};
  b.common(1, true);
  b.segments(0x5b | 0x80);
  b.run(200ms);
  CHECK(b.text() == "2.\n");
  CHECK(b.display->readings()[0].name == "a_1");
  CHECK(b.display->readings()[0].value == Approx(0.8).margin(0.1));  // 5.4 mA of 10
  DigitBench other{1, anode};
  other.load(b.save());
  CHECK(other.text() == "2.\n");
  b.segments(0x6d);
  b.run(200ms);
  CHECK(b.text() == "5\n");
  b.common(1, false);
  b.run(200ms);
  CHECK(b.text() == " \n");
}

TEST_CASE("seven segments: four digits, multiplexed", "[parts]") {
  const bool anode = GENERATE(false, true);
  DigitBench b{4, anode};
  constexpr unsigned shapes[] = {0x06, 0x5b | 0x80, 0x4f, 0x66};
  for (unsigned i = 1; i <= 4; ++i) b.common(i, false);
  for (unsigned round = 0; round < 50; ++round)
    for (unsigned digit = 0; digit < 4; ++digit) {
      b.segments(shapes[digit]);
      b.common(digit + 1, true);
      b.run(2ms);
      b.common(digit + 1, false);
    }
  CHECK(b.text() == "12.34\n");
  b.segments(0x7f);
  b.common(3, true);
  b.run(200ms);
  CHECK(b.text() == "  8 \n");
}

TEST_CASE("seven segments: LEDs without resistors are told of", "[parts]") {
  DigitBench b{1, false, 25};
  b.common(1, true);
  b.segments(0x01);
  b.run(10us);
  REQUIRE_FALSE(b.machine.circuit_findings.all().empty());
  CHECK_THAT(b.machine.circuit_findings.all()[0].text, Catch::StartsWith("d.A has no resistor"));
}
