// What hardware I2C and SPI draw on nets that somebody watches, and that nothing else comes of it.
#include <catch2/catch.hpp>

#include "peripherals/rp2040/i2c.hpp"
#include "peripherals/rp2040/spi.hpp"
#include "tests/peripherals/drawn.hpp"
#include "tests/peripherals/rp2040/serial_bench.hpp"

using namespace rp2040;
using testing::DrawnI2c;
using testing::DrawnSpi;
using testing::LoggingTarget;

namespace {

constexpr u32 con = 0x00, tar = 0x04, data_cmd = 0x10, fs_scl_hcnt = 0x1c, fs_scl_lcnt = 0x20, enable = 0x6c,
              fs_spklen = 0xa0;
constexpr u32 read_ = 1 << 8, stop_ = 1 << 9, restart_ = 1 << 10;
constexpr i64 cycle = 8000, high = 50 + 4 + 7, low = 75 + 1;

struct I2cBench : SerialBench {
  I2c i2c{"I2C0", 0, scheduler, clk, pins, circuit};
  LoggingTarget device;
  I2cBench() {
    for (const char* line : {"SCL", "SDA"}) leg(line, 3.3, 4700);
    pins.select(Signal::i2c0_scl, "SCL");
    pins.select(Signal::i2c0_sda, "SDA");
    circuit.i2c(net("SCL"), net("SDA")).attach(0x50, device);
    i2c.write(enable, 0);
    i2c.write(con, 0x165);
    i2c.write(tar, 0x50);
    i2c.write(fs_scl_hcnt, 50);
    i2c.write(fs_scl_lcnt, 75);
    i2c.write(fs_spklen, 4);
    i2c.write(enable, 1);
  }
  void send(std::initializer_list<u32> commands) {
    for (const u32 c : commands) i2c.write(data_cmd, c);
  }
  // What the firmware could see, every 100 cycles.
  std::vector<u32> seen() {
    std::vector<u32> all;
    for (int i = 0; i < 200; ++i, cycles(100))
      for (const u32 reg : {0x34u, 0x70u, 0x74u, 0x78u, 0x80u}) all.push_back(i2c.read(reg));
    return all;
  }
};

constexpr u32 cr0 = 0x00, cr1 = 0x04, dr = 0x08, cpsr = 0x10;

struct Complement final : SpiByteDevice {
  bool selected() const override { return on; }
  u8 reply() const override { return next; }
  void received(u8 byte) override { next = static_cast<u8>(~byte); }
  bool on = true;
  u8 next = 0x3c;
};

}  // namespace

TEST_CASE("RP2040 I2C: the waveform is drawn, and read like a bit-banging controller's", "[rp2040]") {
  I2cBench b;
  DrawnI2c drawn{b.scheduler, b.net("SCL"), b.net("SDA")};
  b.send({'x', '!' | restart_, 'y'});
  b.cycles(100 * (high + low));
  b.i2c.read(0x54);  // IC_CLR_TX_ABRT
  CHECK(b.device.log == "WxW.");
  CHECK(drawn.target.log == b.device.log);
  b.send({read_, read_, read_ | stop_, 'z' | stop_});
  b.cycles(100 * (high + low));
  CHECK(b.device.log == "WxW.R++.Wz.");
  CHECK(drawn.target.log == b.device.log);
  CHECK(drawn.target.next == b.device.next);
  CHECK(b.net("SCL").shown_volts() == 3.3);
  CHECK(b.net("SDA").shown_volts() == 3.3);

  DrawnI2c nobody{b.scheduler, b.net("SCL"), b.net("SDA")};
  b.i2c.write(enable, 0);
  b.i2c.write(tar, 0x51);
  b.i2c.write(enable, 1);
  const Time began = b.scheduler.now();
  b.send({'x' | stop_});
  b.cycles(100 * (high + low));
  CHECK(nobody.target.log.empty());
  REQUIRE(nobody.rises.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) {  // after the start; the last is the stop's
    const Duration at = nobody.rises[i] - began;
    CHECK(at.count() == cycle * (static_cast<i64>(i + 1) * (high + low) + low));
  }
}

TEST_CASE("RP2040 I2C: who watches changes nothing for the firmware", "[rp2040]") {
  const std::initializer_list<u32> commands{'x', read_, read_ | restart_, '!', 'z' | stop_};
  I2cBench alone, watched;
  DrawnI2c drawn{watched.scheduler, watched.net("SCL"), watched.net("SDA")};
  alone.send(commands);
  watched.send(commands);
  CHECK(alone.seen() == watched.seen());
  CHECK(alone.device.log == watched.device.log);
  CHECK_FALSE(drawn.rises.empty());
  CHECK(alone.scheduler.now() == watched.scheduler.now());
}

TEST_CASE("RP2040 I2C: a snapshot drops what is drawn, the next byte is drawn again", "[rp2040]") {
  I2cBench a, b;
  DrawnI2c of_a{a.scheduler, a.net("SCL"), a.net("SDA")}, of_b{b.scheduler, b.net("SCL"), b.net("SDA")};
  a.send({'x', 'y' | stop_});
  a.cycles(13 * (high + low));
  b.send({'q', 'q'});
  b.cycles(5 * (high + low));
  State saved;
  saved(a.scheduler, a.clk, a.pins, a.i2c, a.circuit);
  State loading{saved.data()};
  loading(b.scheduler, b.clk, b.pins, b.i2c, b.circuit);
  CHECK(b.net("SCL").shown_volts() == 3.3);
  const auto before = of_b.rises.size();
  b.cycles(50 * (high + low));
  CHECK(b.device.log == "xy.");
  CHECK(of_b.rises.size() == before + 9 + 1);
}

TEST_CASE("RP2040 SPI: the waveform is drawn in all modes", "[rp2040]") {
  for (const u32 mode : {0u, 1u, 2u, 3u}) {
    INFO(mode);
    SerialBench b;
    Spi spi{"SPI0", 0, b.scheduler, b.clk, b.pins, b.circuit};
    Complement device;
    b.pins.select(Signal::spi0_sck, "SCK");
    b.pins.select(Signal::spi0_tx, "MOSI");
    b.pins.select(Signal::spi0_rx, "MISO");
    b.pins.select(Signal::spi0_csn, "CSN");
    b.circuit.spi(b.net("SCK")).attach(device);
    spi.write(cpsr, 4);
    spi.write(cr0, 4u << 8 | (mode & 1) << 7 | (mode & 2) << 5 | 7);
    spi.write(cr1, 2);
    DrawnSpi drawn{b.scheduler, mode, b.net("SCK"), b.net("MOSI"), b.net("MISO")};
    const Time began = b.scheduler.now();
    for (const u32 byte : {0x81u, 0x12u, 0xa5u}) spi.write(dr, byte);
    b.cycles(20 * 40);
    CHECK(drawn.mosi == "100000010001001010100101");
    CHECK(drawn.miso == "001111000111111011101101");
    REQUIRE(drawn.samples.size() == 24);
    for (i64 i = 0; i < 8; ++i)
      CHECK((drawn.samples[static_cast<std::size_t>(i)] - began).count() == cycle * (i * 20 + (mode & 1 ? 20 : 10)));
    for (const char* line : {"SCK", "MOSI", "MISO"}) CHECK(b.net(line).shown_volts() == b.net(line).volts());
    for (const u32 in : {0x3cu, 0x7eu, 0xedu}) CHECK(spi.read(dr) == in);
  }
}
