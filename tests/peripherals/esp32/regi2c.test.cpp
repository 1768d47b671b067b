#include "peripherals/esp32/regi2c.hpp"

#include <catch2/catch.hpp>

using namespace esp32;

namespace {
constexpr u32 write_bit = 1 << 24, busy = 1 << 25;
u32 read(Regi2c& r, u32 host, u32 slave, u32 reg) {
  r.write(4 * host, reg << 8 | slave);
  CHECK((r.read(4 * host) & busy) == 0);
  return r.read(4 * host) >> 16 & 0xff;
}
}  // namespace

TEST_CASE("ESP32 regi2c: slaves hold what is written, each by itself", "[esp32]") {
  Regi2c r{"ANA"};
  r.write(4, write_bit | 0x5a << 16 | 3 << 8 | 0x66);
  CHECK(read(r, 1, 0x66, 3) == 0x5a);
  CHECK(read(r, 1, 0x66, 4) == 0);
  CHECK(read(r, 2, 0x66, 3) == 0);
}

TEST_CASE("ESP32 regi2c: what the radio's calibration waits for", "[esp32]") {
  Regi2c r{"ANA"};
  CHECK((read(r, 1, 0x62, 7) & 0x80));  // RFPLL
  r.write(4, write_bit | 0x05 << 16 | 7 << 8 | 0x62);
  CHECK(read(r, 1, 0x62, 7) == 0x85);
  r.write(0x4c, 0xc0123456);
  CHECK(r.read(0x4c) == 0x01123456);
  r.write(0x50, ~0u);
  CHECK(r.read(0x50) == 0xf8ffffff);
  r.write(0xc4, 0x1ff);
  CHECK(r.read(0xc4) == 0xff);
  r.write(0x168, ~0u);
  CHECK(r.read(0x168) == 0x7fffffff);
  r.write(0x60, 0x1234);
  CHECK(r.read(0x60) == 0x1234);
}
