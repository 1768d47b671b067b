// The serial flash, over one line and over four. W25Q16JV data sheet, revision H.
#include <catch2/catch.hpp>
#include <initializer_list>
#include <numeric>

#include "peripherals/parts/spi_nor.hpp"

using namespace parts;
using namespace std::chrono_literals;

namespace {

struct Rig {
  explicit Rig(std::string_view model = "w25q16jv")
      : array("flash", SpiNor::find(model)->size, 0xff),
        flash("U1", scheduler, array, *SpiNor::find(model), 0xe661'1234'5678'9abc) {
    flash.on_changed = [this](u32 offset, u32 size) { changes.push_back({offset, size}); };
    flash.on_unmodelled = [this](u8 code) { unmodelled.push_back(code); };
  }
  std::vector<u8> command(std::initializer_list<u8> out, unsigned in = 0) {
    flash.select(true);
    for (u8 b : out) flash.transfer(b, 8);
    std::vector<u8> bytes;
    while (in--) bytes.push_back(static_cast<u8>(flash.transfer(0, 8)));
    flash.select(false);
    return bytes;
  }
  void wait(Duration d) { scheduler.run_until(scheduler.now() + d); }
  void put(u32 value, unsigned bits, unsigned lines) {
    for (unsigned left = bits; left; left -= lines) flash.clock(value >> (left - lines) & ((1u << lines) - 1));
  }
  u8 take(unsigned lines) {
    u32 value = 0;
    for (unsigned n = 0; n < 8; n += lines) {
      const auto l = flash.clock(0xf);
      value = value << lines | (lines == 1 ? l.levels >> 1 & 1 : l.levels);
    }
    return static_cast<u8>(value);
  }
  u8 status() { return command({0x05}, 1)[0]; }

  Scheduler scheduler;
  Memory array;
  SpiNor flash;
  std::vector<std::pair<u32, u32>> changes;
  std::vector<u8> unmodelled;
};

using Bytes = std::vector<u8>;

}  // namespace

TEST_CASE("a serial flash says who it is", "[parts][rp2040]") {
  Rig r;
  CHECK(r.command({0x9f}, 3) == Bytes{0xef, 0x40, 0x15});
  CHECK(r.command({0x90, 0, 0, 0}, 2) == Bytes{0xef, 0x14});
  CHECK(r.command({0x90, 0, 0, 1}, 2) == Bytes{0x14, 0xef});
  CHECK(r.command({0xab, 0, 0, 0}, 1) == Bytes{0x14});
  CHECK(r.command({0x4b, 0, 0, 0, 0}, 8) == Bytes{0xe6, 0x61, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc});
  CHECK(r.command({0x5a, 0, 0, 0, 0}, 4) == Bytes{'S', 'F', 'D', 'P'});
  CHECK(r.command({0x5a, 0, 0, 0x84, 0}, 4) == Bytes{0xff, 0xff, 0xff, 0});  // 16 Mbit - 1
  CHECK(r.command({0x05}, 1) == Bytes{0});
  CHECK(r.command({0x35}, 2) == Bytes{2, 2});
  CHECK(Rig("w25q128jv").command({0x9f}, 3) == Bytes{0xef, 0x40, 0x18});
  CHECK(Rig("gd25q16c").command({0x9f}, 3) == Bytes{0xc8, 0x40, 0x15});
  CHECK(SpiNor::find("nothing") == nullptr);
  r.command({0x48, 0, 0x10, 0, 0}, 1);
  CHECK(r.unmodelled == Bytes{0x48});
}

