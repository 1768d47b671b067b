#include "peripherals/parts/max98357a.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/parts/bench.hpp"

using namespace parts;
using test::Bench;
using namespace std::chrono_literals;

namespace {

struct Amplifier : Bench {
  Amplifier() {
    for (const char* line : {"BCK", "WS", "SD"}) drive(line, 0);
  }
  Max98357a& make(Bench::Wires more = {}, Attributes attributes = {}) {
    Bench::Wires wires{{"BCLK", "BCK"}, {"LRC", "WS"}, {"DIN", "SD"}, {"plus", "P"}, {"minus", "M"}};
    wires.insert(wires.end(), more.begin(), more.end());
    return add<Max98357a>("max98357a", "amp", wires, attributes);
  }
  // Slots of 16 bits, 1 us a bit; the first bit of each comes a clock late.
  void bit(bool right, bool data) {
    drive("BCK", 0);
    drive("WS", right ? 3.3 : 0);
    drive("SD", data ? 3.3 : 0);
    run(500ns);
    drive("BCK", 3.3);
    run(500ns);
  }
  // A frame is complete with the first clock of the next one, and the very first one begins nowhere.
  void play(emulator::u16 left, emulator::u16 right) {
    for (int i = 0; i < 4; ++i) frame(left, right);
  }
  void frame(emulator::u16 left, emulator::u16 right) {
    for (int i = 0; i < 16; ++i) bit(false, i ? left >> (16 - i) & 1 : carry_);
    for (int i = 0; i < 16; ++i) bit(true, i ? right >> (16 - i) & 1 : left & 1);
    carry_ = right & 1;
  }
  double heard() { return net("P").volts() - net("M").volts(); }

 private:
  bool carry_ = false;
};

}  // namespace

TEST_CASE("MAX98357A: samples become a voltage between the outputs", "[parts]") {
  Amplifier b;
  Max98357a& amp = b.make();
  CHECK(b.heard() == Approx(0).margin(1e-9));
  CHECK(b.net("P").volts() == Approx(2.5));
  b.play(0x2000, 0x2001);
  // 9 dB and 2.1 dBV at full scale: 5.08 V at the peak, a quarter of it.
  CHECK(b.heard() == Approx(5.0756 / 4).epsilon(0.001));
  CHECK(amp.readings()[0].value == Approx(1e6 / 32).epsilon(0.001));
  CHECK(amp.readings()[2].value == Approx(0x2001 / 32768.0));
  b.play(0x8000, 0x8000);
  CHECK(b.heard() == Approx(-5));  // no more than its supply
  b.run(1100us);
  CHECK(b.heard() == Approx(0).margin(1e-9));  // without a clock it is silent
}

TEST_CASE("MAX98357A: SD chooses the channel", "[parts]") {
  Amplifier b;
  b.make({{"SD", "MODE"}}, {{"gain_db", 3.0}});
  b.drive("MODE", 3.3);
  b.play(0x4000, 0xc000);
  const double half = b.heard();
  CHECK(half == Approx(std::sqrt(2.0) * std::pow(10, 5.1 / 20) / 2).epsilon(0.001));
  b.drive("MODE", 1.0);
  CHECK(b.heard() == Approx(-half));
  b.drive("MODE", 0.5);
  CHECK(b.heard() == Approx(0).margin(1e-9));
  b.drive("MODE", 0);
  CHECK(b.heard() == Approx(0).margin(1e-9));
}

TEST_CASE("MAX98357A: a snapshot in the middle of a frame", "[parts]") {
  Amplifier a, b;
  a.make();
  b.make();
  a.frame(0x1234, 0x1234);
  for (int i = 0; i < 7; ++i) a.bit(false, true);
  b.load(a.save());
  for (Amplifier* x : {&a, &b}) x->frame(0x4321, 0x4321);
  CHECK(a.heard() == b.heard());
}
