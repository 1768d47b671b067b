#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "bench.hpp"
#include "peripherals/parts/tft_module.hpp"

using namespace parts;
using namespace parts::test;
using Bytes = std::vector<emulator::u8>;

namespace {

constexpr Colour black{0, 0, 0}, red{255, 0, 0}, green{0, 255, 0}, blue{0, 0, 255}, white{255, 255, 255};

struct TftBench : Bench {
  explicit TftBench(const char* type, Attributes attributes = {}) {
    drive("RES", 3.3);
    drive("BL", 3.3);
    tft = &add<TftModule>(
        type, "tft", {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"MISO", "MISO"}, {"DC", "DC"}, {"RES", "RES"}, {"BL", "BL"}},
        std::move(attributes));
    machine.power_on();
    run(1s);
  }
  emulator::SpiBus& spi() { return machine.circuit.spi(net("SCK")); }
  void command(unsigned code, const Bytes& parameters = {}) {
    drive("DC", 0);
    spi().transfer(code, 8, {});
    drive("DC", 3.3);
    for (const auto byte : parameters) spi().transfer(byte, 8, {});
  }
  void window(unsigned x0, unsigned y0, unsigned x1, unsigned y1) {
    const auto half = [](unsigned v, bool high) { return static_cast<emulator::u8>(high ? v >> 8 : v); };
    command(0x2a, {half(x0, true), half(x0, false), half(x1, true), half(x1, false)});
    command(0x2b, {half(y0, true), half(y0, false), half(y1, true), half(y1, false)});
    command(0x2c);
  }
  void fill(unsigned points, unsigned colour) {
    for (unsigned i = 0; i < points; ++i) spi().transfer(colour, 16, {});
  }
  // Out of sleep, on, 16 bits, all of the memory 0.
  void begin(emulator::u8 madctl, unsigned points) {
    command(0x11);
    command(0x3a, {0x55});
    command(0x36, {madctl});
    command(0x2c);
    fill(points, 0);
    command(0x29);
  }
  Colour at(unsigned x, unsigned y) {
    const Picture picture = *tft->picture();
    return picture.colours.at(y * picture.width + x);
  }
  Bytes read(unsigned code, std::size_t count) {
    command(code);
    Bytes bytes;
    while (bytes.size() < count) bytes.push_back(static_cast<emulator::u8>(spi().transfer(0, 8, {})));
    return bytes;
  }
  TftModule* tft;
};

}  // namespace

TEST_CASE("TFT: ILI9341, window, colours, turned", "[parts]") {
  TftBench b{"ili9341"};
  CHECK(b.at(0, 0) == black);
  b.begin(0x88, 240 * 320);
  CHECK(b.tft->picture()->width == 240);
  CHECK(b.at(17, 5) == black);
  b.window(0, 0, 1, 1);
  for (const unsigned colour : {0xf800u, 0x07e0u, 0x001fu, 0xffffu}) b.fill(1, colour);
  CHECK(b.at(0, 0) == red);
  CHECK(b.at(1, 0) == green);
  CHECK(b.at(0, 1) == blue);
  CHECK(b.at(1, 1) == white);
  b.fill(1, 0x07e0);  // the window goes round
  CHECK(b.at(0, 0) == green);
  b.command(0x36, {0xe8});  // turned to the right
  b.window(319, 0, 500, 0);
  b.fill(1, 0xf800);
  CHECK(b.at(239, 319) == red);
  b.command(0x36, {0x48});  // upside down
  b.window(0, 0, 9, 0);
  b.fill(1, 0x001f);
  CHECK(b.at(239, 319) == blue);
  b.command(0x21);
  CHECK(b.at(100, 100) == white);
  b.command(0x28);
  CHECK(b.at(100, 100) == black);
  CHECK(b.tft->readings()[0].value == 0);
}

TEST_CASE("TFT: 12 and 18 bits, commands cut short", "[parts]") {
  TftBench b{"st7735"};
  b.begin(0, 128 * 160);
  b.command(0x3a, {0x03});
  b.window(0, 0, 2, 0);
  for (const unsigned byte : {0xf0u, 0x00u, 0xf0u, 0x00u, 0xf0u}) b.spi().transfer(byte, 8, {});
  CHECK(b.at(0, 0) == red);
  CHECK(b.at(1, 0) == green);
  CHECK(b.at(2, 0) == blue);
  b.command(0x3a, {0x66});
  b.window(3, 0, 4, 1);
  for (const unsigned byte : {0xffu, 0x00u, 0x03u, 0x00u, 0x00u, 0xfcu}) b.spi().transfer(byte, 8, {});
  CHECK(b.at(3, 0) == red);
  CHECK(b.at(4, 0) == blue);
  b.command(0x2a, {0, 9});  // the end stays 4: one column
  b.command(0x2c, {0x00, 0xfc, 0x00});
  CHECK(b.at(9, 0) == green);
  b.command(0x3c, {0x00, 0xfc, 0x00});  // goes on
  CHECK(b.at(9, 1) == green);
  b.command(0x39);
  CHECK(b.at(9, 1) == green);
}

