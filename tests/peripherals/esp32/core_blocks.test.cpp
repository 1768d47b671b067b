// Small blocks around the cores.
#include <catch2/catch.hpp>

#include "peripherals/esp32/apb_ctrl.hpp"
#include "peripherals/esp32/clock_tree.hpp"
#include "peripherals/esp32/efuse.hpp"
#include "peripherals/esp32/flash_mmu.hpp"
#include "peripherals/esp32/frc_timer.hpp"
#include "peripherals/esp32/regi2c.hpp"
#include "peripherals/esp32/rng.hpp"

using namespace esp32;
using namespace std::chrono_literals;

TEST_CASE("ESP32 eFuse: MAC with its checksum, revision, and a command that takes a moment", "[esp32]") {
  Scheduler scheduler;
  Efuse efuse{"EFUSE", scheduler, {{0x24, 0x0a, 0xc4, 0x12, 0x34, 0x56}, 3, 0}};
  CHECK(efuse.read(0x4) == 0xc4123456);
  CHECK((efuse.read(0x8) & 0xffff) == 0x240a);
  const u8 mac[] = {0x24, 0x0a, 0xc4, 0x12, 0x34, 0x56};
  CHECK((efuse.read(0x8) >> 16 & 0xff) == Efuse::crc8(mac));
  CHECK(Efuse::crc8(std::array<u8, 1>{0}) == 0);
  CHECK(Efuse::crc8(std::array<u8, 1>{1}) == 0x5e);  // Dallas/Maxim's CRC
  CHECK(efuse.read(0xc) >> 15 & 1);
  CHECK(efuse.read(0x10) == (0x1000 | 85));  // ADC reference, fast RC oscillator in units of 100 kHz
  CHECK(efuse.read(0x14) >> 20 & 1);
  efuse.write(0xfc, 0x5aa5);
  efuse.write(0x104, 1);
  CHECK(efuse.read(0x104) == 1);
  scheduler.run_until(scheduler.now() + 1ms);
  CHECK(efuse.read(0x104) == 0);
  CHECK(efuse.read(0x108) == 1);
}

TEST_CASE("ESP32 eFuse: what is burnt can be read after the next read command", "[esp32]") {
  Scheduler scheduler;
  Efuse efuse{"EFUSE", scheduler, {}};
  const auto operate = [&](u32 code, u32 command) {
    efuse.write(0xfc, code);
    efuse.write(0x104, command);
    scheduler.run_until(scheduler.now() + 1ms);
  };
  efuse.write(0xd8, 0xcafe);
  operate(0x5aa5, 2);  // the wrong code for programming
  operate(0x5aa5, 1);
  CHECK(efuse.read(0x78) == 0);
  operate(0x5a5a, 2);
  CHECK(efuse.read(0x78) == 0);
  operate(0x5aa5, 1);
  CHECK(efuse.read(0x78) == 0xcafe);
}

