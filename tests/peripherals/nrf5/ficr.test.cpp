#include <catch2/catch.hpp>

#include "peripherals/nrf5/ficr.hpp"

#include "peripherals/nrf5/rom_table.hpp"
#include "peripherals/nrf5/swi.hpp"

using namespace emulator;
using nrf5::Ficr;

TEST_CASE("nRF5 FICR, SWI and ROM table: every bit is described", "[nrf5]") {
  CHECK(Ficr("FICR", nrf5::variant("QFAA"), Random{1, "FICR"}).mistakes().empty());
  CHECK(nrf5::Swi("SWI0").mistakes().empty());
  CHECK(nrf5::RomTable("ROMTABLE").mistakes().empty());
}

TEST_CASE("nRF5 FICR: says how large the variant is", "[nrf5]") {
  struct {
    std::string_view name;
    u32 pages, blocks, hwid;
  } const expected[] = {{"QFAA", 256, 2, 0x0072}, {"QFAB", 128, 2, 0x007b}, {"QFAC", 256, 4, 0x0084}};
  for (const auto& e : expected) {
    INFO(e.name);
    Ficr ficr{"FICR", nrf5::variant(e.name), Random{1, "FICR"}};
    CHECK(ficr.read(0x010) == 1024);
    CHECK(ficr.read(0x014) == e.pages);
    CHECK(ficr.read(0x034) == e.blocks);
    CHECK(ficr.read(0x038 + 4 * (e.blocks - 1)) == 8192);
    CHECK(ficr.read(0x05c) == (0xffff'0000 | e.hwid));
  }
}

TEST_CASE("nRF5 FICR: identity, keys and address come from the seed and stay", "[nrf5]") {
  Ficr a{"FICR", nrf5::variant("QFAA"), Random{1, "FICR"}}, b{"FICR", nrf5::variant("QFAA"), Random{2, "FICR"}};
  for (u32 offset : {0x060, 0x064, 0x080, 0x09c, 0x0a4, 0x0a8}) CHECK(a.read(offset) != b.read(offset));
  CHECK(a.read(0x0a8) >> 16 == 0xffff);
  CHECK(a.read(0x0a0) % 2 == 1);
  const u32 id = a.read(0x060);
  a.write(0x060, 0);
  CHECK(a.read(0x060) == id);
  a.reset();
  CHECK(a.read(0x060) == id);
}
