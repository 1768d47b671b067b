#include "peripherals/esp32/dma_link.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/esp32/bus_bench.hpp"

using namespace esp32;

namespace {

struct Registers final : Device {
  Registers() : Device("DPORT") {}
  u32 read(u32) override { return ++touched, 0; }
  void write(u32, u32) override { ++touched; }
  u32 peek(u32) const override { return 0; }
  int touched = 0;
};

}  // namespace

TEST_CASE("ESP32 DMA: a list without address reads no registers", "[esp32]") {
  BusBench b;
  Registers dport;
  b.bus.map(0x3ff0'0000, 0x1000, dport);
  std::vector<LinkEvent> told;
  OutLink out{b.bus, [&](LinkEvent e) { told.push_back(e); }};
  out.start(0);
  CHECK_FALSE(out.active());
  CHECK(told == std::vector{LinkEvent::error});
  CHECK(dport.touched == 0);
  b.poke32(BusBench::ram_base, 1u << 31 | 1u << 30 | 4 << 12 | 4);
  b.poke32(BusBench::ram_base + 4, BusBench::ram_base + 0x100);
  b.poke32(BusBench::ram_base + 8, 0);
  out.start(BusBench::ram_base & 0xfffff);
  CHECK(out.active());
}