TEST_CASE("TFT: ST7735 with the larger memory sits in its middle", "[parts]") {
  TftBench b{"st7735", {{"memory", std::string{"132x162"}}, {"order", std::string{"bgr"}}}};
  b.begin(0x08, 132 * 162);
  b.window(2, 1, 2, 1);
  b.fill(1, 0xf800);
  CHECK(b.at(0, 0) == red);
  TftBench flat{"st7735", {{"memory", std::string{"132x162"}}, {"width", 80.0}, {"height", 160.0}, {"inverted", true}}};
  flat.begin(0, 132 * 162);
  flat.command(0x21);
  flat.window(26, 1, 26, 1);
  flat.fill(1, 0x07e0);
  CHECK(flat.at(0, 0) == green);
  CHECK(flat.at(1, 0) == black);
}

TEST_CASE("TFT: ST7789, smaller panels, inversion, scrolling", "[parts]") {
  TftBench b{"st7789", {{"width", 135.0}, {"height", 240.0}}};
  b.begin(0, 240 * 320);
  CHECK(b.at(0, 0) == white);
  b.command(0x21);
  CHECK(b.at(0, 0) == black);
  b.window(52, 40, 53, 40);
  b.fill(2, 0xf800);
  CHECK(b.at(0, 0) == red);
  b.command(0x36, {0x60});  // turned
  b.window(40, 53, 40, 53);
  b.fill(1, 0x001f);
  CHECK(b.at(134, 0) == blue);
  b.command(0x36, {0});
  b.command(0x33, {0, 40, 0, 240, 0, 40});
  b.command(0x37, {0, 50});
  CHECK(b.at(0, 230) == red);
  TftBench other{"st7789", {{"width", 135.0}, {"height", 240.0}}};
  other.load(b.save());
  CHECK(other.at(0, 230) == red);
  b.command(0x13);
  CHECK(b.at(0, 0) == red);
  b.command(0x01);
  b.command(0x11);
  b.command(0x29);
  CHECK(b.at(1, 1) == white);  // inversion is off again; the memory is kept
  TftBench square{"st7789", {{"width", 240.0}, {"height", 240.0}}};
  square.begin(0xc0, 240 * 320);
  square.command(0x21);
  square.window(0, 80, 0, 80);
  square.fill(1, 0x07e0);
  CHECK(square.at(239, 239) == green);
}

TEST_CASE("TFT: reading", "[parts]") {
  TftBench b{"ili9341"};
  CHECK(b.read(0xd3, 4) == Bytes{0, 0, 0x93, 0x41});
  b.begin(0x88, 1);
  CHECK(b.read(0x0b, 1) == Bytes{0x88});
  CHECK(b.read(0x0c, 1) == Bytes{0x55});
  CHECK(b.read(0x0a, 1) == Bytes{0x9c});
  b.window(0, 0, 1, 0);
  b.fill(1, 0xf800);
  b.fill(1, 0x001f);
  CHECK(b.read(0x2e, 7) == Bytes{0, 0xfc, 0, 0, 0, 0, 0xfc});
  TftBench other{"st7789"};
  CHECK(other.read(0x04, 4) == Bytes{0x42, 0xc2, 0xa9, 0x00});  // 85h 85h 52h, a clock late
}

TEST_CASE("TFT: reset, backlight, partial mode", "[parts]") {
  TftBench b{"st7789"};
  b.begin(0, 240 * 320);
  CHECK(b.at(0, 0) == white);
  for (unsigned i = 0; i < 200; ++i) {
    b.drive("BL", 0);
    b.run(3ms);
    b.drive("BL", 3.3);
    b.run(1ms);
  }
  CHECK(b.tft->readings()[1].value == Approx(0.57).margin(0.03));  // a quarter of the light
  CHECK(b.at(0, 0)[0] == Approx(137).margin(8));
  b.command(0x12);
  REQUIRE(b.machine.circuit_findings.all().size() == 1);
  CHECK_THAT(b.machine.circuit_findings.all()[0].text, Catch::StartsWith("tft is told to show a part"));
  b.drive("RES", 0);
  b.command(0x29);
  b.drive("RES", 3.3);
  CHECK(b.tft->readings()[0].value == 0);
  CHECK(b.read(0x0c, 1) == Bytes{0x66});
}

TEST_CASE("TFT: by levels, with a chip select", "[parts]") {
  Bench b;
  auto& tft = b.add<TftModule>("st7735", "t", {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"CS", "CS"}, {"DC", "DC"}});
  b.machine.power_on();
  testing::SoftSpi soft{b.machine.circuit, 0};
  const auto send = [&](bool data, std::initializer_list<unsigned> bytes) {
    b.drive("DC", data ? 3.3 : 0);
    soft.select(true);
    for (const unsigned byte : bytes) soft.transfer(byte);
    soft.select(false);
  };
  soft.transfer(0x29);
  CHECK(tft.readings()[0].value == 0);
  send(false, {0x11, 0x29, 0x3a});
  send(true, {0x05});
  send(false, {0x2c});
  send(true, {0xf8, 0x00});
  CHECK(tft.readings()[0].value == 1);
  CHECK(tft.picture()->colours[0] == red);
}

TEST_CASE("TFT: a chip select that is not wired, on a net of its own", "[parts]") {
  Bench b;
  auto& tft =
      b.add<TftModule>("st7789", "t", {{"SCK", "SCK"}, {"MOSI", "MOSI"}, {"CS", "t:CS"}, {"DC", "DC"}, {"BL", "t:BL"}});
  b.machine.power_on();
  b.drive("DC", 0);
  for (const unsigned code : {0x11u, 0x29u}) b.machine.circuit.spi(b.net("SCK")).transfer(code, 8, {});
  CHECK(tft.readings()[0].value == 1);
  CHECK(tft.readings()[1].value == 1);
}
