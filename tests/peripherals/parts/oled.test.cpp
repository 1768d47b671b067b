#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"
#include "peripherals/parts/oled_module.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

struct OledBench : Bench {
  explicit OledBench(const char* type = "ssd1306", Attributes attributes = {}) {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    oled = &add<OledModule>(type, "oled", {{"SCL", "SCL"}, {"SDA", "SDA"}, {"RES", "RES"}}, std::move(attributes));
    machine.power_on();
  }
  void commands(Bytes bytes) {
    bytes.insert(bytes.begin(), 0x00);
    CHECK(write(0x3c, bytes));
  }
  void data(Bytes bytes) {
    bytes.insert(bytes.begin(), 0x40);
    CHECK(write(0x3c, bytes));
  }
  // Dark, upright, horizontal addressing, pump and display on.
  void begin() {
    commands({0xae, 0x20, 0x00, 0xa1, 0xc8, 0x8d, 0x14, 0x81, 0xff, 0x21, 0, 127, 0x22, 0, 7});
    data(Bytes(1024));
    commands({0xaf});
  }
  double at(unsigned x, unsigned y) { return oled->picture()->at(x, y); }
  double sum() {
    double sum = 0;
    const Picture picture = *oled->picture();
    for (const double light : picture.light) sum += light;
    return sum;
  }
  OledModule* oled;
};

}  // namespace

TEST_CASE("SSD1306: pixels, window, contrast, inverse, off", "[parts]") {
  OledBench b;
  CHECK(b.sum() == 0);
  b.commands({0xaf, 0x8d, 0x14});
  CHECK(b.sum() > 0);  // what a RAM has at power-on
  b.begin();
  CHECK(b.sum() == 0);
  b.commands({0x21, 5, 6, 0x22, 1, 2});
  b.data({0x01, 0x80, 0x03});
  CHECK(b.sum() == Approx(4));
  CHECK(b.at(5, 8) == 1);
  CHECK(b.at(6, 15) == 1);
  CHECK(b.at(5, 16) == 1);
  CHECK(b.at(5, 17) == 1);
  b.commands({0x81, 0x3f});
  CHECK(b.at(5, 8) == Approx(0.57).margin(0.01));
  b.commands({0xa7});
  CHECK(b.at(5, 8) == 0);
  CHECK(b.at(0, 0) > 0.5);
  b.commands({0x8d, 0x10});
  CHECK(b.sum() == 0);
  CHECK(b.read(0x3c, 0x00) == 0);
  b.commands({0xae});
  CHECK(b.read(0x3c, 0x00) == 0x40);
}

TEST_CASE("SSD1306: page mode, turned round, start line and offset", "[parts]") {
  OledBench b;
  b.begin();
  b.commands({0x20, 0x02, 0xb7, 0x0f, 0x17});
  b.data({0x80, 0x01});  // goes round to column 0 of the same page
  CHECK(b.at(127, 63) == 1);
  CHECK(b.at(0, 56) == 1);
  b.commands({0xc0});
  CHECK(b.at(127, 0) == 1);
  b.commands({0xa0});  // for what comes
  CHECK(b.at(127, 0) == 1);
  b.commands({0xc8, 0x40 | 63});
  CHECK(b.at(127, 0) == 1);
  b.commands({0x40, 0xd3, 1});
  CHECK(b.at(127, 62) == 1);
  CHECK(b.sum() == Approx(2));
}

TEST_CASE("SSD1306: a flat panel, and what the wrong COM pins do", "[parts]") {
  OledBench flat{"ssd1306", {{"height", 32.0}}};
  flat.begin();
  flat.commands({0xa8, 31, 0xda, 0x02, 0x21, 0, 127, 0x22, 0, 7});
  flat.data({0x02});
  CHECK(flat.oled->picture()->height == 32);
  CHECK(flat.at(0, 1) == 1);
  CHECK(flat.sum() == Approx(1));
  OledBench tall;
  tall.begin();
  tall.commands({0xa8, 31, 0xda, 0x02, 0xa5});
  CHECK(tall.sum() == Approx(128 * 32));  // every other line stays dark
  CHECK(tall.at(0, 0) != tall.at(0, 1));
}

