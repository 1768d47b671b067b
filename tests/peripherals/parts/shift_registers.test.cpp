#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/hc165.hpp"
#include "peripherals/parts/hc595.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct ShiftBench : Bench {
  ShiftBench() {
    for (const char* n : {"CK", "ST", "DS"}) drive(n, 0);
    drive("PL", 3.3);
    Wires first{{"DS", "DS"}, {"SHCP", "CK"}, {"STCP", "ST"}, {"Q7S", "chain"}, {"MR", "MR"}, {"OE", "OE"}};
    Wires second{{"DS", "chain"}, {"SHCP", "CK"}, {"STCP", "ST"}, {"MR", "MR"}};
    drive("MR", 3.3);
    drive("OE", 0);
    for (char n = '0'; n < '8'; ++n) {
      first.emplace_back(std::string{"Q"} + n, std::string{"a"} + n);
      second.emplace_back(std::string{"Q"} + n, std::string{"b"} + n);
    }
    add<Hc595>("74hc595", "b", second);  // the order does not matter
    add<Hc595>("74hc595", "a", first);
  }
  void pulse(const char* n) {
    drive(n, 3.3);
    run(100ns);
    drive(n, 0);
    run(100ns);
  }
  void bang(unsigned word) {
    for (unsigned i = 16; i--;) {
      drive("DS", word >> i & 1 ? 3.3 : 0);
      pulse("CK");
    }
    pulse("ST");
  }
  unsigned outputs(char which) {
    unsigned value = 0;
    for (char n = '0'; n < '8'; ++n) value |= unsigned{net(std::string{which} + n).volts() > 1.6} << (n - '0');
    return value;
  }
};

struct InBench : Bench {
  InBench() {
    drive("CK", 0);
    drive("PL", 3.3);
    Wires near{{"CP", "CK"}, {"PL", "PL"}, {"Q7", "Q"}, {"DS", "chain"}};
    Wires far{{"CP", "CK"}, {"PL", "PL"}, {"Q7", "chain"}};
    for (char n = '0'; n < '8'; ++n) {
      near.emplace_back(std::string{"D"} + n, std::string{"a"} + n);
      far.emplace_back(std::string{"D"} + n, std::string{"b"} + n);
    }
    add<Hc165>("74hc165", "near", near);
    add<Hc165>("74hc165", "far", far);
  }
  void inputs(char which, unsigned value) {
    for (char n = '0'; n < '8'; ++n) drive(std::string{which} + n, value >> (n - '0') & 1 ? 3.3 : 0);
  }
  void take() {
    drive("PL", 0);
    run(100ns);
    drive("PL", 3.3);
    run(100ns);
  }
};

}  // namespace

TEST_CASE("74HC595: two in a chain, by pins and by an SPI controller", "[parts]") {
  ShiftBench b;
  b.bang(0x1234);
  CHECK(b.outputs('b') == 0x12);
  CHECK(b.outputs('a') == 0x34);
  emulator::SpiBus& bus = b.machine.circuit.spi(b.net("CK"));
  CHECK(bus.transfer(0xabcd, 16, {}) == 0xffff);  // nothing on MISO
  CHECK(b.outputs('a') == 0x34);
  b.pulse("ST");
  CHECK(b.outputs('b') == 0xab);
  CHECK(b.outputs('a') == 0xcd);
  bus.transfer(0x01, 8, {0, true});
  b.pulse("ST");
  CHECK(b.outputs('b') == 0xcd);
  CHECK(b.outputs('a') == 0x80);
}

TEST_CASE("74HC595: output enable, clearing, snapshots", "[parts]") {
  ShiftBench b;
  b.bang(0xffff);
  b.drive("OE", 3.3);
  CHECK(b.net("a0").floating());
  b.drive("OE", 0);
  b.drive("MR", 0);
  CHECK(b.outputs('a') == 0xff);
  b.drive("MR", 3.3);
  b.pulse("ST");
  CHECK(b.outputs('a') == 0);
  b.bang(0x55aa);
  ShiftBench other;
  other.load(b.save());
  CHECK(other.outputs('b') == 0x55);
  CHECK(other.save() == b.save());
}

TEST_CASE("74HC165: two in a chain, by pins and by an SPI controller", "[parts]") {
  InBench b;
  b.inputs('a', 0x9c);
  b.inputs('b', 0x3a);
  b.take();
  unsigned seen = 0;
  for (unsigned i = 0; i < 16; ++i) {
    seen = seen << 1 | (b.net("Q").volts() > 1.6);
    b.drive("CK", 3.3);
    b.run(100ns);
    b.drive("CK", 0);
    b.run(100ns);
  }
  CHECK(seen == 0x9c3a);
  b.take();
  emulator::SpiBus& bus = b.machine.circuit.spi(b.net("CK"));
  CHECK(bus.transfer(0, 8, {}) == 0x9c);
  InBench other;
  other.load(b.save());
  CHECK(other.machine.circuit.spi(other.net("CK")).transfer(0, 8, {}) == 0x3a);
  CHECK(bus.transfer(0, 16, {}) == 0x3a00);
}
