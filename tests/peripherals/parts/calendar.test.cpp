#include "peripherals/parts/calendar.hpp"

#include <catch2/catch.hpp>

#include "peripherals/parts/attributes.hpp"

using namespace parts;
using Registers = std::array<emulator::u8, 7>;

TEST_CASE("calendar: a second later", "[parts]") {
  const auto [before, after] = GENERATE(table<const char*, Registers>({
      {"2024-02-28 23:59:59", {0, 0, 0, 4, 0x29, 0x02, 0x24}},
      {"2024-02-29 23:59:59", {0, 0, 0, 5, 0x01, 0x03, 0x24}},
      {"2023-02-28 23:59:59", {0, 0, 0, 3, 0x01, 0x03, 0x23}},
      {"2024-12-31 23:59:59", {0, 0, 0, 3, 0x01, 0x01, 0x25}},
      {"2000-01-01 00:09:59", {0, 0x10, 0, 6, 0x01, 0x01, 0x00}},
      {"2024-04-30 19:59:59", {0, 0, 0x20, 2, 0x30, 0x04, 0x24}},
  }));
  Calendar c;
  c.set(before);
  c.tick();
  CHECK(c.registers == after);
}

TEST_CASE("calendar: twelve hours", "[parts]") {
  const auto [before, after, weekday] =
      GENERATE(table<int, int, int>({{0x71, 0x52, 2}, {0x51, 0x72, 1}, {0x72, 0x61, 1}, {0x52, 0x41, 1}}));
  Calendar c;
  c.registers = {0x59, 0x59, static_cast<emulator::u8>(before), 1, 1, 1, 0};
  c.tick();
  CHECK(c.registers[Calendar::hours] == after);
  CHECK(c.registers[Calendar::weekday] == weekday);
}

TEST_CASE("calendar: the century's bit, and times that are none", "[parts]") {
  Calendar c;
  c.set("2099-12-31 23:59:59");
  c.tick();
  CHECK(c.registers[Calendar::month] == 0x81);
  for (const char* text :
       {"2024-02-30 00:00:00", "2024-13-01 00:00:00", "24-01-01 00:00:00", "2024-01-01 24:00:00", "now"})
    CHECK_THROWS_AS(c.set(text), PartError);
}
