#include <catch2/catch.hpp>

#include "emulator/bus.hpp"

using namespace emulator;

namespace {

// Remembers the last write; reads as a pattern.
class Probe final : public Device {
 public:
  using Device::Device;
  u32 offset = 0, value = 0x4433'2211;
  unsigned reads = 0;
  u32 read(u32 at) override { return offset = at, ++reads, value; }
  void write(u32 at, u32 v) override { offset = at, value = v; }
  u32 peek(u32) const override { return value; }
};

struct Refusing final : StoreHandler {
  u32 offset = 0, value = 0;
  bool accept = true;
  bool store(u32 at, u32 v, unsigned) override { return offset = at, value = v, accept; }
};

u32 get(Bus& bus, u32 address, unsigned width = 4) {
  u32 value = 0;
  REQUIRE(bus.read(address, width, value));
  return value;
}

bool direct(const Bus& bus, const std::uintptr_t* pages, u32 address) {
  (void)bus;
  return pages[address >> Bus::page_bits] != 0;
}

}  // namespace

TEST_CASE("bus: RAM keeps what is written in every width", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x2000};
  bus.map_ram(0x2000'0000, ram);
  CHECK(bus.write(0x2000'0010, 4, 0x4433'2211));
  CHECK(bus.write(0x2000'0011, 1, 0xaa));
  CHECK(bus.write(0x2000'0012, 2, 0xbbcc));
  CHECK(get(bus, 0x2000'0010) == 0xbbcc'aa11);
  CHECK(get(bus, 0x2000'0011, 1) == 0xaa);
  CHECK(get(bus, 0x2000'0012, 2) == 0xbbcc);
}

TEST_CASE("bus: where nothing is mapped, accesses are faults", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x1000};
  bus.map_ram(0x2000'0000, ram);
  u32 value = 0;
  CHECK_FALSE(bus.read(0x1fff'fffc, 4, value));
  CHECK_FALSE(bus.read(0x2000'1000, 4, value));
  CHECK_FALSE(bus.write(0x2000'1000, 1, 0));
  std::vector<u8> two(2);
  CHECK_FALSE(bus.peek(0x2000'0fff, two));
  CHECK_THROWS_WITH(bus.map_ram(0x2000'0800, ram), Catch::Contains("mapped twice"));
}

TEST_CASE("bus: a store to ROM is a fault, or what its handler says", "[bus]") {
  Bus bus;
  Memory rom{"rom", 0x1000, 0xff}, flash{"flash", 0x1000, 0xff};
  Refusing handler;
  bus.map_rom(0, rom);
  bus.map_rom(0x1'0000, flash, &handler);
  CHECK_FALSE(bus.write(0x10, 4, 0));
  CHECK(bus.write(0x1'0010, 4, 5));
  CHECK(handler.offset == 0x10);
  CHECK(handler.value == 5);
  CHECK(get(bus, 0x1'0010) == 0xffff'ffff);
  handler.accept = false;
  CHECK_FALSE(bus.write(0x1'0010, 4, 5));
}

TEST_CASE("bus: narrow accesses to a device follow its kind", "[bus]") {
  Bus bus;
  Probe lanes{"lanes"}, replicate{"replicate"}, refuse{"refuse"};
  bus.map(0x1000, 0x1000, lanes);
  bus.map(0x2000, 0x1000, replicate, Narrow::replicate);
  bus.map(0x3000, 0x1000, refuse, Narrow::refuse);
  CHECK(get(bus, 0x1006, 2) == 0x4433);
  CHECK(lanes.offset == 4);
  CHECK(bus.write(0x1009, 1, 0xaa));
  CHECK(lanes.value == 0x4433'aa11);
  CHECK(lanes.offset == 8);
  CHECK(bus.write(0x2003, 1, 0xaa));
  CHECK(replicate.value == 0xaaaa'aaaa);
  CHECK(bus.write(0x2002, 2, 0x1234));
  CHECK(replicate.value == 0x1234'1234);
  u32 value = 0;
  CHECK_FALSE(bus.read(0x3000, 1, value));
  CHECK_FALSE(bus.write(0x3000, 2, value));
  CHECK(bus.write(0x3000, 4, 9));
  CHECK(refuse.value == 9);
}

TEST_CASE("bus: an alias behaves as its target", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x4000};
  Probe device{"device"};
  bus.map_ram(0x2000'0000, ram);
  bus.map(0x4000'0000, 0x1000, device);
  bus.map_alias(0x3000'0000, 0x1000, 0x2000'1000);
  bus.map_alias(0x5000'0000, 0x100, 0x4000'0100);
  CHECK(bus.write(0x3000'0004, 4, 7));
  CHECK(get(bus, 0x2000'1004) == 7);
  CHECK(bus.write(0x5000'0008, 4, 1));
  CHECK(device.offset == 0x108);
  u32 offset = 0;
  CHECK(bus.device_at(0x5000'0008, offset) == &device);
  CHECK(offset == 0x108);
  CHECK_THROWS_AS(bus.map_alias(0x6000'0000, 0x2000, 0x4000'0000), std::logic_error);
}

TEST_CASE("bus: a debugger looks without side effects and writes flash but no device", "[bus]") {
  Bus bus;
  Memory flash{"flash", 0x1000, 0xff};
  Probe device{"device"};
  bus.map_rom(0, flash);
  bus.map(0x1000, 0x1000, device);
  std::vector<u8> bytes(4);
  CHECK(bus.peek(0x0ffe, bytes));
  CHECK(bytes == std::vector<u8>{0xff, 0xff, 0x11, 0x22});
  CHECK(device.reads == 0);
  CHECK(bus.poke(0x10, std::vector<u8>{1, 2}));
  CHECK(get(bus, 0x10) == 0xffff'0201);
  CHECK_FALSE(bus.poke(0x1000, std::vector<u8>{1}));
}

TEST_CASE("bus: engines may go directly to whole pages of memory, and to none that is watched", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x2800}, rom{"rom", 0x1000};
  bus.map_ram(0x2000'0000, ram);
  bus.map_rom(0, rom);
  CHECK(direct(bus, bus.read_pages(), 0x2000'1000));
  CHECK(direct(bus, bus.write_pages(), 0x2000'1000));
  CHECK_FALSE(direct(bus, bus.read_pages(), 0x2000'2000));  // half a page
  CHECK(direct(bus, bus.read_pages(), 0));
  CHECK_FALSE(direct(bus, bus.write_pages(), 0));
  *reinterpret_cast<u32*>(bus.write_pages()[0x2000'1000 >> Bus::page_bits] + 0x2000'1004) = 99;
  CHECK(get(bus, 0x2000'1004) == 99);
  bus.watch(0x2000'1000, 4, Watch::write);
  CHECK_FALSE(direct(bus, bus.read_pages(), 0x2000'1000));
  bus.unwatch(0x2000'1000, 4, Watch::write);
  CHECK(direct(bus, bus.write_pages(), 0x2000'1000));
}

TEST_CASE("bus: where there are words only, nothing else is there", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x2000};
  bus.map_ram(0x2000'0000, ram);
  bus.map_ram(0x4000'0000, ram);
  bus.words_only(0x4000'0000, 0x1000'0000);
  CHECK(bus.write(0x4000'0004, 4, 0x1234'5678));
  u32 value = 0;
  for (unsigned width : {1u, 2u}) {
    CHECK_FALSE(bus.read(0x4000'0004, width, value));
    CHECK_FALSE(bus.write(0x4000'0004, width, 0));
    CHECK(bus.read(0x2000'0004, width, value));
  }
  CHECK(bus.read(0x4000'0004, 4, value));
  CHECK(value == 0x1234'5678);
  CHECK_FALSE(direct(bus, bus.read_pages(), 0x4000'0000));
  CHECK_FALSE(direct(bus, bus.write_pages(), 0x4000'0000));
  CHECK(direct(bus, bus.word_read_pages(), 0x4000'0000));
  CHECK(direct(bus, bus.word_write_pages(), 0x4000'0000));
  CHECK(direct(bus, bus.write_pages(), 0x2000'0000));
  CHECK(direct(bus, bus.word_write_pages(), 0x2000'0000));
  bus.watch_code(0x2000'0000);  // by its other address too
  CHECK_FALSE(direct(bus, bus.word_write_pages(), 0x4000'0000));
  CHECK(direct(bus, bus.word_read_pages(), 0x4000'0000));
}

TEST_CASE("bus: stores to translated code are reported at every address it has", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x1000};
  bus.map_ram(0x2000'0000, ram);
  bus.map_ram(0x3000'0000, ram);
  std::vector<u32> changed;
  bus.on_code_changed.push_back([&](u32 address, u32) { changed.push_back(address); });
  bus.write(0x2000'0000, 4, 1);
  CHECK(changed.empty());
  bus.watch_code(0x2000'0000);
  CHECK_FALSE(direct(bus, bus.write_pages(), 0x2000'0000));
  CHECK_FALSE(direct(bus, bus.write_pages(), 0x3000'0000));
  CHECK(direct(bus, bus.read_pages(), 0x2000'0000));
  bus.write(0x3000'0008, 4, 1);
  CHECK(changed == std::vector<u32>{0x2000'0008, 0x3000'0008});
  bus.forget_code(0x2000'0000);
  CHECK(direct(bus, bus.write_pages(), 0x3000'0000));
}

TEST_CASE("bus: stores are reported for the lines that hold code, and no others", "[bus]") {
  Bus bus;
  Memory ram{"ram", 0x2000};
  bus.map_ram(0x2000'0000, ram);
  std::vector<u32> changed;
  bus.on_code_changed.push_back([&](u32 address, u32) { changed.push_back(address); });
  bus.watch_code(0x2000'1000, 0b101);
  bus.watch_code(0x2000'1000, 0b001);
  CHECK(bus.window().writable[2] == 0);
  REQUIRE(bus.window().code_lines);
  CHECK(bus.window().code_lines[0x1000 / 64] == 2);
  for (u32 at : {0x00u, 0x3cu, 0x40u, 0x80u, 0xc0u}) bus.write(0x2000'1000 + at, 4, 1);
  CHECK(changed == std::vector<u32>{0x2000'1000, 0x2000'103c, 0x2000'1080});
  bus.forget_code(0x2000'1000, 0b001);
  bus.write(0x2000'1000, 4, 1);
  CHECK(changed.size() == 4);
  bus.forget_code(0x2000'1000, 0b101);
  bus.write(0x2000'1000, 4, 1);
  CHECK(changed.size() == 4);
  CHECK(direct(bus, bus.write_pages(), 0x2000'1000));
  CHECK(bus.window().writable[2] == 0x800);
}
