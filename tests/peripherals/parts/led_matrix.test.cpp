#include <catch2/catch.hpp>

#include "peripherals/parts/led_matrix.hpp"

#include <chrono>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using Catch::Matchers::Message;

namespace {

// Two rows, two columns, three LEDs; 2 V across each, 220 ohm per column, drivers of 50 ohm.
struct Small : Bench {
  LedMatrix& leds =
      add<LedMatrix>("led_matrix", "display", {{"row1", "R1"}, {"row2", "R2"}, {"col1", "C1"}, {"col2", "C2"}},
                     {{"map", std::vector<std::string>{"0,0 1,0", "1,1 -"}}, {"full_milliamps", 4.0625}});
  Small() {
    for (const char* net : {"R1", "R2"}) drive(net, 0);
    for (const char* net : {"C1", "C2"}) drive(net, 3.3);
  }
  // Each row for 6 ms; column 1 low during `on` of row 1's time.
  void refresh(int times, emulator::Duration on) {
    while (times-- > 0) {
      drive("R1", 3.3);
      if (on > 0s) drive("C1", 0);
      run(on);
      drive("C1", 3.3);
      run(6ms - on);
      drive("R1", 0);
      run(6ms);
    }
  }
};

}  // namespace

TEST_CASE("LED matrix: current follows Ohm's law through driver, LED and resistor", "[parts]") {
  Small bench;
  CHECK(bench.leds.milliamps(0, 0) == 0);
  bench.drive("R1", 3.3);
  bench.drive("C1", 0);
  CHECK(bench.leds.milliamps(0, 0) == Approx((3.3 - 2.0) / (220 + 50 + 50) * 1000));
  CHECK(bench.leds.milliamps(1, 0) == 0);  // its column is high
  CHECK(bench.leds.milliamps(1, 1) == 0);  // its row is low: reverse biased
  bench.release("C1");
  CHECK(bench.leds.milliamps(0, 0) == 0);  // no way to ground
  bench.drive("C1", 1.5);
  CHECK(bench.leds.milliamps(0, 0) == 0);  // too little for an LED
}

TEST_CASE("LED matrix: the eye averages a multiplexed LED by its duty", "[parts]") {
  Small bench;
  bench.refresh(40, 6ms);
  CHECK(bench.leds.light(0, 0) == Approx(1).margin(0.05));  // all of its row's time
  CHECK(bench.leds.brightness(0, 0) == Approx(1).margin(0.02));
  CHECK(bench.leds.brightness(1, 0) == 0);
  bench.refresh(40, 3ms);
  CHECK(bench.leds.light(0, 0) == Approx(0.5).margin(0.05));
  // CIE 1976: a surface of half the luminance has lightness 76.
  CHECK(bench.leds.brightness(0, 0) == Approx(0.76).margin(0.02));
  bench.refresh(40, 0ms);
  CHECK(bench.leds.light(0, 0) == Approx(0).margin(1e-4));
}

TEST_CASE("LED matrix: light builds up and fades within a tenth of a second", "[parts]") {
  Small bench;
  bench.drive("R1", 3.3);
  bench.drive("C1", 0);
  CHECK(bench.leds.light(0, 0) == 0);
  bench.run(36ms);                                                     // three stages of 12 ms: 1 - e^-3 (1 + 3 + 9/2)
  CHECK(bench.leds.light(0, 0) == Approx(2 * 0.57681).epsilon(1e-4));  // twice: it is on all the time, not half
  bench.run(64ms);
  CHECK(bench.leds.light(0, 0) == Approx(2).epsilon(0.02));
  bench.drive("C1", 3.3);
  bench.run(100ms);
  CHECK(bench.leds.light(0, 0) < 0.03);
}

TEST_CASE("LED matrix: looking does not change what is seen", "[parts]") {
  Small one, other;
  one.refresh(5, 2ms);
  for (int i = 0; i < 5; ++i) {
    other.refresh(1, 2ms);
    other.leds.picture();
  }
  CHECK(one.leds.picture()->light == other.leds.picture()->light);
}

TEST_CASE("LED matrix: its picture has a place for every LED", "[parts]") {
  Small bench;
  bench.drive("R2", 3.3);
  bench.drive("C1", 0);
  bench.run(1s);
  const Picture picture = *bench.leds.picture();
  CHECK(picture.width == 2);
  CHECK(picture.height == 2);
  CHECK(picture.light == std::vector<double>{0, 0, 0, 1});
}

TEST_CASE("LED matrix: a snapshot is taken up exactly", "[parts]") {
  Small bench;
  bench.refresh(3, 2ms);
  bench.drive("R1", 3.3);
  bench.drive("C1", 0);
  bench.run(1ms);
  const auto saved = bench.save();
  const auto rest = [&] {
    bench.refresh(2, 4ms);
    return bench.leds.picture()->light;
  };
  const auto first = rest();
  bench.load(saved);
  CHECK(rest() == first);
}

TEST_CASE("LED matrix: mistakes in the map are named", "[parts]") {
  Bench bench;
  const auto make = [&](std::vector<std::string> map) {
    PartCatalogue::make("led_matrix", {bench.machine, "d", "", Attributes{{"map", std::move(map)}}});
  };
  CHECK_THROWS_MATCHES(make({"0,0 1"}), PartError, Message("\"map\" row 1 has \"1\" where \"x,y\" or \"-\" should be"));
  CHECK_THROWS_MATCHES(make({"0,0", "0,0"}), PartError, Message("\"map\" has the LED at 0,0 twice"));
  CHECK_THROWS_WITH(make({}), Catch::Contains("is missing"));
}

// The micro:bit's firmware moves about ten pins every 600 us, for hours of virtual time.
TEST_CASE("LED matrix: a pin change is cheap", "[parts][.benchmark]") {
  Small bench;
  bench.drive("R1", 3.3);
  bench.release("C1");
  emulator::Terminal pin{"P0.04"};
  pin.connect(bench.net("C1"));
  constexpr int changes = 2'000'000;
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < changes; ++i) pin.drive(i % 2 ? 3.3 : 0, 50);
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
  WARN("one pin change takes " << took.count() / changes << " ns");
  CHECK(took.count() / changes < 100);
}
