#include "peripherals/parts/mcp3008.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct AdcBench : Bench {
  AdcBench() : soft(machine.circuit, 0) {
    add<Mcp3008>("mcp3008", "adc",
                 {{"CLK", "SCK"}, {"DIN", "MOSI"}, {"DOUT", "MISO"}, {"CS", "CS"}, {"CH2", "x"}, {"CH3", "y"}});
    drive("x", 1.0);
    drive("y", 0.25);
  }
  unsigned talk(unsigned command, bool bytes) {
    unsigned in = 0;
    soft.select(true);
    for (const unsigned byte : {1u, command << 4, 0u})
      in = in << 8 | (bytes ? machine.circuit.spi(net("SCK")).transfer(byte, 8, {}) : soft.transfer(byte));
    soft.select(false);
    return in & 0x7ff;  // the null bit too
  }
  testing::SoftSpi soft;
};

}  // namespace

TEST_CASE("MCP3008: single and differential, by pins and by bytes", "[parts]") {
  AdcBench b;
  for (const bool bytes : {false, true}) {
    CHECK(b.talk(8 + 2, bytes) == 310);  // 1 V of 3.3 V
    CHECK(b.talk(8 + 3, bytes) == 77);
    CHECK(b.talk(2, bytes) == 232);  // CH2 - CH3
    CHECK(b.talk(3, bytes) == 0);    // the other way round
  }
  b.drive("x", 3.3);
  CHECK(b.talk(8 + 2, true) == 1023);
}

TEST_CASE("MCP3008: the result comes once more, lowest bit first", "[parts]") {
  AdcBench b;
  b.soft.select(true);
  b.soft.transfer(0b11010, 5);  // CH2
  b.soft.transfer(0, 1);
  CHECK(b.soft.transfer(0, 11) == 310);
  CHECK(b.soft.transfer(0, 9) == 0b110110010);  // 310 from bit 1 upwards
  CHECK(b.soft.transfer(0, 4) == 0);
}
