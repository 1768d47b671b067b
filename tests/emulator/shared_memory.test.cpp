// One memory on several buses, and memory management units that change what is where.
#include <catch2/catch.hpp>

#include "emulator/bus.hpp"

using namespace emulator;

namespace {

struct Heard {
  explicit Heard(Bus& bus) {
    bus.on_code_changed.push_back([this](u32 address, u32 size) { last = address, bytes = size, ++times; });
  }
  u32 last = 0, bytes = 0;
  unsigned times = 0;
};

bool stores_directly(const Bus& bus, u32 address) { return bus.write_pages()[address >> Bus::page_bits]; }

u32 word(Bus& bus, u32 address) {
  u32 value = 0;
  REQUIRE(bus.read(address, 4, value));
  return value;
}

}  // namespace

TEST_CASE("bus: a store through one bus is heard on another that holds code from there", "[bus]") {
  Memory ram{"ram", 0x4000};
  Bus one, two;
  Heard heard_one{one}, heard_two{two};
  one.map_ram(0x2000'0000, ram);
  two.map_ram(0x4000'0000, ram);
  CHECK(stores_directly(one, 0x2000'1000));
  two.watch_code(0x4000'1000);
  CHECK_FALSE(stores_directly(one, 0x2000'1000));
  CHECK_FALSE(stores_directly(two, 0x4000'1000));
  CHECK(stores_directly(one, 0x2000'2000));
  CHECK(one.window().writable[2] == 0);
  REQUIRE(one.write(0x2000'1004, 4, 7));
  CHECK(heard_two.times == 1);
  CHECK(heard_two.last == 0x4000'1004);
  CHECK(heard_one.times == 0);
  CHECK(word(two, 0x4000'1004) == 7);
  two.forget_code(0x4000'1000);
  CHECK(stores_directly(one, 0x2000'1000));
  CHECK(one.window().writable[2] == 0x1000);
}

TEST_CASE("bus: buses and memories may go in any order", "[bus]") {
  Bus lasting;
  {
    Memory ram{"ram", 0x1000};
    lasting.map_ram(0, ram);
    {
      Bus brief;
      brief.map_ram(0x1000, ram);
      brief.watch_code(0x1000);
    }
    REQUIRE(lasting.write(0, 4, 1));
  }
  CHECK_FALSE(lasting.write(0, 4, 1));
  CHECK_FALSE(stores_directly(lasting, 0));
}

TEST_CASE("bus: what an MMU shows changes at once, and code from there is forgotten", "[bus]") {
  constexpr u32 base = 0x400d'0000, page = 0x1'0000;
  Memory flash{"flash", 0x4'0000};
  for (u32 i = 0; i < 4; ++i) flash.bytes()[i * page] = static_cast<u8>(i + 1);
  Bus bus;
  Heard heard{bus};
  u32 value = 0;
  CHECK_FALSE(bus.read(base, 4, value));
  bus.remap(base, page, &flash, 2 * page);
  CHECK(word(bus, base) == 3);
  CHECK(bus.constant(base));
  CHECK(heard.times == 1);
  bus.watch_code(base);
  bus.remap(base, page, &flash, 2 * page);  // nothing new
  CHECK(heard.times == 1);
  bus.remap(base, page, &flash, page);
  CHECK(heard.times == 2);
  CHECK(heard.last == base);
  CHECK(heard.bytes == page);
  CHECK(word(bus, base) == 2);
  // The same bytes at two addresses; a change is heard for both.
  bus.remap(base + page, page, &flash, page);
  bus.watch_code(base + page);
  heard.times = 0;
  bus.changed(flash, page + 8, 4);
  CHECK(heard.times == 2);
  bus.changed(flash, 2 * page + 8, 4);
  CHECK(heard.times == 2);
  bus.remap(base, page, nullptr);
  CHECK_FALSE(bus.read(base, 4, value));
  CHECK(bus.read_pages()[base >> Bus::page_bits] == 0);
  CHECK(word(bus, base + page) == 2);
}

TEST_CASE("bus: an MMU may show RAM too", "[bus]") {
  Memory psram{"psram", 0x2'0000};
  Bus bus;
  bus.remap(0x3f80'0000, 0x1'0000, &psram, 0x1'0000, true);
  REQUIRE(bus.write(0x3f80'0010, 4, 5));
  CHECK(psram.bytes()[0x1'0010] == 5);
  CHECK(stores_directly(bus, 0x3f80'0000));
  bus.remap(0x3f80'0000, 0x1'0000, &psram, 0);
  CHECK_FALSE(bus.write(0x3f80'0010, 4, 6));
  CHECK(bus.window().readable[2] == 0);
}
