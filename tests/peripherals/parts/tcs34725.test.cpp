#include "peripherals/parts/tcs34725.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

constexpr u8 address = 0x29, CMD = 0xa0;

struct Fruit : Bench {
  Fruit() : part(add<Tcs34725>("tcs34725", "colour", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT", "INT"}})) {
    pull_.connect(net("INT"));
    pull_.drive(3.3, 10e3);
  }
  void light(double red, double green, double blue) {
    quantity("red").set(red);
    quantity("green").set(green);
    quantity("blue").set(blue);
  }
  void set(u8 reg, u8 value) { CHECK(write(address, {static_cast<u8>(CMD | reg), value})); }
  std::vector<int> counts() {  // clear, red, green, blue
    const auto b = read(address, CMD | 0x14, 8);
    std::vector<int> c;
    for (unsigned i = 0; i < 8; i += 2) c.push_back(b[i] | b[i + 1] << 8);
    return c;
  }
  bool valid() { return read(address, CMD | 0x13) & 1; }
  Tcs34725& part;

 private:
  emulator::Terminal pull_{"pull"};
};

}  // namespace

TEST_CASE("TCS34725: identity, waking up, a cycle", "[parts]") {
  Fruit c;
  CHECK(c.read(address, CMD | 0x12) == 0x44);
  c.set(1, 0xf6);  // 24 ms
  c.set(0x0f, 2);  // gain 16
  c.light(100, 0, 0);
  c.set(0, 1);
  c.set(0, 3);
  CHECK(c.part.integration_time() == 24ms);
  c.run(26ms);
  CHECK_FALSE(c.valid());
  c.run(1ms);
  CHECK(c.valid());
  CHECK(c.counts() == std::vector{1950, 1853, 137, 283});
}

TEST_CASE("TCS34725: gain and time scale, and saturate", "[parts]") {
  const auto [time, gain, clear] = GENERATE(table<u8, u8, int>(
      {{0xff, 0, 10}, {0xf6, 0, 104}, {0xf6, 1, 415}, {0xf6, 3, 6225}, {0xc0, 3, 39840}, {0x00, 3, 65535}}));
  Fruit c;
  c.light(0, 100, 0);
  c.set(1, time);
  c.set(0x0f, gain);
  c.set(0, 3);
  c.run(700ms);
  CHECK(c.counts()[0] == clear);
  c.light(0, 1e5, 0);
  c.run(1300ms);
  CHECK(c.counts()[0] == (time == 0xff ? 1024 : time == 0xf6 ? 10240 : 65535));
}

TEST_CASE(
    "TCS34725: waits, interrupts by persistence, and is cleared by a "
    "special function",
    "[parts]") {
  Fruit c;
  c.set(3, 0xff);
  c.set(0x0c, 2);
  c.write(address, {CMD | 4, 0, 0, 0x40, 0});  // above 64
  c.set(1, 0xff);
  c.set(0x0f, 3);
  c.light(100, 100, 100);
  c.set(0, 0x1b);
  CHECK(c.part.wait_time() == 2400us);
  c.run(8ms);
  CHECK(c.valid());
  CHECK(c.net("INT").volts() > 3);
  c.run(8ms);
  CHECK(c.net("INT").volts() < 1);
  const auto saved = c.save();
  c.write(address, {0xe6});
  CHECK(c.net("INT").volts() > 3);
  c.load(saved);
  CHECK(c.save() == saved);
}
