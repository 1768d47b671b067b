#include "peripherals/parts/hc_sr04.hpp"

#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace parts;
using namespace parts::test;

namespace {

struct Ranger : Bench {
  Ranger() {
    add<HcSr04>("hc_sr04", "ranger", {{"TRIG", "TRIG"}, {"ECHO", "ECHO"}});
    drive("TRIG", 0);
    net("ECHO").watchers.push_back([this](const emulator::Net& echo) {
      if (echo.volts() > 2)
        rose = machine.now();
      else
        width = machine.now() - rose;
    });
  }
  void trigger(emulator::Duration length = 10us) {
    drive("TRIG", 3.3);
    run(length);
    drive("TRIG", 0);
  }
  emulator::Duration measure(emulator::Duration length = 10us) {
    width = {};
    trigger(length);
    run(60ms);
    return width;
  }
  emulator::Time rose{};
  emulator::Duration width{};
};

}  // namespace

TEST_CASE("HC-SR04: the echo is as long as the sound is under way", "[parts]") {
  Ranger r;
  CHECK(r.measure() == 5827us);  // 2 m at 343.2 m/s, to 0.1 %
  r.quantity("distance").set(0.1);
  CHECK(r.measure() == 583us);
  r.quantity("temperature").set(0);
  CHECK(r.measure() == 604us);
  r.quantity("distance").set(0.001);
  CHECK(r.measure() == 121us);
  r.quantity("distance").set(4.5);
  CHECK(r.measure() == 38ms);
}

TEST_CASE("HC-SR04: short triggers and triggers meanwhile do nothing", "[parts]") {
  Ranger r;
  CHECK(r.measure(9us) == 0us);
  r.trigger();
  r.run(1ms);
  CHECK(r.net("ECHO").volts() == Approx(5));
  r.trigger();
  r.run(60ms);
  CHECK(r.width == 5827us);
  CHECK(r.net("ECHO").volts() == Approx(0));
}

TEST_CASE("HC-SR04: a snapshot within an echo", "[parts]") {
  Ranger a, b;
  a.trigger();
  a.run(2ms);
  const auto saved = a.save();
  b.load(saved);
  CHECK(b.save() == saved);
  b.rose = a.rose;
  b.run(10ms);
  CHECK(b.width == 5827us);
}