TEST_CASE("SSD1306: scrolls by itself", "[parts]") {
  OledBench b;
  b.begin();
  b.data({0x01});
  b.commands({0x26, 0, 0, 7, 0, 0, 0xff, 0x2f});  // page 0, every 2 frames: 18.7 ms
  b.run(18ms);
  CHECK(b.at(0, 0) == 1);
  b.run(1ms);
  CHECK(b.at(1, 0) == 1);
  b.run(19ms);
  OledBench other;
  other.load(b.save());
  for (OledBench* each : {&b, &other}) {
    CHECK(each->at(2, 0) == 1);
    each->run(19ms);
    CHECK(each->at(3, 0) == 1);
    each->commands({0x2e});
    each->run(1s);
    CHECK(each->at(3, 0) == 1);
  }
}

TEST_CASE("SSD1306: control bytes, reset, addresses", "[parts]") {
  OledBench b;
  b.begin();
  CHECK(b.write(0x3c, {0x80, 0xb0, 0x80, 0x00, 0x80, 0x10, 0x40, 0xff, 0xff}));
  CHECK(b.sum() == Approx(16));
  CHECK_FALSE(b.write(0x3d, {0x00}));
  b.drive("RES", 0);
  b.drive("RES", 3.3);
  CHECK(b.sum() == 0);
  b.commands({0xaf, 0x8d, 0x14, 0xc8, 0x81, 0xff});
  CHECK(b.sum() == Approx(16));
}

TEST_CASE("SSD1306: SPI, by bytes and by levels", "[parts]") {
  Bench b;
  auto& oled = b.add<OledModule>("ssd1306", "oled",
                                 {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"CS", "CS"}, {"DC", "DC"}, {"RES", "RES"}},
                                 {{"interface", std::string{"spi"}}, {"vcc", std::string{"external"}}});
  b.machine.power_on();
  testing::SoftSpi soft{b.machine.circuit, 0};
  b.drive("DC", 0);
  soft.select(true);
  for (const unsigned byte : {0xa1u, 0xc8u, 0x20u, 0u, 0x81u, 0xffu}) soft.transfer(byte);
  b.drive("DC", 3.3);
  for (unsigned i = 0; i < 1023; ++i) b.machine.circuit.spi(b.net("SCK")).transfer(0, 8, {});
  soft.transfer(0x81);
  b.drive("DC", 0);
  soft.transfer(0xaf);
  soft.select(false);
  soft.transfer(0xae);
  double sum = 0;
  const Picture picture = *oled.picture();
  for (const double light : picture.light) sum += light;
  CHECK(sum == Approx(2));
  CHECK(oled.picture()->at(127, 63) == 1);
  CHECK(oled.picture()->at(127, 56) == 1);
}

TEST_CASE("SH1106: 132 columns, page mode, read-modify-write", "[parts]") {
  OledBench b{"sh1106"};
  b.commands({0xa1, 0xc8, 0x81, 0xff});
  for (unsigned page = 0; page < 8; ++page) {
    b.commands({static_cast<emulator::u8>(0xb0 + page), 0x00, 0x10});
    b.data(Bytes(132));
  }
  b.commands({0xaf, 0xb1, 0x02, 0x10, 0xe0});
  b.data({0x01, 0x02});
  CHECK(b.at(0, 8) == 1);
  CHECK(b.at(1, 9) == 1);
  b.commands({0xee});
  b.data({0x04});
  CHECK(b.at(0, 8) == 0);
  CHECK(b.at(0, 10) == 1);
  b.commands({0x0f, 0x1f});
  b.data({0xff});  // there is no such column
  CHECK(b.sum() == Approx(2));
  b.commands({0xad, 0x8a});
  CHECK(b.sum() == 0);
}

TEST_CASE("OLED modules: attributes that do not fit are refused", "[parts]") {
  Bench b;
  CHECK_THROWS_WITH(b.add<Part>("ssd1306", "x", {}, {{"interface", std::string{"i3c"}}}),
                    Catch::StartsWith("\"interface\" is \"i3c\"; did you mean i2c"));
}
