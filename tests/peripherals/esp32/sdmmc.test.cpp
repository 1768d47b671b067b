#include "peripherals/esp32/sdmmc.hpp"

#include <catch2/catch.hpp>

using namespace esp32;

namespace {

constexpr u32 ctrl = 0x00, clkdiv = 0x08, tmout = 0x14, intmask = 0x24, cmd = 0x2c, mintsts = 0x40, rintsts = 0x44,
              cdetect = 0x50, clock_ = 0x800;
constexpr u32 start = 1u << 31, update_clk = 1 << 21, response = 1 << 6, cmd_done = 4, rto = 256;

struct SdmmcBench {
  Scheduler scheduler;
  ClockSignal pll{"pll_d2_clk", 160'000'000};
  Sdmmc sdmmc{"SDMMC", scheduler, pll};
  void microseconds(i64 n) { scheduler.run_until(scheduler.now() + std::chrono::microseconds{n}); }
};

}  // namespace

TEST_CASE("ESP32 SDMMC: every bit is described", "[esp32]") {
  SdmmcBench b;
  CHECK(b.sdmmc.mistakes().empty());
  CHECK(b.sdmmc.read(cdetect) == 3);
}

TEST_CASE("ESP32 SDMMC: resets and clock updates are over at once", "[esp32]") {
  SdmmcBench b;
  b.sdmmc.write(ctrl, 7 | 16);
  CHECK(b.sdmmc.read(ctrl) == 16);
  b.sdmmc.write(cmd, start | update_clk);
  CHECK((b.sdmmc.read(cmd) & start) == 0);
  b.microseconds(1000);
  CHECK(b.sdmmc.read(rintsts) == 0);
}

TEST_CASE("ESP32 SDMMC: nobody answers in an empty slot", "[esp32]") {
  SdmmcBench b;
  b.sdmmc.write(clock_, 3 << 9);  // 40 MHz
  b.sdmmc.write(clkdiv, 50);      // 400 kHz
  b.sdmmc.write(tmout, 0xffffff00 | 32);
  b.sdmmc.write(ctrl, 16);
  b.sdmmc.write(intmask, rto);
  b.sdmmc.write(cmd, start | response | 8);
  b.microseconds(199);
  CHECK(b.sdmmc.read(rintsts) == 0);
  b.microseconds(1);
  CHECK(b.sdmmc.read(rintsts) == (cmd_done | rto));
  CHECK(b.sdmmc.read(mintsts) == rto);
  CHECK(b.sdmmc.irq.level());
  b.sdmmc.write(rintsts, rto);
  CHECK(b.sdmmc.read(rintsts) == cmd_done);
  CHECK_FALSE(b.sdmmc.irq.level());
  b.sdmmc.write(rintsts, ~0u);
  b.sdmmc.write(cmd, start | 0);  // GO_IDLE_STATE wants no answer
  b.microseconds(120);
  CHECK(b.sdmmc.read(rintsts) == cmd_done);
}

TEST_CASE("ESP32 SDMMC: reset and snapshot", "[esp32]") {
  SdmmcBench a, b;
  a.sdmmc.write(cmd, start | response | 8);
  State saved;
  a.scheduler.serialize(saved);
  a.sdmmc.serialize(saved);
  a.sdmmc.reset();
  a.microseconds(1000);
  CHECK(a.sdmmc.read(rintsts) == 0);
  State load{saved.data()};
  b.scheduler.serialize(load);
  b.sdmmc.serialize(load);
  b.microseconds(1000);
  CHECK(b.sdmmc.read(rintsts) == (cmd_done | rto));
}
