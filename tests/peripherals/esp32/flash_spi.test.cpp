#include "peripherals/esp32/flash_spi.hpp"

#include <catch2/catch.hpp>

#include "peripherals/esp32/nor_port.hpp"
#include "peripherals/esp32/psram.hpp"

using namespace esp32;
using namespace std::chrono_literals;

namespace {

constexpr u32 cmd = 0x0, addr = 0x4, ctrl = 0x8, rd_status = 0x10, clock_reg = 0x18, user = 0x1c, user1 = 0x20,
              user2 = 0x24, mosi_dlen = 0x28, miso_dlen = 0x2c, pin = 0x34, w0 = 0x80;
constexpr u32 usr = 1 << 18, u_command = 1u << 31, u_addr = 1 << 30, u_dummy = 1 << 29, u_miso = 1 << 28,
              u_mosi = 1 << 27;
constexpr u32 wren = 1 << 30, rdid = 1 << 28, rdsr = 1 << 27, pp = 1 << 25, se = 1 << 24;

struct FlashBench {
  Scheduler scheduler;
  ClockSignal apb{"APB_CLK", 80'000'000};
  Memory array{"flash", 4 << 20, 0xff}, ram{"psram", 8 << 20};
  parts::SpiNor nor{"flash", scheduler, array, *parts::SpiNor::find("w25q32jv"), 1};
  NorPort port{nor};
  Psram psram{ram, [](u32, u32) {}};
  FlashSpi spi{"SPI1", scheduler, apb};

  FlashBench() {
    nor.power_on();
    spi.attach(0, port);
    spi.attach(1, psram);
    spi.write(clock_reg, 1 << 12 | 1);  // 40 MHz
  }
  void run(u32 command) {
    spi.write(cmd, command);
    CHECK(spi.read(cmd) == command);
    for (int i = 0; i < 1000 && spi.read(cmd); ++i) scheduler.run_until(scheduler.now() + 1us);
    CHECK(spi.read(cmd) == 0);
  }
  void wait() { scheduler.run_until(scheduler.now() + 1s); }
  // A user command with eight command bits.
  void use(u32 code, u32 phases, unsigned address_bits = 0, u32 address = 0, unsigned dummy = 0, unsigned in = 0) {
    spi.write(user, u_command | phases);
    spi.write(user2, 7u << 28 | code);
    spi.write(user1, (address_bits ? address_bits - 1 : 0) << 26 | (dummy ? dummy - 1 : 0));
    spi.write(addr, address);
    spi.write(miso_dlen, in ? in - 1 : 0);
    run(usr);
  }
};

}  // namespace

TEST_CASE("ESP32 SPI1: identifies, erases and programs flash with its commands", "[esp32]") {
  FlashBench b;
  b.run(rdid);
  CHECK((b.spi.read(w0) & 0xff'ffff) == 0x1640ef);
  b.spi.write(w0, 0x4433'2211);
  b.spi.write(addr, 0x1000 | 4u << 24);
  b.run(wren);
  b.run(pp);
  b.run(rdsr);
  CHECK((b.spi.read(rd_status) & 1) == 1);  // busy
  b.wait();
  CHECK(b.array.bytes()[0x1000] == 0x11);
  CHECK(b.array.bytes()[0x1003] == 0x44);
  b.spi.write(addr, 0x1000);
  b.run(wren);
  b.run(se);
  b.wait();
  CHECK(b.array.bytes()[0x1000] == 0xff);
}

TEST_CASE("ESP32 SPI1: reads with one, two and four lines", "[esp32]") {
  FlashBench b;
  for (u32 i = 0; i < 16; ++i) b.array.bytes()[0x234 + i] = static_cast<u8>(0xa0 + i);
  b.use(0x0b, u_addr | u_dummy | u_miso, 24, 0x234 << 8, 8, 64);
  CHECK(b.spi.read(w0) == 0xa3a2a1a0);
  CHECK(b.spi.read(w0 + 4) == 0xa7a6a5a4);
  b.spi.write(ctrl, 1 << 13 | 1 << 23);  // dual I/O: the mode byte is part of the address
  b.use(0xbb, u_addr | u_miso, 32, 0x234 << 8 | 0xff, 0, 32);
  CHECK(b.spi.read(w0) == 0xa3a2a1a0);
  b.spi.write(ctrl, 1 << 13 | 1 << 24);
  b.run(wren);
  b.spi.write(ctrl, 0);
  b.spi.write(w0, 0x02);
  b.spi.write(mosi_dlen, 7);
  b.use(0x50, 0);
  b.use(0x31, u_mosi);  // QE
  b.wait();
  b.spi.write(ctrl, 1 << 13 | 1 << 24);
  b.use(0xeb, u_addr | u_dummy | u_miso, 32, 0x234 << 8 | 0xff, 4, 32);
  CHECK(b.spi.read(w0) == 0xa3a2a1a0);
}

TEST_CASE("ESP32 SPI1: through the GPIO matrix data come a clock late at 40 MHz", "[esp32]") {
  FlashBench b;
  b.spi.through_matrix = [] { return true; };
  b.use(0x9f, u_miso, 0, 0, 0, 24);
  CHECK((b.spi.read(w0) & 0xff'ffff) != 0x1640ef);
  b.use(0x9f, u_dummy | u_miso, 0, 0, 1, 24);
  CHECK((b.spi.read(w0) & 0xff'ffff) == 0x1640ef);
}

TEST_CASE("ESP32 SPI1: nobody on the lines: all ones", "[esp32]") {
  FlashBench b;
  b.spi.write(pin, 7);
  b.use(0x9f, u_miso, 0, 0, 0, 24);
  CHECK((b.spi.read(w0) & 0xff'ffff) == 0xff'ffff);
}

TEST_CASE("ESP32 PSRAM: identity, data, four lines for everything", "[esp32]") {
  FlashBench b;
  b.spi.write(pin, 5);  // chip select 1
  b.use(0x9f, u_addr | u_miso, 24, 0, 0, 64);
  CHECK((b.spi.read(w0) & 0xff'ffff) == 0x405d0d);  // 64 Mbit, known good die
  b.spi.write(w0, 0xdeadbeef);
  b.spi.write(mosi_dlen, 31);
  b.use(0x02, u_addr | u_mosi, 24, 0x1234 << 8);
  CHECK(b.ram.bytes()[0x1234] == 0xef);
  b.use(0x03, u_addr | u_miso, 24, 0x1234 << 8, 0, 32);
  CHECK(b.spi.read(w0) == 0xdeadbeef);
  b.use(0x35, 0);
  b.use(0x9f, u_addr | u_miso, 24, 0, 0, 32);  // on one line it is not heard any more
  CHECK((b.spi.read(w0) & 0xffff) != 0x5d0d);
}
