#include "peripherals/parts/hd44780.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "bench.hpp"
#include "peripherals/parts/lcd_i2c.hpp"

using namespace parts;
using namespace parts::test;

namespace {

double reading(Part& part, std::string_view name) {
  for (const auto& reading : part.readings())
    if (reading.name == name) return reading.value;
  FAIL("no reading " << name);
  return 0;
}

struct LcdBench : Bench {
  explicit LcdBench(bool eight_bits, Attributes attributes = {}) : eight(eight_bits) {
    Wires wires{{"RS", "RS"}, {"RW", "RW"}, {"E", "E"}};
    for (unsigned i = eight ? 0 : 4; i < 8; ++i) wires.push_back({fmt::format("D{}", i), fmt::format("D{}", i)});
    lcd = &add<Hd44780>("hd44780", "lcd", wires, std::move(attributes));
    for (const char* line : {"RS", "RW", "E"}) drive(line, 0);
    for (unsigned i = 0; i < 8; ++i) release(fmt::format("D{}", i));
    machine.power_on();
    run(15ms);
  }
  void strobe(bool rs, unsigned data) {
    drive("RS", rs ? 3.3 : 0);
    for (unsigned i = eight ? 0 : 4; i < 8; ++i) drive(fmt::format("D{}", i), data >> i & 1 ? 3.3 : 0);
    drive("E", 3.3);
    run(1us);
    drive("E", 0);
    run(1us);
  }
  void send(bool rs, unsigned byte) {
    strobe(rs, byte);
    if (!eight) strobe(rs, byte << 4 & 0xff);
    run(50us);
  }
  void instructions(std::initializer_list<unsigned> bytes) {
    for (const unsigned byte : bytes) {
      send(false, byte);
      if (byte < 4) run(1600us);
    }
  }
  void print(std::string_view text) {
    for (const char c : text) send(true, static_cast<unsigned char>(c));
  }
  void begin_four_bits() {
    for (const unsigned nibble : {0x30u, 0x30u, 0x30u, 0x20u}) {
      strobe(false, nibble);
      run(5ms);
    }
    instructions({0x28, 0x0c, 0x06, 0x01});
  }
  bool eight;
  Hd44780* lcd;
};

}  // namespace

TEST_CASE("HD44780: eight bits, two lines, cursor", "[parts]") {
  LcdBench b{true};
  CHECK(*b.lcd->text() == std::string(16, ' ') + "\n" + std::string(16, ' ') + "\n");
  b.instructions({0x38, 0x0e, 0x06, 0x01});
  b.print("Hello");
  b.instructions({0xc3});
  b.print("22\xdf");
  CHECK(*b.lcd->text() == "Hello           \n   22°          \n");
  CHECK(reading(*b.lcd, "cursor") == 1);
  CHECK(reading(*b.lcd, "cursor_column") == 6);
  CHECK(reading(*b.lcd, "cursor_row") == 1);
  b.instructions({0x18, 0x18});  // the display moves to the left
  CHECK(*b.lcd->text() == "llo             \n 22°            \n");
  b.instructions({0x1c, 0x02, 0x04});  // and back; now to the left
  b.print("AB");
  CHECK(*b.lcd->text() == "Aello           \n   22°          \n");
  b.instructions({0xe7});
  CHECK(reading(*b.lcd, "cursor_row") == 2);  // out of sight
  b.instructions({0x08});
  CHECK(*b.lcd->text() == std::string(16, ' ') + "\n" + std::string(16, ' ') + "\n");
  CHECK(reading(*b.lcd, "missed") == 0);
}

TEST_CASE("HD44780: four bits, own characters, lines that go on", "[parts]") {
  LcdBench b{false, {{"columns", 20.0}, {"rows", 4.0}}};
  b.begin_four_bits();
  b.print("one                 three");
  b.instructions({0xd4});
  b.print("four\x01");
  CHECK(*b.lcd->text() == "one                 \n                    \nthree               \nfour①               \n");
  b.instructions({0x48, 0x80 | 0x27});
  b.print("xy");  // goes on in the second line
  CHECK(b.lcd->text()->substr(21, 1) == "y");
}

TEST_CASE("HD44780: what comes too early is lost; the busy flag tells", "[parts]") {
  LcdBench b{true};
  b.instructions({0x38, 0x0c});
  b.strobe(false, 0x01);
  b.strobe(true, 'x');
  CHECK(reading(*b.lcd, "missed") == 1);
  REQUIRE(b.machine.circuit_findings.all().size() == 1);
  CHECK_THAT(b.machine.circuit_findings.all()[0].text, Catch::StartsWith("lcd is busy"));
  for (unsigned i = 0; i < 8; ++i) b.release(fmt::format("D{}", i));
  b.drive("RS", 0);
  b.drive("RW", 3.3);
  const auto busy = [&b] {
    b.drive("E", 3.3);
    const bool busy = b.net("D7").volts() > 1.6;
    b.drive("E", 0);
    return busy;
  };
  CHECK(busy());
  LcdBench other{true};
  other.load(b.save());
  other.run(1600us);
  other.drive("E", 3.3);
  CHECK(other.net("D7").volts() < 0.3);
  b.run(1500us);
  CHECK(busy());
  b.run(30us);
  CHECK_FALSE(busy());
  b.drive("RW", 0);
  b.print("x");
  CHECK(b.lcd->text()->substr(0, 2) == "x ");
}

TEST_CASE("LCD with an I2C backpack", "[parts]") {
  Bench b;
  for (const char* line : {"SCL", "SDA"}) b.drive(line, 3.3, 4700);
  auto& lcd = b.add<LcdI2c>("lcd_i2c", "lcd", {{"SCL", "SCL"}, {"SDA", "SDA"}});
  b.machine.power_on();
  b.run(50ms);
  const auto nibble = [&b](unsigned high, unsigned rs) {
    const auto byte = static_cast<emulator::u8>((high & 0xf0) | rs | 0x08);
    CHECK(b.write(0x27, {byte}));
    CHECK(b.write(0x27, {static_cast<emulator::u8>(byte | 4)}));
    CHECK(b.write(0x27, {byte}));
    b.run(5ms);
  };
  const auto send = [&](unsigned byte, unsigned rs) {
    nibble(byte, rs);
    nibble(byte << 4, rs);
  };
  CHECK(b.write(0x27, {0}));
  b.run(5ms);
  for (const unsigned high : {0x30u, 0x30u, 0x30u, 0x20u}) nibble(high, 0);
  for (const unsigned byte : {0x28u, 0x0cu, 0x06u, 0x01u}) send(byte, 0);
  for (const char c : std::string{"Hi"}) send(static_cast<unsigned char>(c), 1);
  CHECK(*lcd.text() == "Hi              \n                \n");
  CHECK(reading(lcd, "backlight") == 1);
  CHECK(b.write(0x27, {0xfa, 0xfe}));  // reading: the address counter, high nibble first
  b.bus().start(0x27, true);
  CHECK(b.bus().read() == 0x0e);
  b.bus().stop();
  CHECK(b.write(0x27, {0xfa, 0xfe}));
  b.bus().start(0x27, true);
  CHECK(b.bus().read() == 0x2e);
  b.bus().stop();
  CHECK(b.write(0x27, {0}));
  CHECK(reading(lcd, "backlight") == 0);
}
