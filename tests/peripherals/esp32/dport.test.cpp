#include "peripherals/esp32/dport.hpp"

#include <catch2/catch.hpp>
#include <set>

using namespace esp32;

namespace {

constexpr u32 pro_cache_ctrl = 0x40, perip_clk_en = 0xc0, perip_rst_en = 0xc4, from_cpu_0 = 0xdc, pro_status = 0xec,
              pro_map = 0x104, app_map = 0x218;
u32 number(InterruptSource s) { return static_cast<u32>(s); }

struct DportBench {
  Dport dport{"DPORT"};
  std::set<unsigned> pro, app;
  DportBench() {
    dport.on_line = [this](unsigned core, unsigned line, bool level) {
      auto& lines = core ? app : pro;
      level ? (void)lines.insert(line) : (void)lines.erase(line);
    };
  }
};

}  // namespace

TEST_CASE("ESP32 DPORT: sources reach the lines that each core's map says", "[esp32]") {
  DportBench b;
  Wire uart{"UART0"};
  b.dport.connect(InterruptSource::uart0, uart);
  b.dport.write(pro_map + 4 * number(InterruptSource::uart0), 5);
  uart.drive(true);
  CHECK(b.pro == std::set<unsigned>{5});
  CHECK(b.app.empty());  // its map says 16: none
  CHECK(b.dport.read(pro_status + 4) == 1u << (number(InterruptSource::uart0) - 32));
  b.dport.write(app_map + 4 * number(InterruptSource::uart0), 9);
  CHECK(b.app == std::set<unsigned>{9});
  b.dport.write(pro_map + 4 * number(InterruptSource::uart0), 12);
  CHECK(b.pro == std::set<unsigned>{12});
  uart.drive(false);
  CHECK(b.pro.empty());
}

TEST_CASE("ESP32 DPORT: a line is the OR of its sources", "[esp32]") {
  DportBench b;
  Wire uart{"UART0"}, i2c{"I2C0"};
  b.dport.connect(InterruptSource::uart0, uart);
  b.dport.connect(InterruptSource::i2c0, i2c);
  for (const auto source : {InterruptSource::uart0, InterruptSource::i2c0})
    b.dport.write(pro_map + 4 * number(source), 2);
  uart.drive(true);
  i2c.drive(true);
  uart.drive(false);
  CHECK(b.pro == std::set<unsigned>{2});
  i2c.drive(false);
  CHECK(b.pro.empty());
}

TEST_CASE("ESP32 DPORT: nothing from outside arrives at a core's own interrupts", "[esp32]") {
  DportBench b;
  Wire uart{"UART0"};
  b.dport.connect(InterruptSource::uart0, uart);
  b.dport.write(pro_map + 4 * number(InterruptSource::uart0), 6);  // ESP-IDF's "off"
  uart.drive(true);
  CHECK(b.pro.empty());
}

TEST_CASE("ESP32 DPORT: interrupts from core to core", "[esp32]") {
  DportBench b;
  b.dport.write(app_map + 4 * number(InterruptSource::from_cpu_0), 26);
  b.dport.write(from_cpu_0, 1);
  CHECK(b.app == std::set<unsigned>{26});
  b.dport.write(from_cpu_0, 0);
  CHECK(b.app.empty());
}

TEST_CASE("ESP32 DPORT: clock gates and resets by block", "[esp32]") {
  DportBench b;
  int told = 0;
  b.dport.on_gates = [&] { ++told; };
  CHECK_FALSE(b.dport.clock_enabled(Gate::i2c0));
  b.dport.write(perip_clk_en, b.dport.read(perip_clk_en) | 1 << 7);
  CHECK(b.dport.clock_enabled(Gate::i2c0));
  b.dport.write(perip_rst_en, 1 << 7);
  CHECK(b.dport.reset_held(Gate::i2c0));
  CHECK(told == 2);
}

TEST_CASE("ESP32 DPORT: a cache is flushed as soon as it is asked to be", "[esp32]") {
  DportBench b;
  b.dport.write(pro_cache_ctrl, 0);
  CHECK_FALSE(b.dport.read(pro_cache_ctrl) & 1 << 5);
  b.dport.write(pro_cache_ctrl, 1 << 4);
  CHECK(b.dport.read(pro_cache_ctrl) & 1 << 5);
}

TEST_CASE("ESP32 DPORT: a core's ROM can give way to SRAM1, until the next reset", "[esp32]") {
  DportBench b;
  std::array<bool, 2> shown{};
  b.dport.on_boot_remap = [&](unsigned core, bool on) { shown[core] = on; };
  b.dport.write(4, 1);
  CHECK(shown == std::array{false, true});
  CHECK(b.dport.boot_remap(1));
  b.dport.reset();
  CHECK(shown == std::array{false, false});
}
