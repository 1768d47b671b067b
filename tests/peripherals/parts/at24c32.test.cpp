#include "peripherals/parts/at24c32.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

struct EepromBench : Bench {
  EepromBench() {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    add<At24c32>("at24c32", "eeprom", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"WP", "WP"}});
  }
  bool put(unsigned address, Bytes bytes) {
    Bytes all{static_cast<emulator::u8>(address >> 8), static_cast<emulator::u8>(address)};
    all.insert(all.end(), bytes.begin(), bytes.end());
    return write(0x50, all);
  }
  Bytes get(unsigned address, std::size_t count) {
    Bytes bytes;
    bus().start(0x50, false);
    bus().write(static_cast<emulator::u8>(address >> 8));
    bus().write(static_cast<emulator::u8>(address));
    bus().start(0x50, true);
    while (bytes.size() < count) bytes.push_back(bus().read());
    bus().stop();
    return bytes;
  }
};

}  // namespace

TEST_CASE("AT24C32: bytes, pages and the write cycle", "[parts]") {
  EepromBench b;
  CHECK(b.get(0, 2) == Bytes{0xff, 0xff});
  CHECK(b.put(0x123, {1, 2}));
  CHECK_FALSE(b.bus().start(0x50, false));  // busy
  b.run(4999us);
  CHECK_FALSE(b.bus().start(0x50, false));
  b.run(2us);
  CHECK(b.get(0x122, 4) == Bytes{0xff, 1, 2, 0xff});
  CHECK(b.put(0x13e, {7, 8, 9}));  // goes round in its page
  b.run(6ms);
  CHECK(b.get(0x13e, 3) == Bytes{7, 8, 0xff});
  CHECK(b.get(0x120, 2) == Bytes{9, 0xff});
  CHECK(b.put(0xffff, {5}));  // the upper address bits do not count
  b.run(6ms);
  CHECK(b.get(0xfff, 2) == Bytes{5, 0xff});  // and reading goes round in all
}

TEST_CASE("AT24C32: write protection, a start before the stop, power", "[parts]") {
  EepromBench b;
  b.drive("WP", 3.3);
  CHECK(b.put(0, {1}));
  CHECK(b.get(0, 1) == Bytes{0xff});
  b.release("WP");
  b.bus().start(0x50, false);
  for (const emulator::u8 byte : {0, 0, 1}) b.bus().write(byte);
  CHECK(b.get(0, 1) == Bytes{0xff});
  CHECK(b.put(0, {1}));
  b.machine.power_on();
  CHECK(b.get(0, 1) == Bytes{1});
}

TEST_CASE("AT24C32: by levels, and a snapshot in its write cycle", "[parts]") {
  EepromBench a, b;
  testing::SoftI2c soft{a.net("SCL"), a.net("SDA")};
  CHECK(soft.scan() == std::vector<int>{0x50});
  soft.start();
  for (const unsigned byte : {0xa0u, 0u, 9u, 0x77u}) CHECK(soft.write(byte));
  soft.stop();
  CHECK(soft.scan().empty());
  b.load(a.save());
  b.run(1ms);
  CHECK_FALSE(b.bus().start(0x50, false));
  b.run(5ms);
  CHECK(b.get(9, 1) == Bytes{0x77});
}
