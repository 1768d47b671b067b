#include "peripherals/parts/buzzer.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

TEST_CASE("buzzer: a passive one sounds as it is driven", "[parts]") {
  Bench b;
  auto& buzzer = b.add<Buzzer>("buzzer", "bz", {{"plus", "P"}, {"minus", "GND"}});
  b.drive("GND", 0);
  b.drive("P", 3.3);
  b.run(100ms);
  CHECK(buzzer.frequency() == 0);  // direct current is no sound
  for (unsigned i = 0; i < 10; ++i) {
    b.drive("P", 0);
    b.run(1ms);
    b.drive("P", 3.3);
    b.run(1ms);
  }
  CHECK(buzzer.frequency() == Approx(500));
  CHECK(buzzer.readings()[1].value == 1);
  b.run(3ms);
  CHECK(buzzer.frequency() == 0);
}

TEST_CASE("buzzer: an active one sounds by itself and takes current", "[parts]") {
  Bench b;
  auto& buzzer = b.add<Buzzer>("buzzer", "bz", {{"plus", "P"}, {"minus", "GND"}}, {{"active", true}});
  b.drive("GND", 0, 0.1);
  b.drive("P", 0);
  CHECK(buzzer.frequency() == 0);
  b.drive("P", 3.3, 110);
  CHECK(buzzer.frequency() == 2300);
  CHECK(b.net("P").volts() == Approx(1.65).epsilon(0.01));
  b.drive("P", 0);
  CHECK(buzzer.readings()[0].value == 0);
}

TEST_CASE("speaker: little voltage is enough for 8 ohm", "[parts]") {
  Bench b;
  auto& speaker = b.add<Speaker>("speaker", "sp", {{"plus", "P"}, {"minus", "GND"}});
  b.drive("GND", 0, 0.1);
  for (unsigned i = 0; i < 10; ++i) {
    b.drive("P", 0, 125);
    b.run(500us);
    b.drive("P", 3.3, 125);
    b.run(500us);
  }
  CHECK(b.net("P").volts() == Approx(0.2).epsilon(0.05));
  CHECK(speaker.frequency() == Approx(1000));
  CHECK(speaker.own_tone() == 0);
}
