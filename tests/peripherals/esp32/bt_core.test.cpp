#include "peripherals/esp32/bt_core.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"

using namespace esp32;

namespace {

constexpr u32 bt = 0x000, ble = 0x200;
constexpr u32 control = 0x00, version = 0x04, enables = 0x0c, status = 0x10, raw = 0x14, acknowledge = 0x18,
              native_clock = 0x1c, fine_clock = 0x20;
constexpr u32 sample = 1u << 31;

struct Bench : BusBench {
  BtCore core{"BT_CORE", scheduler, bus};
  void half_microseconds(i64 n) { scheduler.run_until(scheduler.now() + Clock{2'000'000}.ticks(n)); }
  void slots(i64 n) { half_microseconds(n * 1250); }
  u32 sampled(u32 half) {
    core.write(half + native_clock, sample);
    return core.read(half + native_clock);
  }
};

}  // namespace

TEST_CASE("ESP32 Bluetooth: the clock counts half slots, and SAMP reads 0 when it was latched", "[esp32]") {
  Bench b;
  CHECK(b.sampled(bt) == 0);
  CHECK(b.core.read(bt + fine_clock) == 624);
  b.half_microseconds(3 * 625 + 100);
  CHECK(b.core.read(bt + native_clock) == 0);  // it stands until it is latched again
  CHECK(b.sampled(bt) == 3);
  CHECK(b.core.read(bt + fine_clock) == 524);
  CHECK(b.sampled(ble) == 1);
  CHECK(b.core.read(ble + fine_clock) == 624 - (625 + 100) / 2);
  b.core.write(bt + native_clock, 1u << 30 | 0x0fff'fffe);  // CLK_UPD
  CHECK(b.sampled(bt) == 0x0fff'fffe);
  b.half_microseconds(625 * 2);
  CHECK(b.sampled(bt) == 0);  // 28 bits
}

TEST_CASE("ESP32 Bluetooth: timers of slots and of sixteen slots interrupt when their targets are reached", "[esp32]") {
  for (const auto& [half, fine, gross, fine_bit, gross_bit] :
       {std::tuple{bt, 0xb8u, 0xb4u, 1u << 9, 1u << 10}, {ble, 0x2f8u, 0x2f4u, 1u << 7, 1u << 6}}) {
    Bench b;
    Wire& irq = half == bt ? b.core.irq_bt : b.core.irq_ble;
    b.core.write(fine, 5);
    b.core.write(gross, 1);
    b.core.write(half + enables, fine_bit | gross_bit);
    b.half_microseconds(5 * 1250 - 1);
    CHECK_FALSE(irq.level());
    b.half_microseconds(1);
    CHECK(irq.level());
    CHECK(b.core.read(half + status) == fine_bit);
    b.core.write(half + acknowledge, fine_bit);
    CHECK_FALSE(irq.level());
    b.slots(11);
    CHECK(b.core.read(half + status) == gross_bit);
    b.core.write(half + enables, 0);
    CHECK_FALSE(irq.level());
    CHECK(b.core.read(half + raw) == gross_bit);
  }
}

TEST_CASE("ESP32 Bluetooth: software interrupts, resets that end at once, versions", "[esp32]") {
  Bench b;
  b.core.write(bt + enables, 1 << 16);
  b.core.write(ble + enables, 1 << 9);
  b.core.write(bt + control, 1 << 28 | 0x100);
  CHECK(b.core.irq_bt.level());
  CHECK_FALSE(b.core.irq_ble.level());
  CHECK(b.core.read(bt + control) == 0x100);
  b.core.write(ble + control, 1 << 28);
  CHECK(b.core.irq_ble.level());
  b.core.write(bt + control, 3u << 30);
  CHECK(b.core.read(bt + control) == 0);
  CHECK(b.core.read(bt + version) == 0x0800'0b00);
  CHECK(b.core.read(ble + version) == 0x0800'0900);
}

TEST_CASE("ESP32 Bluetooth: an event of the exchange table begins in its slot and ends in empty air", "[esp32]") {
  constexpr u32 table = 0x3ffb'0000, structure = 0x43a, event_ended = 1 << 3, enabled = 0x100;
  Bench b;
  b.core.write(ble + enables, event_ended);
  b.core.write(ble + control, enabled);
  const auto ready = [&](u32 slot) { b.poke32(table + 4 * (slot % 16), structure << 16 | 2); };
  SECTION("an advertiser sends on three channels") {
    b.core.write(ble + 0x90, 7);
    b.core.write(ble + 0xa0, 1250);
    b.poke32(table + structure - 2, 4u << 16);
    ready(4);
    b.slots(4 + 5);
    CHECK_FALSE(b.core.irq_ble.level());
    b.slots(1);
    CHECK(b.core.irq_ble.level());
    CHECK((b.peek32(table + 4 * 4) & 0xf) == 0);
  }
  SECTION("who scans listens until the window is over") {
    b.poke32(table + structure - 2, 8u << 16);
    b.poke32(table + structure + 0x14 - 2, (0x8000 | 48) << 16);
    ready(3);
    b.slots(3 + 47);
    CHECK_FALSE(b.core.irq_ble.level());
    b.slots(2);
    CHECK(b.core.irq_ble.level());
  }
  SECTION("or until software has enough") {
    b.poke32(table + structure - 2, 8u << 16);
    b.poke32(table + structure + 0x14 - 2, (0x8000 | 48) << 16);
    ready(3);
    b.slots(10);
    b.core.write(ble + control, enabled | 1 << 24);
    b.half_microseconds(1);
    CHECK(b.core.irq_ble.level());
    CHECK(b.core.read(ble + control) == enabled);
  }
}

TEST_CASE("ESP32 Bluetooth: asleep the clock stands, cycles are counted, and software corrects it", "[esp32]") {
  constexpr u32 sleep = 0x30, wake_after = 0x34, slept = 0x38, fine_correction = 0x40, clock_correction = 0x44,
                asleep = 1 << 15, slept_interrupt = 1 << 2;
  Bench b;
  b.core.low_power_hz = [] { return 500'000; };
  b.half_microseconds(7 * 625);
  b.core.write(wake_after, 5000);
  b.core.write(enables, slept_interrupt);
  b.core.write(sleep, 7);
  CHECK((b.core.read(sleep) & asleep) != 0);
  b.half_microseconds(5000);
  CHECK(b.core.read(slept) == 1250);
  CHECK(b.sampled(bt) == 7);
  SECTION("woken by the count") {
    b.half_microseconds(15000 - 1);
    CHECK_FALSE(b.core.irq_bt.level());
    b.half_microseconds(1);
    CHECK(b.core.read(slept) == 5000);
  }
  SECTION("woken by software") {
    b.core.write(sleep, 7 | 1 << 4);
    CHECK(b.core.read(slept) == 1250);
  }
  CHECK(b.core.irq_bt.level());
  CHECK(b.core.read(sleep) == 0);
  CHECK(b.sampled(bt) == 7);
  b.core.write(fine_correction, 625 - 25);  // 2 slots and 25 us
  b.core.write(clock_correction, 1u << 31 | 3 * 2);
  b.core.write(sleep, 1 << 3);
  CHECK(b.sampled(bt) == 11);
  CHECK(b.core.read(bt + fine_clock) == 624 - 50);
  b.core.write(enables, 1);  // CLKNINT
  b.half_microseconds(575 - 1);
  CHECK_FALSE(b.core.irq_bt.level());
  b.half_microseconds(1);
  CHECK(b.core.irq_bt.level());
}

TEST_CASE("ESP32 Bluetooth: goes on from a snapshot", "[esp32]") {
  Bench b;
  b.slots(7);
  b.core.write(bt + native_clock, 1u << 30 | 1000);
  b.core.write(0xb8, 502);
  b.core.write(bt + enables, 1 << 9);
  b.core.write(bt + 0xd0, 0x1234);
  State saved;
  b.scheduler.serialize(saved);
  b.core.serialize(saved);
  Bench c;
  State load{saved.data()};
  c.scheduler.serialize(load);
  c.core.serialize(load);
  CHECK(c.core.read(bt + 0xd0) == 0x1234);
  c.slots(1);
  CHECK_FALSE(c.core.irq_bt.level());
  c.slots(1);
  CHECK(c.core.irq_bt.level());
  CHECK(c.sampled(bt) == 1004);
}