TEST_CASE("ESP32 clocks: CPU, APB and REF_TICK by source", "[esp32]") {
  ClockTree tree;
  tree.set({});
  CHECK(tree.cpu.hz() == 40'000'000);
  CHECK(tree.ref_tick.hz() == 1'000'000);
  tree.set({.divider = 4});
  CHECK(tree.apb.hz() == 10'000'000);
  tree.set({.source = RtcCntl::Source::pll, .cpu_period = 2});
  CHECK(tree.cpu.hz() == 240'000'000);
  CHECK(tree.apb.hz() == 80'000'000);
  CHECK(tree.ref_tick.hz() == 1'000'000);
  tree.set({.source = RtcCntl::Source::pll, .asleep = true});
  CHECK(tree.cpu.hz() == 0);
  CHECK(tree.rtc_slow.hz() == 150'000);
}

TEST_CASE("ESP32 clocks: a crystal that drifts takes along what is made from it", "[esp32]") {
  ClockTree tree;
  tree.drift(100);
  tree.set({.source = RtcCntl::Source::pll, .cpu_period = 2});
  CHECK(tree.cpu.hz() == 240'024'000);
  CHECK(tree.apb.hz() == 80'008'000);
  CHECK(tree.ref_tick.hz() == 1'000'100);
  CHECK(tree.xtal.hz() == 40'004'000);
  CHECK(tree.rtc_slow.hz() == 150'000);
  State saved;
  tree.serialize(saved);
  ClockTree other;
  State loading{saved.data()};
  other.serialize(loading);
  other.set({});
  CHECK(other.cpu.hz() == 40'004'000);
  other.drift(0);
  other.set({.source = RtcCntl::Source::rc_fast});
  CHECK(other.cpu.hz() == 8'500'000);
  other.set({});
  CHECK(other.cpu.hz() == 40'000'000);
}

TEST_CASE("ESP32 APB_CTRL: dividers, and a bit of the revision", "[esp32]") {
  ApbCtrl v3{"APB_CTRL", true}, v0{"APB_CTRL", false};
  CHECK(v3.read(0x7c) == (v0.read(0x7c) | 1u << 31));
  bool told = false;
  v3.on_clocks = [&] { told = true; };
  v3.write(0x0, 3);
  CHECK(told);
  CHECK(v3.cpu_divider() == 4);
}

TEST_CASE("ESP32 flash MMU: pages of flash and PSRAM in their windows", "[esp32]") {
  Bus bus;
  Memory flash{"flash", 4 << 20, 0xff}, psram{"psram", 4 << 20};
  FlashMmu mmu{"FLASH_MMU_PRO", bus, flash, &psram};
  u32 value = 0;
  CHECK_FALSE(bus.read(0x3f40'0000, 4, value));
  flash.bytes()[0x2'0000] = 0x5a;
  mmu.write(0, 2);
  REQUIRE(bus.read(0x3f40'0000, 1, value));
  CHECK(value == 0x5a);
  CHECK_FALSE(bus.write(0x3f40'0000, 1, 0));  // flash is not written so
  mmu.write(4 * 77, 2);
  REQUIRE(bus.read(0x400d'0000, 1, value));
  CHECK(value == 0x5a);
  mmu.write(0, FlashMmu::invalid);
  CHECK_FALSE(bus.read(0x3f40'0000, 1, value));
  mmu.write(4 * 1153, 3);
  REQUIRE(bus.write(0x3f80'8010, 4, 0x1234'5678));
  CHECK(psram.bytes()[3 * 0x8000 + 0x10] == 0x78);
  CHECK(mmu.read(4 * 1153) == 3);

  State saved;
  mmu.serialize(saved);
  mmu.power_on();
  CHECK_FALSE(bus.read(0x3f80'8010, 4, value));
  State loaded{saved.data()};
  mmu.serialize(loaded);
  CHECK(bus.read(0x3f80'8010, 4, value));
}

TEST_CASE("ESP32 FRC timers: FRC2 up to its alarm, FRC1 down with reload", "[esp32]") {
  Scheduler scheduler;
  ClockSignal apb{"APB_CLK", 80'000'000};
  FrcTimer frc{"FRC_TIMER", scheduler, apb};
  frc.write(0x30, 1000);
  frc.write(0x28, 1 << 7 | 2 << 1);  // by 16: 5 MHz
  scheduler.run_until(scheduler.now() + 100us);
  CHECK(frc.read(0x24) == 500);
  CHECK_FALSE(frc.irq2.level());
  scheduler.run_until(scheduler.now() + 100us);
  CHECK(frc.irq2.level());
  frc.write(0x2c, 1);
  CHECK_FALSE(frc.irq2.level());
  frc.write(0x0, 800);
  frc.write(0x8, 1 << 7 | 1 << 6);
  scheduler.run_until(scheduler.now() + 10us);
  CHECK(frc.irq1.level());
  CHECK(frc.read(0x4) == 800);
}

TEST_CASE("ESP32 regi2c: slaves keep what is written", "[esp32]") {
  Regi2c ana{"ANA"};
  ana.write(0x10, 0x66 | 0x0a << 8 | 0x5a << 16 | 1 << 24);
  CHECK_FALSE(ana.read(0x10) & 1 << 25);
  ana.write(0x10, 0x66 | 0x0b << 8);
  CHECK((ana.read(0x10) >> 16 & 0xff) == 0);
  ana.write(0x10, 0x66 | 0x0a << 8);
  CHECK((ana.read(0x10) >> 16 & 0xff) == 0x5a);
}

TEST_CASE("ESP32 RNG: numbers come from the seed", "[esp32]") {
  Rng a{"RNG", Random{1, "x"}}, b{"RNG", Random{1, "x"}}, c{"RNG", Random{2, "x"}};
  const u32 first = a.read(0);
  CHECK(first == b.read(0));
  CHECK(first != c.read(0));
  CHECK(first != a.read(0));
}
