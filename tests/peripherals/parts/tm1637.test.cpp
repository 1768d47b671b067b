#include "peripherals/parts/tm1637.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Tm1637Bench : Bench {
  explicit Tm1637Bench(Attributes attributes = {}) {
    display = &add<Tm1637>("tm1637", "display", {{"CLK", "CLK"}, {"DIO", "DIO"}}, std::move(attributes));
    machine.power_on();
    clock(true), data(true);
  }
  void clock(bool level) { drive("CLK", level ? 3.3 : 0); }
  void data(bool level) { level ? release("DIO") : drive("DIO", 0); }
  bool send(std::vector<unsigned> bytes) {
    bool acknowledged = true;
    data(false);  // START
    clock(false);
    for (const unsigned byte : bytes) {
      for (unsigned i = 0; i < 8; ++i) {
        data(byte >> i & 1);
        clock(true);
        clock(false);
      }
      data(true);
      acknowledged = acknowledged && net("DIO").volts() < 0.5;
      clock(true);
      acknowledged = acknowledged && net("DIO").volts() < 0.5;
      clock(false);
      acknowledged = acknowledged && net("DIO").volts() > 3;
    }
    data(false);
    clock(true);
    data(true);  // STOP
    return acknowledged;
  }
  unsigned read_key() {
    data(false);
    clock(false);
    for (unsigned i = 0; i < 8; ++i) {
      data(0x42 >> i & 1);
      clock(true);
      clock(false);
    }
    data(true);
    clock(true);
    clock(false);
    unsigned key = 0;
    for (unsigned i = 0; i < 8; ++i) {
      clock(true);
      key |= unsigned{net("DIO").volts() > 1.6} << i;
      clock(false);
    }
    clock(true);
    clock(false);
    data(false);
    clock(true);
    data(true);
    return key;
  }
  double reading(std::string_view name) {
    for (const auto& reading : display->readings())
      if (reading.name == name) return reading.value;
    FAIL("no reading " << name);
    return 0;
  }
  Tm1637* display;
};

}  // namespace

TEST_CASE("TM1637: digits, colon, brightness", "[parts]") {
  Tm1637Bench b;
  CHECK(*b.display->text() == "    \n");
  CHECK(b.send({0x40}));
  CHECK(b.send({0xc0, 0x06, 0x5b | 0x80, 0x4f, 0x66}));
  CHECK(*b.display->text() == "    \n");
  CHECK(b.send({0x8f}));
  CHECK(*b.display->text() == "12:34\n");
  CHECK(b.reading("b_1") == 1);
  CHECK(b.reading("a_1") == 0);
  CHECK(b.reading("dp_2") == 0);
  CHECK(b.send({0x88}));
  CHECK(b.reading("b_1") == Approx(0.32).margin(0.01));  // 1 of 14
  CHECK(*b.display->text() == "12:34\n");
  Tm1637Bench other;
  other.load(b.save());
  CHECK(*other.display->text() == "12:34\n");
  CHECK(b.send({0x80}));
  CHECK(b.reading("lit") == 0);
  const Picture picture = *other.display->picture();
  CHECK(picture.width == 27);
  CHECK(picture.height == 9);
  CHECK(picture.at(4, 1) > 0);
  CHECK(picture.at(0, 1) == 0);
  CHECK(picture.at(12, 3) > 0);  // the colon
}

TEST_CASE("TM1637: six digits with points, one at a time", "[parts]") {
  Tm1637Bench b{Attributes{{"digits", 6.0}, {"colon", false}}};
  b.send({0x40});
  b.send({0xc0, 0, 0, 0, 0, 0, 0, 0x3f});  // the address goes round
  b.send({0x44});
  b.send({0xc2, 0x7f, 0x6f | 0x80});  // and stays
  b.send({0xc6, 0x7f});               // there is no such digit
  b.send({0x8a});
  CHECK(*b.display->text() == "0 9.   \n");
  b.send({0xc5, 0x21});
  CHECK(*b.display->text() == "0 9.  ?\n");
}

TEST_CASE("TM1637: reading says that no key is pressed; what is not between START and STOP is not heard", "[parts]") {
  Tm1637Bench b;
  b.send({0x40});
  b.send({0xc0, 0x3f, 0x3f, 0x3f, 0x3f});
  b.send({0x8f});
  CHECK(b.send({0x42, 0xff}));
  CHECK(*b.display->text() == "0000\n");
  b.clock(false);
  for (const bool bit : {false, false, false, true, false, false, false, true}) {
    b.data(bit);
    b.clock(true);
    b.clock(false);
  }
  CHECK(*b.display->text() == "0000\n");
}

TEST_CASE("TM1637: keys", "[parts]") {
  Tm1637Bench b{Attributes{{"keys", true}}};
  CHECK(b.read_key() == 0xff);
  b.quantity("K1_SG1").set(1);
  CHECK(b.read_key() == 0xf7);
  b.quantity("K1_SG1").set(0);
  b.quantity("K1_SG4").set(1);
  CHECK(b.read_key() == 0xf4);
  b.quantity("K1_SG4").set(0);
  b.quantity("K2_SG8").set(1);
  CHECK(b.read_key() == 0xe8);
  b.send({0x40});
  b.send({0xc0, 0x06, 0x5b, 0x4f, 0x66});
  b.send({0x8f});
  CHECK(*b.display->text() == "1234\n");
}
