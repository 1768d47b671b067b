#include "peripherals/parts/pcf8574.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct ExpanderBench : Bench {
  ExpanderBench() {
    for (const char* line : {"SCL", "SDA", "INT"}) drive(line, 3.3, 4700);
    add<Pcf8574>("pcf8574", "x",
                 {{"SCL", "SCL"}, {"SDA", "SDA"}, {"INT", "INT"}, {"P0", "P0"}, {"P1", "P1"}, {"P7", "P7"}});
    release("P1");
    machine.power_on();
  }
  unsigned get() {
    CHECK(bus().start(0x20, true));
    const unsigned byte = bus().read();
    bus().stop();
    return byte;
  }
  bool interrupt() { return net("INT").volts() < 0.5; }
};

}  // namespace

TEST_CASE("PCF8574: pins both ways", "[parts]") {
  ExpanderBench b;
  CHECK(b.get() == 0xff);
  CHECK(b.net("P0").ohms() == Approx(33e3));
  CHECK(b.write(0x20, {0x00, 0xfe}));
  CHECK(b.net("P0").volts() == 0);
  CHECK(b.net("P0").ohms() == Approx(40));
  CHECK(b.net("P1").volts() == Approx(3.3));
  b.drive("P7", 0, 100);
  CHECK(b.get() == 0x7e);
}

TEST_CASE("PCF8574: INT until the pins are read, or as they were", "[parts]") {
  ExpanderBench b;
  CHECK_FALSE(b.interrupt());
  b.drive("P1", 0, 100);
  CHECK(b.interrupt());
  b.release("P1");
  CHECK_FALSE(b.interrupt());
  b.drive("P1", 0, 100);
  ExpanderBench other;
  other.load(b.save());
  for (ExpanderBench* each : {&b, &other}) {
    CHECK(each->interrupt());
    CHECK(each->get() == 0xfd);
    CHECK_FALSE(each->interrupt());
    each->release("P1");
    CHECK(each->interrupt());
    CHECK(each->write(0x20, {0xff}));
    CHECK_FALSE(each->interrupt());
  }
}

TEST_CASE("PCF8574: addresses of both kinds", "[parts]") {
  Bench b;
  CHECK_THROWS_WITH(b.add<Part>("pcf8574", "x", {}, {{"address", 48.0}}), Catch::Contains("32 to 39"));
  CHECK_NOTHROW(b.add<Part>("pcf8574", "y", {}, {{"address", 63.0}}));
}
