#include <catch2/catch.hpp>

#include "peripherals/nrf5/power.hpp"

using namespace emulator;
using nrf5::Power;
using nrf5::Reset;

namespace {

constexpr u32 POFWARN = 0x108, INTENSET = 0x304, RESETREAS = 0x400, RAMSTATUS = 0x428, SYSTEMOFF = 0x500,
              POFCON = 0x510;
constexpr u32 GPREGRET = 0x51c, RAMON = 0x524, RESET = 0x544, RAMONB = 0x554, DCDCEN = 0x578;

struct Bench {
  Scheduler s;
  Power power{"POWER", s, 4};
  std::vector<unsigned> lost;
  Bench() {
    power.on_ram_off = [this](unsigned block) { lost.push_back(block); };
  }
};

}  // namespace

TEST_CASE("nRF5 POWER: every bit is described", "[nrf5]") { CHECK(Bench{}.power.mistakes().empty()); }

TEST_CASE("nRF5 POWER: reset reasons add up until 1 is written to them", "[nrf5]") {
  Bench b;
  for (Reset why : {Reset::pin, Reset::watchdog, Reset::soft, Reset::lockup, Reset::wake_by_pin,
                    Reset::wake_by_comparator, Reset::debugger})
    b.power.note(why);
  CHECK(b.power.read(RESETREAS) == 0x7'000f);
  b.power.write(RESETREAS, 0x1'0002);
  CHECK(b.power.read(RESETREAS) == 0x6'000d);
  b.power.reset();
  CHECK(b.power.read(RESETREAS) == 0x6'000d);
  b.power.power_on_reset();
  CHECK(b.power.read(RESETREAS) == 0);
}

TEST_CASE("nRF5 POWER: retained registers outlive a reset, others do not", "[nrf5]") {
  Bench b;
  b.power.write(GPREGRET, 0xab);
  b.power.write(RESET, 1);
  b.power.write(POFCON, 7);
  b.power.write(DCDCEN, 1);
  b.power.reset();
  CHECK(b.power.read(GPREGRET) == 0xab);
  CHECK(b.power.read(RESET) == 1);
  CHECK(b.power.read(POFCON) == 0);
  CHECK(b.power.read(DCDCEN) == 0);
  b.power.power_on_reset();
  CHECK(b.power.read(GPREGRET) == 0);
}

TEST_CASE("nRF5 POWER: a RAM block that is switched off loses its content", "[nrf5]") {
  Bench b;
  CHECK(b.power.read(RAMSTATUS) == 0b1111);
  b.power.write(RAMON, 0b01);
  CHECK(b.lost == std::vector<unsigned>{1});
  b.power.write(RAMONB, 0b10);
  CHECK(b.lost == std::vector<unsigned>{1, 2});
  CHECK(b.power.read(RAMSTATUS) == 0b1001);
  b.power.write(RAMON, 0b11);
  CHECK(b.lost.size() == 2);
}

TEST_CASE("nRF5 POWER: in System OFF only blocks with OFFRAM keep their content", "[nrf5]") {
  Bench b;
  bool off = false;
  b.power.on_system_off = [&] { off = true; };
  b.power.write(RAMON, 0x0002'0003);
  b.power.write(RAMONB, 0x0001'0003);
  b.power.write(SYSTEMOFF, 0);
  CHECK_FALSE(off);
  b.power.write(SYSTEMOFF, 1);
  CHECK(off);
  b.power.enter_off();
  CHECK(b.lost == std::vector<unsigned>{0, 3});
}

TEST_CASE("nRF5 POWER: a variant with two blocks has no others", "[nrf5]") {
  Scheduler s;
  Power power{"POWER", s, 2};
  CHECK(power.read(RAMSTATUS) == 0b11);
}

TEST_CASE("nRF5 POWER: a falling supply warns once below the threshold", "[nrf5]") {
  Bench b;
  b.power.write(INTENSET, 1u << 2);
  b.power.supply(2.0);
  CHECK(b.power.read(POFWARN) == 0);
  b.power.supply(3.0);
  b.power.write(POFCON, 1 | 2 << 1);  // 2.5 V
  b.power.supply(2.5);
  CHECK(b.power.read(POFWARN) == 0);
  b.power.supply(2.49);
  CHECK(b.power.read(POFWARN) == 1);
  CHECK(b.power.irq.level());
  b.power.write(POFWARN, 0);
  b.power.supply(2.4);
  CHECK(b.power.read(POFWARN) == 0);
}

TEST_CASE("nRF5 POWER: a restored one has the saved one's state", "[nrf5]") {
  Bench saved, restored;
  saved.power.note(Reset::soft);
  saved.power.write(RAMON, 1);
  saved.power.write(POFCON, 1);
  saved.power.supply(2.0);
  State out;
  saved.power.serialize(out);
  State in{out.data()};
  restored.power.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.power.read(RESETREAS) == 4);
  restored.power.write(RAMON, 0);
  CHECK(restored.lost == std::vector<unsigned>{0});
  restored.power.write(POFWARN, 0);
  restored.power.supply(1.9);
  CHECK(restored.power.read(POFWARN) == 0);
}
