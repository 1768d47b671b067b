#include "peripherals/parts/bh1750.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

struct Light : Bench {
  explicit Light(Attributes attributes = {})
      : part(add<Bh1750>("bh1750", "light", {{"SCL", "SCL"}, {"SDA", "SDA"}}, std::move(attributes))) {}
  unsigned counts() {
    bus().start(0x23, true);
    const unsigned high = bus().read(), low = bus().read();
    bus().stop();
    return high << 8 | low;
  }
  void set(double lux) { quantity("illuminance").set(lux); }
  Bh1750& part;
};

}  // namespace

TEST_CASE("BH1750: the data sheet's example, in 120 ms", "[parts]") {
  Light l;
  l.set(28067);
  CHECK(l.write(0x23, {0x10}));
  l.run(119ms);
  CHECK(l.counts() == 0);
  l.run(1ms);
  CHECK(l.counts() == 0b1000'0011'1001'0000);
}

TEST_CASE("BH1750: modes, measuring time, once and continuously", "[parts]") {
  const auto [mode, lux, time, counts] = GENERATE(table<int, double, emulator::Duration, unsigned>(
      {{0x10, 100, 120ms, 120}, {0x11, 100, 120ms, 240}, {0x13, 102, 16ms, 120}, {0x20, 1, 120ms, 1}}));
  Light l;
  l.set(lux);
  l.write(0x23, {static_cast<u8>(mode)});
  CHECK(l.part.measuring_time() == time);
  l.run(time);
  CHECK(l.counts() == counts);
  l.set(1000);
  l.run(time);
  CHECK((l.counts() == counts) == (mode == 0x20));
}

TEST_CASE("BH1750: the measurement time register, reset and power down", "[parts]") {
  Light l;
  l.set(10);
  l.write(0x23, {0x44});  // 138 = 100'01010
  l.write(0x23, {0x6a});
  l.write(0x23, {0x10});
  CHECK(l.part.measuring_time() == 240ms);
  l.run(240ms);
  CHECK(l.counts() == 24);
  l.write(0x23, {0x07});
  CHECK(l.counts() == 0);
  l.write(0x23, {0x00});
  l.run(1s);
  CHECK(l.counts() == 0);
}

TEST_CASE("BH1750: has two addresses", "[parts]") {
  CHECK_THROWS_WITH(Light({{"address", 60.0}}), Catch::Contains("\"address\" must be 35 or 92"));
  CHECK_NOTHROW(Light({{"address", 92.0}}));
}

TEST_CASE("BH1750: a snapshot while it measures, with noise", "[parts]") {
  Light l{{{"noise", 5.0}}};
  l.write(0x23, {0x10});
  l.run(130ms);
  const auto saved = l.save();
  const auto rest = [&] {
    l.run(1s);
    return l.counts();
  };
  const unsigned first = rest();
  CHECK(first != 360);
  l.load(saved);
  CHECK(rest() == first);
}
