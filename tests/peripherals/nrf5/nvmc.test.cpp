#include <catch2/catch.hpp>

#include "peripherals/nrf5/nvmc.hpp"

#include "peripherals/nrf5/uicr.hpp"

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr u32 READY = 0x400, CONFIG = 0x504, ERASEPAGE = 0x508, ERASEALL = 0x50c, ERASEPCR0 = 0x510, ERASEUICR = 0x514;
constexpr u32 ren = 0, wen = 1, een = 2;

struct Bench {
  Scheduler s;
  Bus bus;
  Memory flash{"flash", 64 * 1024, 0xff}, uicr_words{"uicr", nrf5::Uicr::size, 0xff};
  nrf5::Mpu mpu{"MPU"};
  nrf5::Nvmc nvmc{"NVMC", s, bus, mpu, flash, uicr_words};
  nrf5::Uicr uicr{"UICR", uicr_words, nvmc};
  Duration stalled{};
  Bench() {
    bus.map_rom(0, flash, &nvmc.flash_stores());
    bus.map(0x1000'1000, 0x1000, uicr);
    nvmc.stall = [this](Duration d) { stalled += d; };
  }
  u32 read(u32 address) {
    u32 value = 0;
    REQUIRE(bus.read(address, 4, value));
    return value;
  }
  void program(u32 address, u32 value) {
    nvmc.write(CONFIG, wen);
    REQUIRE(bus.write(address, 4, value));
    nvmc.write(CONFIG, ren);
  }
};

}  // namespace

TEST_CASE("nRF5 NVMC, MPU and UICR: every bit is described", "[nrf5]") {
  Bench b;
  CHECK(b.nvmc.mistakes().empty());
  CHECK(b.mpu.mistakes().empty());
  CHECK(b.uicr.mistakes().empty());
}

