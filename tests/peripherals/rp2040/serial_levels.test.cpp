// I2C and SPI targets reached by controllers that move their pins.
#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "peripherals/rp2040/i2c.hpp"
#include "peripherals/rp2040/spi.hpp"
#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;

namespace {

constexpr u32 con = 0x00, sar = 0x08, data_cmd = 0x10, raw = 0x34, clr_rd_req = 0x50, enable = 0x6c;
constexpr u32 rd_req = 32, rx_done = 128, stop_det = 512, start_det = 1024, restart_det = 4096;

struct TargetBench : SerialBench {
  I2c target{"I2C1", 1, scheduler, clk, pins, circuit};
  testing::SoftI2c soft{net("SCL"), net("SDA")};

  TargetBench() {
    for (const char* line : {"SCL", "SDA"}) leg(line, 3.3, 4700);
    pins.select(Signal::i2c1_scl, "SCL");
    pins.select(Signal::i2c1_sda, "SDA");
    target.write(con, 0x224);
    target.write(sar, 0x17);
    target.write(enable, 1);
  }
};

constexpr u32 cr0 = 0x00, cr1 = 0x04, dr = 0x08, sr = 0x0c, cpsr = 0x10;
constexpr u32 sph = 1 << 7, spo = 1 << 6, sse = 2, ms = 4;

struct SpiTargetBench : SerialBench {
  Spi target{"SPI1", 1, scheduler, clk, pins, circuit};
  testing::SoftSpi soft;

  explicit SpiTargetBench(unsigned mode, u32 bits = 8) : soft(circuit, mode) {
    pins.select(Signal::spi1_sck, "SCK");
    pins.select(Signal::spi1_csn, "CS");
    pins.select(Signal::spi1_tx, "MISO");
    pins.select(Signal::spi1_rx, "MOSI");
    target.write(cpsr, 2);
    target.write(cr0, (bits - 1) | (mode & 1 ? sph : 0) | (mode & 2 ? spo : 0));
    target.write(cr1, ms);
    target.write(cr1, ms | sse);
  }
};

}  // namespace

TEST_CASE("RP2040 I2C: a target is written and read by levels", "[rp2040]") {
  TargetBench b;
  CHECK(b.soft.scan() == std::vector<int>{0x17});
  b.soft.start();
  CHECK(b.soft.write(0x17 << 1));
  CHECK((b.target.read(raw) & (start_det | stop_det)) == (start_det | stop_det));
  CHECK(b.soft.write('h'));
  CHECK(b.soft.write('i'));
  CHECK(b.target.read(data_cmd) == ('h' | 1 << 11));
  CHECK(b.target.read(data_cmd) == 'i');
  b.soft.start();
  b.soft.wait = [&, answer = 0xa1u]() mutable {  // the firmware, which is asked while SCL is held
    if (!(b.target.read(raw) & rd_req)) return;
    CHECK_FALSE(b.soft.scl());
    b.target.read(clr_rd_req);
    b.target.write(data_cmd, answer++);
  };
  CHECK(b.soft.write(0x17 << 1 | 1));
  CHECK((b.target.read(raw) & restart_det) != 0);
  CHECK(b.soft.read(true) == 0xa1);
  CHECK(b.soft.read(false) == 0xa2);
  CHECK((b.target.read(raw) & rx_done) == 0);
  b.soft.stop();
  CHECK((b.target.read(raw) & rx_done) != 0);
}

TEST_CASE("RP2040 I2C: a target that is switched off or reset lets the clock go", "[rp2040]") {
  for (const bool by_reset : {false, true}) {
    TargetBench b;
    b.soft.start();
    b.soft.write(0x17 << 1 | 1);
    b.soft.set_scl(true);
    CHECK_FALSE(b.soft.scl());
    by_reset ? b.target.hold_in_reset(true) : b.target.write(enable, 0);
    CHECK(b.soft.scl());
    b.soft.stop();
    CHECK(b.soft.scan().empty());
  }
}

TEST_CASE("RP2040 SPI: a target gets bits in all modes", "[rp2040]") {
  for (const unsigned mode : {0u, 1u, 2u, 3u}) {
    SpiTargetBench b{mode};
    INFO(mode);
    for (const u32 i : {0x81u, 0x42u, 0xa5u}) b.target.write(dr, i);
    CHECK(b.soft.miso_floats());
    for (const unsigned i : {0u, 1u, 2u, 3u}) {
      if (i == 0 || !(mode & 1)) b.soft.select(true);
      CHECK_FALSE(b.soft.miso_floats());
      CHECK(b.soft.transfer(0x91 + i) == std::array{0x81u, 0x42u, 0xa5u, 0u}[i]);
      if (i == 3 || !(mode & 1)) b.soft.select(false);
    }
    CHECK(b.soft.miso_floats());
    for (const u32 i : {0x91u, 0x92u, 0x93u, 0x94u}) CHECK(b.target.read(dr) == i);
    b.soft.transfer(0x55);  // not selected
    CHECK((b.target.read(sr) & 4) == 0);
  }
}

TEST_CASE("RP2040 SPI: a target's frames of other lengths, one each time it is selected with SPH = 0", "[rp2040]") {
  SpiTargetBench b{0, 12};
  b.target.write(dr, 0xabc);
  b.target.write(dr, 0x123);
  b.soft.select(true);
  CHECK(b.soft.transfer(0x5a5, 12) == 0xabc);
  CHECK(b.soft.transfer(0, 4) == 0xf);
  b.soft.select(false);
  b.soft.select(true);
  b.soft.transfer(0x1f, 5);  // broken off
  b.soft.select(false);
  CHECK(b.target.read(dr) == 0x5a5);
  CHECK((b.target.read(sr) & 4) == 0);
  b.soft.select(true);
  CHECK(b.soft.transfer(0x777, 12) == 0);
  CHECK(b.target.read(dr) == 0x777);
}
