#include "peripherals/parts/ht16k33.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Ht16k33Bench : Bench {
  explicit Ht16k33Bench(const char* kind) {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    display = &add<Ht16k33>("ht16k33", "d", {{"SCL", "SCL"}, {"SDA", "SDA"}}, {{"display", std::string{kind}}});
    machine.power_on();
    write(0x70, std::vector<emulator::u8>(17));
    for (const emulator::u8 command : {0x21, 0x81, 0xef}) CHECK(write(0x70, {command}));
  }
  double at(unsigned x, unsigned y) { return display->picture()->at(x, y); }
  double sum() {
    double sum = 0;
    const Picture picture = *display->picture();
    for (const double light : picture.light) sum += light;
    return sum;
  }
  Ht16k33* display;
};

}  // namespace

TEST_CASE("HT16K33: digits, dimming, standby", "[parts]") {
  Ht16k33Bench b{"digits"};
  CHECK(*b.display->text() == "    \n");
  b.write(0x70, {0x00, 0x06, 0, 0xdb, 0, 0x02, 0, 0x4f, 0, 0x66});
  CHECK(*b.display->text() == "12.:34\n");
  CHECK(b.read(0x70, 0x06, 3) == std::vector<emulator::u8>{0x4f, 0, 0x66});
  b.write(0x70, {0xe0});
  CHECK(b.display->readings()[1].value == Approx(0.30).margin(0.01));
  b.write(0x70, {0x20});
  CHECK(*b.display->text() == "    \n");
  b.write(0x70, {0x21});
  b.write(0x70, {0x0f, 1, 0x3f});  // goes round
  b.write(0x70, {0xef});
  CHECK(*b.display->text() == "02.:34\n");
  CHECK(b.read(0x70, 0x40, 2) == std::vector<emulator::u8>{0, 0});
}

TEST_CASE("HT16K33: blinks", "[parts]") {
  Ht16k33Bench b{"digits"};
  b.write(0x70, {0x00, 0x3f});
  b.write(0x70, {0x83});  // 2 Hz
  CHECK(*b.display->text() == "0   \n");
  b.run(249ms);
  CHECK(*b.display->text() == "0   \n");
  Ht16k33Bench other{"digits"};
  other.load(b.save());
  for (Ht16k33Bench* each : {&b, &other}) {
    each->run(2ms);
    CHECK(*each->display->text() == "    \n");
    each->run(250ms);
    CHECK(*each->display->text() == "0   \n");
  }
  b.write(0x70, {0x87});  // 0.5 Hz
  b.run(999ms);
  CHECK(*b.display->text() == "0   \n");
  b.run(2ms);
  CHECK(*b.display->text() == "    \n");
}

TEST_CASE("HT16K33: matrices", "[parts]") {
  Ht16k33Bench small{"matrix8x8"};
  small.write(0x70, {0x00, 0x80, 0xff, 0x01});  // high bytes have no LEDs
  CHECK(small.sum() == Approx(2));
  CHECK(small.at(0, 0) == 1);
  CHECK(small.at(1, 1) == 1);
  Ht16k33Bench wide{"matrix16x8"};
  wide.write(0x70, {0x00, 0x80, 0x01});
  CHECK(wide.sum() == Approx(2));
  CHECK(wide.at(0, 0) == 1);
  CHECK(wide.at(8, 7) == 1);
}
