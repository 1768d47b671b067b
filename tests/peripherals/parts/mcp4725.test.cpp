#include "peripherals/parts/mcp4725.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

struct DacBench : Bench {
  DacBench() {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    add<Mcp4725>("mcp4725", "dac", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"OUT", "O"}});
  }
  double out() { return net("O").volts(); }
  Bytes status() {
    Bytes bytes;
    bus().start(0x60, true);
    while (bytes.size() < 5) bytes.push_back(bus().read());
    bus().stop();
    return bytes;
  }
};

}  // namespace

TEST_CASE("MCP4725: fast mode, both writes, and what is kept", "[parts]") {
  DacBench b;
  CHECK(b.out() == Approx(1.65));
  CHECK(b.write(0x60, {0x04, 0x00, 0x0c, 0x00}));  // two values in one message
  CHECK(b.out() == Approx(3.3 * 0.75));
  CHECK(b.write(0x60, {0x40, 0x40, 0x00}));
  CHECK(b.out() == Approx(3.3 * 0.25));
  CHECK(b.status() == Bytes{0xc0, 0x40, 0x00, 0x08, 0x00});
  CHECK(b.write(0x60, {0x60, 0xff, 0xf0}));
  CHECK(b.status() == Bytes{0x40, 0xff, 0xf0, 0x0f, 0xff});  // busy
  b.write(0x60, {0x00, 0x00});
  CHECK(b.out() == Approx(3.3 * 4095 / 4096));
  b.run(26ms);
  b.write(0x60, {0x00, 0x00});
  CHECK(b.out() == 0);
  DacBench other;
  other.load(b.save());
  other.machine.power_on();
  CHECK(other.out() == Approx(3.3 * 4095 / 4096));
}

TEST_CASE("MCP4725: powered down it is a resistor to ground", "[parts]") {
  DacBench b;
  b.drive("O", 3.3, 1000);
  b.write(0x60, {0x10, 0x00});
  CHECK(b.out() == Approx(1.65));
}