TEST_CASE("a serial flash programs, erases and is busy meanwhile", "[parts][rp2040]") {
  Rig r;
  r.command({0x02, 0, 1, 0, 0x55});
  CHECK(r.array.bytes()[0x100] == 0xff);  // without WREN
  r.command({0x06});
  CHECK(r.status() == 2);
  r.command({0x02, 0, 1, 0xfe, 1, 2, 3});
  CHECK(r.array.bytes()[0x1fe] == 1);
  CHECK(r.array.bytes()[0x1ff] == 2);
  CHECK(r.array.bytes()[0x100] == 3);  // wraps within the page
  CHECK(r.changes == std::vector<std::pair<u32, u32>>{{0x100, 0x100}});
  CHECK(r.status() == 3);
  CHECK(r.command({0x03, 0, 1, 0xfe}, 1) == Bytes{0xff});  // refused: nothing drives the line
  r.wait(400us - Duration{1});
  CHECK(r.status() == 3);
  r.wait(Duration{1});
  CHECK(r.status() == 0);
  CHECK(r.command({0x03, 0, 1, 0xfe}, 3) == Bytes{1, 2, 0xff});

  r.command({0x06});
  r.command({0x02, 0, 1, 0xfe, 0xfe});
  r.wait(1ms);
  CHECK(r.array.bytes()[0x1fe] == 0);  // bits only fall
  const auto erase = [&](std::initializer_list<u8> instruction, Duration time) {
    r.array.bytes()[0x1f'ffff] = 0;
    r.command({0x06});
    r.command(instruction);
    r.wait(time - Duration{1});
    CHECK(r.flash.busy());
    r.wait(Duration{1});
    CHECK(!r.flash.busy());
    CHECK(r.array.bytes()[0x1f'ffff] == 0xff);
  };
  erase({0x20, 0x1f, 0xf0, 0x12}, 45ms);
  CHECK(r.changes.back() == std::pair<u32, u32>{0x1f'f000, 0x1000});
  erase({0x52, 0x1f, 0xf0, 0}, 120ms);
  CHECK(r.changes.back() == std::pair<u32, u32>{0x1f'8000, 0x8000});
  erase({0xd8, 0x1f, 0xf0, 0}, 150ms);
  CHECK(r.changes.back() == std::pair<u32, u32>{0x1f'0000, 0x1'0000});
  CHECK(r.array.bytes()[0x1fe] == 0);
  erase({0xc7}, 5s);
  CHECK(r.array.bytes()[0x1fe] == 0xff);
  r.array.bytes()[0] = 0;
  r.command({0x06});
  r.command({0x04});
  r.command({0x20, 0, 0, 0});
  CHECK(r.array.bytes()[0] == 0);
  r.command({0x06});
  r.flash.select(true);  // a bit too many
  r.put(0x2000'0000, 32, 1);
  r.put(0, 1, 1);
  r.flash.select(false);
  CHECK(r.array.bytes()[0] == 0);
}

TEST_CASE("a serial flash reads over several lines", "[parts][rp2040]") {
  Rig r;
  std::iota(r.array.bytes().begin(), r.array.bytes().end(), u8{0});
  CHECK(r.command({0x0b, 0, 0, 5, 0}, 3) == Bytes{5, 6, 7});
  CHECK(r.command({0x03, 0x1f, 0xff, 0xff}, 2) == Bytes{0xff, 0});
  const auto read = [&](u8 code, unsigned address_lines, bool mode, unsigned dummy, unsigned lines) {
    r.flash.select(true);
    r.put(code, 8, 1);
    r.put(0x42, 24, address_lines);
    if (mode) r.put(0, 8, address_lines);
    for (unsigned i = 0; i < dummy; ++i) CHECK(r.flash.clock(0).driven == 0);
    CHECK(r.take(lines) == 0x42);
    CHECK(r.take(lines) == 0x43);
    r.flash.select(false);
  };
  read(0x3b, 1, false, 8, 2);
  read(0x6b, 1, false, 8, 4);
  read(0xbb, 2, true, 0, 2);
  read(0xeb, 4, true, 4, 4);

  // M5-4 = 10: the next access begins with the address.
  for (const unsigned lines : {2u, 4u}) {
    r.flash.select(true);
    r.put(lines == 4 ? 0xeb : 0xbb, 8, 1);
    r.put(0x00'0000'a0, 32, lines);
    r.flash.select(false);
    CHECK(r.flash.continuous_read());
    r.flash.select(true);
    r.put(0x00'1234'a0, 32, lines);
    for (unsigned i = 0; lines == 4 && i < 4; ++i) r.flash.clock(0);
    CHECK(r.take(lines) == 0x34);
    r.flash.select(false);
    r.flash.select(true);  // ones on all lines end it
    r.put(0xffff'ffff, 32, lines);
    r.flash.select(false);
    CHECK(!r.flash.continuous_read());
    CHECK(r.command({0x9f}, 1) == Bytes{0xef});
  }
}

TEST_CASE("a serial flash guards what its status registers say", "[parts][rp2040]") {
  Rig r;
  r.command({0x06});
  r.command({0x01, 0x04});  // BP0: the upper 64 KiB
  CHECK(r.status() == 0x07);
  r.wait(10ms);
  CHECK(r.status() == 0x04);
  CHECK(r.flash.protects(0x1f'0000, 1));
  CHECK(!r.flash.protects(0x1e'ffff, 1));
  r.command({0x06});
  r.command({0x02, 0x1f, 0, 0, 0});
  CHECK(r.array.bytes()[0x1f'0000] == 0xff);
  r.command({0x50});
  r.command({0x01, 0x24, 0x40});  // TB and CMP, at once and until the next power-up
  CHECK(!r.flash.busy());
  CHECK(!r.flash.protects(0, 0x1'0000));
  CHECK(r.flash.protects(0x1'0000, 1));
  CHECK(r.command({0x35}, 1) == Bytes{0x42});  // QE stays
  r.flash.power_on();
  CHECK(r.flash.status(1) == 0x04);
  CHECK(r.flash.status(2) == 0x02);

  Rig old("w25q80dv");  // QE as delivered: 0
  old.flash.select(true);
  old.put(0x6b, 8, 1);
  old.put(0, 32, 1);
  CHECK(old.flash.clock(0).driven == 0);
  old.flash.select(false);
  old.command({0x06});
  old.command({0x31, 0x02});
  old.wait(10ms);
  CHECK(old.command({0x35}, 1) == Bytes{2});
}

TEST_CASE("a serial flash sleeps, resets and is saved", "[parts][rp2040]") {
  Rig r;
  r.command({0xb9});
  r.wait(3us);
  CHECK(r.command({0x9f}, 1) == Bytes{0xff});
  r.command({0xab});
  r.wait(3us);
  CHECK(r.command({0x9f}, 1) == Bytes{0xef});
  r.command({0x06});
  r.command({0x99});
  CHECK(r.status() == 2);  // without 66h nothing
  r.command({0x66});
  r.command({0x99});
  CHECK(r.flash.busy());
  r.wait(30us);
  CHECK(r.status() == 0);

  std::iota(r.array.bytes().begin(), r.array.bytes().end(), u8{0});
  r.flash.select(true);
  for (u8 b : {0x03, 0, 0, 9}) r.flash.transfer(b, 8);
  CHECK(r.flash.answer(0, 8) == 9);
  CHECK(r.flash.transfer(0, 8) == 9);
  State saved;
  r.flash.serialize(saved);
  Rig other;
  std::iota(other.array.bytes().begin(), other.array.bytes().end(), u8{0});
  State load{saved.data()};
  other.flash.serialize(load);
  CHECK(load.at_end());
  CHECK(other.flash.transfer(0, 8) == 10);
}
