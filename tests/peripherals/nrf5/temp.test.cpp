#include <catch2/catch.hpp>

#include "peripherals/nrf5/temp.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr u32 START = 0x000, STOP = 0x004, DATARDY = 0x100, TEMP = 0x508;

struct Bench {
  Scheduler s;
  World world;
  Quantity& room = world.quantity("temperature", "degC", 25, {-40, 125});
  nrf5::Temp temp{"TEMP", s, room};
  void pass(Duration d) { s.run_until(s.now() + d); }
  i32 measure() {
    temp.write(START, 1);
    pass(36us);
    return static_cast<i32>(temp.read(TEMP));
  }
};

}  // namespace

TEST_CASE("nRF5 TEMP: every bit is described", "[nrf5]") { CHECK(Bench{}.temp.mistakes().empty()); }

TEST_CASE("nRF5 TEMP: gives quarters of a degree after 36 us", "[nrf5]") {
  Bench b;
  b.temp.write(START, 1);
  b.pass(36us - Duration{1});
  CHECK(b.temp.read(DATARDY) == 0);
  b.pass(Duration{1});
  CHECK(b.temp.read(DATARDY) == 1);
  CHECK(b.temp.read(TEMP) == 100);
  b.room.set(-10.3);
  CHECK(b.measure() == -41);
  b.room.set(31.2);
  CHECK(b.measure() == 125);
}

TEST_CASE("nRF5 TEMP: STOP ends a conversion", "[nrf5]") {
  Bench b;
  b.temp.write(START, 1);
  b.temp.write(STOP, 1);
  b.pass(1ms);
  CHECK(b.temp.read(DATARDY) == 0);
}

TEST_CASE("nRF5 TEMP: the die may be warmer than its surroundings", "[nrf5]") {
  Bench b;
  nrf5::Temp warm{"TEMP", b.s, b.room, 3.5};
  warm.write(START, 1);
  b.pass(36us);
  CHECK(warm.read(TEMP) == 114);
}

TEST_CASE("nRF5 TEMP: a conversion under way is saved", "[nrf5]") {
  Bench saved, restored;
  saved.temp.write(START, 1);
  saved.pass(20us);
  State out;
  saved.s.serialize(out);
  saved.temp.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.temp.serialize(in);
  CHECK(in.at_end());
  restored.pass(16us);
  CHECK(restored.temp.read(DATARDY) == 1);
}
