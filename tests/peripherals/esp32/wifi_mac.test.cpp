#include "peripherals/esp32/wifi_mac.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"

using namespace esp32;

namespace {

constexpr u32 counter = 0xc00, enables = 0xc44, events = 0xc48, events_clear = 0xc4c, complete_clear = 0xcc4,
              complete = 0xcc8, plcp0 = 0xd20, plcp1 = 0x1258;
constexpr u32 go = 3u << 30;
constexpr u32 memory = BusBench::ram_base;

struct MacBench : BusBench {
  WifiMac mac{"WIFI_MAC", scheduler, bus};
  void microseconds(i64 n) { scheduler.run_until(scheduler.now() + std::chrono::microseconds{n}); }
  void frame(u8 destination) {
    poke(memory + 0x104, {destination});
    poke32(memory, 100 | 60 << 12 | 3u << 30);
    poke32(memory + 4, memory + 0x100);
    poke32(memory + 8, 0);
  }
};

struct Ear final : AccessObserver {
  void complaint(const Complaint& c) override { heard += c.kind == Complaint::Kind::unmodelled; }
  int heard = 0;
};

}  // namespace

TEST_CASE("ESP32 radio: registers hold what is written, but for their answers", "[esp32]") {
  RadioRegisters r{"FE", 0x1000, {{0x7c, 1u << 31, 1u << 31}, {0x50, 7 << 24, 0}}};
  Ear ear;
  r.observe(&ear);
  r.write(0x10, 0x1234);
  CHECK(r.read(0x10) == 0x1234);
  CHECK(r.read(0x7c) == 1u << 31);
  r.write(0x50, ~0u);
  CHECK(r.read(0x50) == ~(7u << 24));
  State saved;
  r.serialize(saved);
  r.reset();
  CHECK(r.read(0x10) == 0);
  State load{saved.data()};
  r.serialize(load);
  CHECK(r.read(0x10) == 0x1234);
}

TEST_CASE("ESP32 WiFi MAC: a frame goes out into empty air", "[esp32]") {
  MacBench b;
  Ear ear;
  b.mac.observe(&ear);
  b.mac.write(enables, 0x01e839e0);
  b.frame(0xff);
  b.mac.write(plcp1 - 0x3c, 60 | 0 << 12);  // queue 1, 1 Mbit/s
  b.mac.write(plcp0 - 8, (memory & 0xfffff) | 0x600000 | go);
  b.microseconds(20 + 480 - 1);
  CHECK(b.mac.read(events) == 0);
  b.microseconds(1);
  CHECK(b.mac.read(events) == 1 << 7);
  CHECK(b.mac.read(complete) == 2);
  CHECK(b.mac.irq.level());
  CHECK((b.mac.read(plcp0 - 8) & go) == 0);
  b.mac.write(events_clear, 1 << 7);
  CHECK_FALSE(b.mac.irq.level());
  b.mac.write(complete_clear, 2);
  CHECK(b.mac.read(complete) == 0);
  CHECK(ear.heard == 0);
  b.frame(0x24);  // to one station: that nobody acknowledges is not known to be said
  b.mac.write(plcp0, (memory & 0xfffff) | 0x600000 | go);
  CHECK(ear.heard == 1);
}

TEST_CASE("ESP32 WiFi MAC: answers that software waits for", "[esp32]") {
  MacBench b;
  b.microseconds(1234);
  CHECK(b.mac.read(counter) == 1234);
  b.mac.write(0x084, 1u << 31 | 1);
  CHECK(b.mac.read(0x084) == 1u << 31);
  b.mac.write(0x088, 0x3ffb1234);
  CHECK(b.mac.read(0x08c) == 0x3ffb1234);
  b.mac.write(0xcb8, 0x37ff);
  CHECK(b.mac.read(0xcb8) == 0x17ff);
  CHECK(b.mac.read(0xd24) == 0);
  b.mac.write(0xd24, 2);
  CHECK(b.mac.read(0xd24) == 3);
}

TEST_CASE("ESP32 WiFi MAC: reset and snapshot", "[esp32]") {
  MacBench a, b;
  a.mac.write(enables, ~0u);
  a.frame(0xff);
  a.mac.write(plcp0, (memory & 0xfffff) | go);
  State saved;
  a.scheduler.serialize(saved);
  a.mac.serialize(saved);
  a.mac.reset();
  a.microseconds(1000);
  CHECK(a.mac.read(events) == 0);
  State load{saved.data()};
  b.scheduler.serialize(load);
  b.mac.serialize(load);
  b.microseconds(1000);
  CHECK(b.mac.irq.level());
}

TEST_CASE("ESP32 WDEV: three clocks that are latched and set", "[esp32]") {
  Scheduler scheduler;
  Wdev wdev{"WDEV", scheduler};
  scheduler.run_until(Time{std::chrono::microseconds{1000}});
  wdev.write(0x10, 1);
  CHECK(wdev.read(0x14) == 1000);
  CHECK(wdev.read(0x10) == 0);
  wdev.write(0x60, 5);
  wdev.write(0x64, 1);
  wdev.write(0x10, 1 << 7);
  scheduler.run_until(Time{std::chrono::microseconds{1010}});
  wdev.write(0x10, 2);
  CHECK(wdev.read(0x54) == 15);
  CHECK(wdev.read(0x58) == 1);
}
