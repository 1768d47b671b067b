#include "peripherals/parts/mcp23017.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

// Addresses with BANK = 0.
constexpr emulator::u8 at = 0x20, iodira = 0, ipola = 2, gpintena = 4, gpintenb = 5, defvala = 6, intcona = 8,
                       iocon = 10, gppua = 12, intfa = 14, intcapa = 16, gpioa = 18, gpiob = 19, olata = 20;

struct ExpanderBench : Bench {
  ExpanderBench() {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    drive("RESET", 3.3);
    Wires wires{{"SCL", "SCL"}, {"SDA", "SDA"}, {"INTA", "INTA"}, {"INTB", "INTB"}, {"RESET", "RESET"}};
    for (const char port : {'A', 'B'})
      for (char n = '0'; n < '8'; ++n) {
        const std::string pin = std::string{"GP"} + port + n;
        wires.emplace_back(pin, pin);
      }
    add<Mcp23017>("mcp23017", "io", wires);
  }
  bool high(const char* n) { return !net(n).floating() && net(n).volts() > 1.6; }
};

}  // namespace

TEST_CASE("MCP23017: outputs, pull-ups, inputs, polarity", "[parts]") {
  ExpanderBench b;
  CHECK(b.read(at, iodira, 2) == Bytes{0xff, 0xff});
  CHECK(b.net("GPA0").floating());
  CHECK(b.write(at, {olata, 0x05, 0x80}));  // both ports in sequential mode
  CHECK(b.write(at, {iodira, 0xf0, 0x7f}));
  CHECK(b.high("GPA0"));
  CHECK_FALSE(b.high("GPA1"));
  CHECK(b.high("GPA2"));
  CHECK(b.high("GPB7"));
  CHECK(b.write(at, {gpioa, 0x0a}));
  CHECK(b.read(at, olata) == 0x0a);
  CHECK(b.write(at, {gppua, 0x30}));
  b.drive("GPA5", 0, 1000);
  b.drive("GPA7", 3.3);
  CHECK(b.read(at, gpioa) == 0x9a);  // 1001 1010
  CHECK(b.write(at, {ipola, 0xf0}));
  CHECK(b.read(at, gpioa) == 0x6a);
  b.drive("RESET", 0);
  CHECK_FALSE(b.write(at, {olata}));
  b.drive("RESET", 3.3);
  CHECK(b.read(at, olata) == 0);
  CHECK(b.net("GPA0").floating());
}

TEST_CASE("MCP23017: how the register pointer moves", "[parts]") {
  ExpanderBench b;
  b.write(at, {olata, 0x12, 0x34});
  CHECK(b.read(at, olata, 3) == Bytes{0x12, 0x34, 0xff});  // rolls over to IODIRA
  b.write(at, {iocon, 0x20});                              // byte mode: to and fro in the pair
  CHECK(b.read(at, olata, 3) == Bytes{0x12, 0x34, 0x12});
  b.write(at, {iocon, 0xa0});  // BANK = 1
  CHECK(b.read(at, 0x0a, 2) == Bytes{0x12, 0x12});
  CHECK(b.read(at, 0x1a) == 0x34);
  CHECK(b.read(at, 0x15) == 0xa0);  // IOCON is one register
}

TEST_CASE("MCP23017: interrupts on change, captured until they are read", "[parts]") {
  ExpanderBench b;
  b.drive("GPA3", 0);
  b.drive("GPB1", 0);
  b.write(at, {gpintena, 0x08});
  CHECK(b.high("INTA"));
  b.drive("GPA3", 3.3);
  CHECK_FALSE(b.high("INTA"));
  CHECK(b.high("INTB"));
  b.drive("GPA3", 0);  // the first is captured
  CHECK(b.read(at, intfa) == 0x08);
  ExpanderBench other;
  other.drive("GPA3", 0);
  other.drive("GPB1", 0);
  other.load(b.save());
  CHECK_FALSE(other.high("INTA"));
  CHECK(other.read(at, intcapa) == 0x08);
  CHECK(other.high("INTA"));
  CHECK(b.read(at, gpioa) == 0);
  CHECK(b.high("INTA"));
  CHECK(b.read(at, intfa) == 0);
  b.write(at, {iocon, 0x42});  // mirrored, active high
  CHECK_FALSE(b.high("INTA"));
  b.write(at, {gpintenb, 0x02});
  b.drive("GPB1", 3.3);
  CHECK(b.high("INTA"));
  CHECK(b.high("INTB"));
  CHECK(b.read(at, gpiob) == 0x02);
  CHECK_FALSE(b.high("INTA"));
  b.write(at, {iocon, 0x04});  // open drain
  CHECK(b.net("INTA").floating());
}

TEST_CASE("MCP23017: an interrupt against DEFVAL lasts as long as its cause", "[parts]") {
  ExpanderBench b;
  b.drive("GPA0", 3.3);
  b.write(at, {defvala, 0x01});
  b.write(at, {intcona, 0x01});
  b.write(at, {gpintena, 0x01});
  CHECK(b.high("INTA"));
  b.drive("GPA0", 0);
  CHECK_FALSE(b.high("INTA"));
  b.read(at, gpioa);
  CHECK_FALSE(b.high("INTA"));
  b.drive("GPA0", 3.3);
  CHECK_FALSE(b.high("INTA"));
  CHECK(b.read(at, intcapa) == 0);
  CHECK(b.high("INTA"));
}
