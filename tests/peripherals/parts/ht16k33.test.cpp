#include "peripherals/parts/ht16k33.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Ht16k33Bench : Bench {
  explicit Ht16k33Bench(const char* kind, bool keys = false) {
    for (const char* line : {"SCL", "SDA"}) drive(line, 3.3, 4700);
    display = &add<Ht16k33>("ht16k33", "d", {{"SCL", "SCL"}, {"SDA", "SDA"}},
                            {{"display", std::string{kind}}, {"keys", keys}});
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

TEST_CASE("HT16K33: letters of fourteen segments", "[parts]") {
  Ht16k33Bench b{"digits14"};
  // H, E, L. and a star, as the usual driver's font has them
  b.write(0x70, {0x00, 0xf6, 0x00, 0xf9, 0x00, 0x38, 0x40, 0xc0, 0x3f});
  CHECK(*b.display->text() == "HEL.*\n");
  const Picture picture = *b.display->picture();
  CHECK(picture.width == 35);
  CHECK(picture.at(0, 1) > 0);       // f of the H
  CHECK(picture.at(3, 0) == 0);      // no a
  CHECK(picture.at(18 + 7, 8) > 0);  // the point of the third
  CHECK(picture.at(27 + 1, 1) > 0);  // the star's upper left
  b.write(0x70, {0x80});
  CHECK(*b.display->text() == "    \n");
}

TEST_CASE("HT16K33: keys count after two scans, and until they are read", "[parts]") {
  using Bytes = std::vector<emulator::u8>;
  Ht16k33Bench b{"matrix8x8", true};
  CHECK(b.read(0x70, 0x40, 6) == Bytes{0, 0, 0, 0, 0, 0});
  b.quantity("KS1_K2").set(1);
  b.run(10ms);
  CHECK(b.read(0x70, 0x60) == 0);
  b.run(15ms);
  CHECK(b.read(0x70, 0x60) == 0xff);
  b.quantity("KS1_K2").set(0);
  b.quantity("KS2_K13").set(1);
  b.run(25ms);
  CHECK(b.read(0x70, 0x40, 6) == Bytes{0, 0, 2, 0, 0, 0x10});  // both, as nobody had read the first
  CHECK(b.read(0x70, 0x40, 6) == Bytes{0, 0, 0, 0, 0, 0x10});
  b.quantity("KS2_K13").set(0);
  b.run(25ms);
  b.read(0x70, 0x40, 6);
  CHECK(b.read(0x70, 0x60) == 0);
}
