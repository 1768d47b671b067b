#include "peripherals/parts/spi_flash.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<unsigned>;

namespace {

struct FlashBench : Bench {
  FlashBench() : soft(machine.circuit, 3) {
    add<SpiFlash>("w25q", "flash", {{"CLK", "SCK"}, {"DI", "MOSI"}, {"DO", "MISO"}, {"CS", "CS"}},
                  {{"model", "w25q16jv"}});
    machine.power_on();
  }
  Bytes talk(const Bytes& out, bool bytes = true) {
    Bytes in;
    soft.select(true);
    for (const unsigned byte : out)
      in.push_back(bytes ? machine.circuit.spi(net("SCK")).transfer(byte, 8, {}) : soft.transfer(byte));
    soft.select(false);
    return in;
  }
  testing::SoftSpi soft;
};

}  // namespace

TEST_CASE("W25Q: identity by pins and by bytes, erasing, programming, snapshots", "[parts]") {
  FlashBench b;
  for (const bool bytes : {false, true}) CHECK(b.talk({0x9f, 0, 0, 0}, bytes) == Bytes{0xff, 0xef, 0x40, 0x15});
  b.talk({6});
  b.talk({2, 0, 0x10, 0xfe, 0x12, 0x34});
  CHECK(b.talk({5, 0})[1] & 1);
  b.run(1ms);
  CHECK(b.talk({3, 0, 0x10, 0xfd, 0, 0, 0, 0}) == Bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0x12, 0x34, 0xff});
  FlashBench other;
  other.load(b.save());
  CHECK(other.talk({3, 0, 0x10, 0xfe, 0, 0})[4] == 0x12);
  b.talk({6});
  b.talk({0x20, 0, 0x10, 0});
  b.run(100ms);
  CHECK(b.talk({3, 0, 0x10, 0xfe, 0})[4] == 0xff);
  b.talk({0x44});
  CHECK(b.machine.circuit_findings.all().size() == 1);
}

TEST_CASE("W25Q: a model that there is not", "[parts]") {
  Bench b;
  CHECK_THROWS_WITH(b.add<SpiFlash>("w25q", "flash", {}, {{"model", "w25q17jv"}}), Catch::Contains("w25q16jv"));
}

TEST_CASE("W25Q: an image", "[parts]") {
  Bench b;
  testing::SoftSpi soft{b.machine.circuit, 0};
  b.add<SpiFlash>("w25q", "flash", {{"CLK", "SCK"}, {"DI", "MOSI"}, {"DO", "MISO"}, {"CS", "CS"}}, {{"image", "hi"}});
  b.machine.power_on();
  soft.select(true);
  soft.transfer(0x0300'0000, 32);
  CHECK(soft.transfer(0, 24) == 0x6869ff);
  CHECK_THROWS_WITH(b.add<SpiFlash>("w25q", "other", {}, {{"model", "w25q80dv"}, {"image", std::string(1 << 21, 0)}}),
                    Catch::Contains("1048576"));
}