TEST_CASE("nRF5 NVMC: programming only clears bits, and halts the processor for 46.3 us", "[nrf5]") {
  Bench b;
  b.program(0x1000, 0xffff'00ff);
  CHECK(b.stalled == 46'300ns);
  b.program(0x1000, 0x1234'5678);
  CHECK(b.read(0x1000) == 0x1234'0078);
  CHECK(b.stalled == 92'600ns);
}

TEST_CASE("nRF5 NVMC: it is busy until the time has passed", "[nrf5]") {
  Bench b;
  b.program(0x1000, 0);
  CHECK(b.nvmc.read(READY) == 0);
  b.s.run_until(Time{46'300ns} - Duration{1});
  CHECK(b.nvmc.read(READY) == 0);
  b.s.run_until(Time{46'300ns});
  CHECK(b.nvmc.read(READY) == 1);
}

TEST_CASE("nRF5 NVMC: a store that is not enabled, or not a word, is a bus fault", "[nrf5]") {
  Bench b;
  CHECK_FALSE(b.bus.write(0x1000, 4, 0));
  b.nvmc.write(CONFIG, een);
  CHECK_FALSE(b.bus.write(0x1000, 4, 0));
  b.nvmc.write(CONFIG, wen);
  CHECK_FALSE(b.bus.write(0x1000, 1, 0));
  CHECK_FALSE(b.bus.write(0x1000, 2, 0));
  CHECK(b.read(0x1000) == 0xffff'ffff);
}

TEST_CASE("nRF5 NVMC: erasing a page leaves its neighbours", "[nrf5]") {
  Bench b;
  for (u32 address : {0x0ffcu, 0x1000u, 0x13fcu, 0x1400u}) b.program(address, 0);
  b.stalled = {};
  b.nvmc.write(ERASEPAGE, 0x1000);
  CHECK(b.read(0x1000) == 0);
  b.nvmc.write(CONFIG, een);
  b.nvmc.write(ERASEPAGE, 0x1000);
  CHECK(b.stalled == 22'300us);
  CHECK(b.read(0x0ffc) == 0);
  CHECK(b.read(0x1000) == 0xffff'ffff);
  CHECK(b.read(0x13fc) == 0xffff'ffff);
  CHECK(b.read(0x1400) == 0);
  b.nvmc.write(ERASEPAGE, 0x4000'0000);
  CHECK(b.stalled == 22'300us);
}

TEST_CASE("nRF5 NVMC: translated code hears of programming and erasing", "[nrf5]") {
  Bench b;
  std::vector<std::pair<u32, u32>> changes;
  b.bus.on_code_changed.push_back([&](u32 address, u32 size) { changes.emplace_back(address, size); });
  b.bus.watch_code(0x1000);
  b.program(0x1000, 0);
  b.nvmc.write(CONFIG, een);
  b.nvmc.write(ERASEPAGE, 0x1000);
  CHECK(changes == std::vector<std::pair<u32, u32>>{{0x1000, 4}, {0x1000, 1024}});
}

TEST_CASE("nRF5 NVMC: UICR is programmed and erased like flash", "[nrf5]") {
  Bench b;
  CHECK(b.bus.write(0x1000'1080, 4, 0x1234));
  CHECK(b.read(0x1000'1080) == 0xffff'ffff);
  b.program(0x1000'1080, 0x00ff);
  b.program(0x1000'1080, 0x0ff0);
  CHECK(b.read(0x1000'1080) == 0x00f0);
  CHECK(b.uicr.peek(0x080) == 0x00f0);
  b.nvmc.write(CONFIG, een);
  b.nvmc.write(ERASEUICR, 1);
  CHECK(b.read(0x1000'1080) == 0xffff'ffff);
}

TEST_CASE("nRF5 NVMC: ERASEALL clears flash and UICR", "[nrf5]") {
  Bench b;
  b.program(0x0000, 1);
  b.program(0xfffc, 1);
  b.program(0x1000'10fc, 1);
  b.nvmc.write(CONFIG, een);
  b.nvmc.write(ERASEALL, 1);
  for (u32 address : {0x0000u, 0xfffcu, 0x1000'10fcu}) CHECK(b.read(address) == 0xffff'ffff);
  CHECK(b.nvmc.read(ERASEALL) == 0);
}

TEST_CASE("nRF5 NVMC: with a code region 0 each region has its own erase register", "[nrf5]") {
  Bench b;
  b.program(0x1000'1000, 0x2000);
  b.program(0x1000, 0);
  b.program(0x2000, 0);
  b.nvmc.write(CONFIG, een);
  b.nvmc.write(ERASEPAGE, 0x1000);
  b.nvmc.write(ERASEPCR0, 0x2000);
  CHECK(b.read(0x1000) == 0);
  CHECK(b.read(0x2000) == 0);
  b.nvmc.write(ERASEPAGE, 0x2000);
  b.nvmc.write(ERASEPCR0, 0x1000);
  CHECK(b.read(0x1000) == 0xffff'ffff);
  CHECK(b.read(0x2000) == 0xffff'ffff);
}

TEST_CASE("nRF5 MPU: a protected block can be neither written nor erased until reset", "[nrf5]") {
  Bench b;
  b.program(0x1000, 0x55);
  b.mpu.write(0x600, 1u << 1);
  b.mpu.write(0x600, 1u << 3);
  CHECK(b.mpu.read(0x600) == 0b1010);
  b.nvmc.write(CONFIG, wen);
  CHECK_FALSE(b.bus.write(0x1ffc, 4, 0));
  CHECK(b.bus.write(0x2000, 4, 0));
  b.nvmc.write(CONFIG, een);
  b.nvmc.write(ERASEPAGE, 0x1000);
  CHECK(b.read(0x1000) == 0x55);
  b.mpu.reset();
  b.nvmc.write(ERASEPAGE, 0x1000);
  CHECK(b.read(0x1000) == 0xffff'ffff);
}

TEST_CASE("nRF5 NVMC: a restored one is busy as long as the saved one", "[nrf5]") {
  Bench saved, restored;
  saved.program(0x1000, 0);
  State out;
  saved.nvmc.serialize(out);
  State in{out.data()};
  restored.nvmc.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.nvmc.read(READY) == 0);
  restored.s.run_until(Time{46'300ns});
  CHECK(restored.nvmc.read(READY) == 1);
}
