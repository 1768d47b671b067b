#include "peripherals/esp32/reversed_sram.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace esp32;

namespace {

constexpr u32 data_base = 0x3ffe'0000, code_base = 0x400a'0000, sram_base = 0x3ffd'0000, offset = data_base - sram_base;

struct Bench {
  Memory sram{"SRAM", offset + ReversedSram::size};
  Bus bus;
  ReversedSram code{bus, sram, offset, data_base};
  std::vector<u32> told;
  Bench() {
    bus.map_ram(sram_base, sram);
    bus.map_rom(code_base, code.memory(), &code, 0, 0, true);
    bus.on_code_changed.push_back([this](u32 at, u32) { told.push_back(at); });
  }
  u32 read(u32 at) {
    u32 value = 0;
    CHECK(bus.read(at, 4, value));
    return value;
  }
  u32 fetched(u32 at) {
    const auto bytes = bus.fetch(at, 4);
    return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | u32{bytes[3]} << 24;
  }
};

}  // namespace

TEST_CASE("ESP32 SRAM1: what the instruction bus stores can be executed, and is where the data bus has it", "[esp32]") {
  Bench b;
  CHECK(b.bus.write(code_base, 4, 0x1122'3344));
  CHECK(b.read(0x3fff'fffc) == 0x1122'3344);
  CHECK(b.fetched(code_base) == 0x1122'3344);
  CHECK(b.bus.write(code_base + 0x1e001, 1, 0xaa));
  CHECK(b.read(0x3ffe'1ffc) == 0xaa00);
  CHECK(b.read(code_base + 0x1e000) == 0xaa00);
}

TEST_CASE("ESP32 SRAM1: what the data bus stores is seen and executed, old code forgotten", "[esp32]") {
  Bench b;
  CHECK(b.bus.write(0x3fff'fff8, 4, 7));
  CHECK(b.read(code_base + 4) == 7);
  CHECK(b.fetched(code_base + 4) == 7);
  b.told.clear();
  CHECK(b.bus.write(0x3fff'fff8, 4, 8));
  CHECK(b.fetched(code_base + 4) == 8);
  CHECK(std::ranges::count(b.told, code_base + 4) == 1);
  b.sram.bytes()[offset + ReversedSram::size - 8] = 9;  // as a DMA does
  b.bus.changed(b.sram, 0, b.sram.size());
  CHECK(b.fetched(code_base + 4) == 9);
}

TEST_CASE("ESP32 SRAM1: goes on from a snapshot", "[esp32]") {
  Bench b;
  CHECK(b.bus.write(code_base + 0x1000, 4, 5));
  State saved;
  saved.raw(b.sram.bytes());
  b.code.serialize(saved);
  Bench c;
  State load{saved.data()};
  load.raw(c.sram.bytes());
  c.code.serialize(load);
  CHECK(c.fetched(code_base + 0x1000) == 5);
  CHECK(c.bus.write(0x3fff'effc, 4, 6));
  CHECK(c.fetched(code_base + 0x1000) == 6);
}
