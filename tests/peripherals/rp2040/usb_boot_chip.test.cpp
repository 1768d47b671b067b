#include "peripherals/rp2040/usb_boot_chip.hpp"

#include <catch2/catch.hpp>

#include "peripherals/rp2040/watchdog.hpp"

using namespace rp2040;

namespace {

struct ChipBench {
  Scheduler scheduler;
  ClockSignal clk_ref{"clk_ref", 12'000'000};
  Bus bus;
  Memory flash{"flash", 0x10000, 0xff}, sram{"SRAM", 0x42000};
  Watchdog watchdog{"WATCHDOG", scheduler, clk_ref};
  UsbBootChip chip{bus, flash};
  std::vector<Time> resets;

  ChipBench() {
    bus.map_rom(0x1000'0000, flash);
    bus.map_ram(0x2000'0000, sram);
    watchdog.map_on(bus, 0x4005'8000);
    watchdog.on_reset = [this] { resets.push_back(scheduler.now()); };
  }
};

}  // namespace

TEST_CASE("RP2040 BOOTSEL: the chip's flash and memory", "[rp2040]") {
  ChipBench b;
  std::array<u8, 256> page{};
  page.fill(0xf0);
  CHECK(b.chip.program_page(0x1'1100, page) == Duration{std::chrono::microseconds{400}});
  page.fill(0x3c);
  b.chip.program_page(0x1100, page);
  std::array<u8, 2> two{};
  b.chip.read_flash(0x11ff, two);
  CHECK(two == std::array<u8, 2>{0x30, 0xff});
  CHECK(b.chip.erase_sector(0x1f00) == Duration{std::chrono::milliseconds{45}});
  CHECK(b.flash.bytes()[0x1100] == 0xff);
  b.chip.write_memory(0x2000'0003, std::array<u8, 2>{5, 6});
  b.chip.read_memory(0x2000'0003, two);
  CHECK(two == std::array<u8, 2>{5, 6});
}

TEST_CASE("RP2040 BOOTSEL: the chip restarts by its watchdog", "[rp2040]") {
  ChipBench b;
  b.chip.reboot(0, 0x2004'2000, 1000);
  CHECK(b.watchdog.peek(0x1c) == 0);
  b.scheduler.run_until(Time{std::chrono::seconds{2}});
  REQUIRE(b.resets.size() == 1);
  CHECK(b.resets[0] - Time{} > Duration{std::chrono::milliseconds{499}});  // RP2040-E1
  CHECK(b.resets[0] - Time{} < Duration{std::chrono::milliseconds{501}});
  b.chip.reboot(0x2000'0100, 0x2004'0000, 10);
  CHECK(b.watchdog.peek(0x1c) == 0xb007'c0d3);
  CHECK((b.watchdog.peek(0x20) ^ b.watchdog.peek(0x28)) == -0xb007'c0d3u);
  CHECK(b.watchdog.peek(0x24) == 0x2004'0000);
  CHECK(b.watchdog.peek(0x28) == 0x2000'0101);
}
