// TWI and SPI draw on nets that somebody watches; SPIS answers controllers that move their pins.
#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"
#include "peripherals/nrf5/spi.hpp"
#include "peripherals/nrf5/spis.hpp"
#include "peripherals/nrf5/twi.hpp"
#include "tests/peripherals/drawn.hpp"
#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;

namespace {

constexpr u32 startrx = 0x000, starttx = 0x008, stop = 0x014, resume = 0x020, stopped = 0x104, rxdready = 0x108,
              txdsent = 0x11c, error = 0x124, suspended = 0x148, shorts = 0x200, rxd = 0x518, txd = 0x51c;
constexpr unsigned scl = 0, sda = 30, sck = 23, mosi = 21, miso = 22, cs = 16;

struct TwiBench : SerialBench {
  Twi twi{"TWI0", scheduler, gpio, circuit};
  testing::LoggingTarget device;
  std::vector<double> times;

  TwiBench() {
    circuit.i2c(net(scl), net(sda)).attach(0x50, device);
    pull_up(scl);
    pull_up(sda);
    twi.write(0x508, scl);
    twi.write(0x50c, sda);
    twi.write(0x524, 0x0198'0000);  // 10 us a bit
    twi.write(0x588, 0x50);
    twi.write(0x500, 5);
  }
  void wait(u32 event) {
    times.push_back(us_until(twi, event));
    twi.write(event, 0);
  }
  void play() {
    twi.write(starttx, 1);
    twi.write(txd, 'x');
    wait(txdsent);
    twi.write(shorts, 1);
    twi.write(startrx, 1);
    wait(rxdready);
    CHECK(twi.read(rxd) == 'a');
    wait(suspended);
    twi.write(shorts, 2);
    twi.write(resume, 1);
    wait(rxdready);
    CHECK(twi.read(rxd) == 'b');
    wait(stopped);
    twi.write(shorts, 0);
    twi.write(starttx, 1);
    twi.write(txd, '!');
    wait(error);
    twi.write(stop, 1);
    wait(stopped);
  }
};

}  // namespace

TEST_CASE("TWI: the waveform is drawn, and changes nothing", "[nrf5]") {
  TwiBench alone, b;
  testing::DrawnI2c drawn{b.scheduler, b.net(scl), b.net(sda)};
  alone.play();
  b.play();
  CHECK(b.device.log == "WxR+.W.");
  CHECK(drawn.target.log == b.device.log);
  CHECK(drawn.target.next == b.device.next);
  CHECK(b.times == alone.times);
  REQUIRE(drawn.rises.size() > 10);
  CHECK((drawn.rises[1] - drawn.rises[0]).count() == 10'000'000);
  CHECK(b.net(scl).shown_volts() == Approx(3.0));
  CHECK(alone.scheduler.now() == b.scheduler.now());
}

TEST_CASE("TWI: waits for a target that stretches", "[nrf5]") {
  struct Slow final : I2cTarget {
    void start(bool) override {}
    void write(u8) override { ++written; }
    u8 read() override { return 0x66; }
    bool stretches() const override { return slow; }
    void stop() override {}
    bool slow = true;
    int written = 0;
  } slow;
  TwiBench b;
  b.circuit.i2c(b.net(scl), b.net(sda)).attach(0x51, slow);
  b.twi.write(0x588, 0x51);
  b.twi.write(startrx, 1);
  b.run_us(1000);
  CHECK(b.twi.read(rxdready) == 0);
  slow.slow = false;
  b.run_us(10 + 80);
  CHECK(b.twi.read(rxd) == 0x66);
  slow.slow = true;
  b.twi.write(starttx, 1);
  b.twi.write(txd, 1);
  b.run_us(1000);
  CHECK(slow.written == 0);
  slow.slow = false;
  b.run_us(20);
  CHECK(slow.written == 1);
}

TEST_CASE("SPI: the waveform is drawn", "[nrf5]") {
  struct Device final : SpiByteDevice {
    bool selected() const override { return true; }
    u8 reply() const override { return 0x3c; }
    void received(u8 byte) override { last = byte; }
    int last = 0;
  } device;
  for (const u32 config : {0u, 1u, 2u, 3u, 4u, 6u}) {
    SerialBench b;
    Spi spi{"SPI0", b.scheduler, b.gpio, b.circuit};
    b.circuit.spi(b.net(sck)).attach(device);
    for (const unsigned pin : {sck, mosi}) b.output(pin);
    spi.write(0x508, sck);
    spi.write(0x50c, mosi);
    spi.write(0x510, miso);
    spi.write(0x524, 0x1000'0000);  // 1 MHz
    spi.write(0x554, config);
    spi.write(0x500, 1);
    const unsigned mode = (config >> 1 & 1) | (config >> 2 & 1) << 1;
    testing::DrawnSpi drawn{b.scheduler, mode, b.net(sck), b.net(mosi), b.net(miso)};
    spi.write(txd, 0xa1);
    b.run_us(20);
    CHECK(drawn.mosi == (config & 1 ? "10000101" : "10100001"));
    CHECK(device.last == (config & 1 ? 0x85 : 0xa1));
    CHECK(drawn.miso == "00111100");
    REQUIRE(drawn.samples.size() == 8);
    CHECK((drawn.samples[7] - drawn.samples[0]).count() == 7'000'000);
    CHECK(b.net(sck).shown_volts() == b.net(sck).volts());
  }
}

TEST_CASE("SPIS: a master that moves its pins gets the same bytes", "[nrf5]") {
  for (const unsigned mode : {0u, 1u, 2u, 3u}) {
    SerialBench b;
    Spis slave{"SPIS1", b.scheduler, b.gpio, b.circuit, b.bus};
    const auto wire = [&](unsigned pin, const char* name) {
      b.input(pin);
      b.gpio.terminal(pin).connect(b.circuit.nets.net(name));
    };
    wire(sck, "SCK");
    wire(miso, "MISO");
    wire(mosi, "MOSI");
    wire(cs, "CS");
    testing::SoftSpi soft{b.circuit, mode};
    slave.write(0x508, sck);
    slave.write(0x50c, miso);
    slave.write(0x510, mosi);
    slave.write(0x514, cs);
    slave.write(0x554, (mode & 1) << 1 | (mode & 2) << 1);
    slave.write(0x534, b.ram + 0x100);  // RXDPTR
    slave.write(0x538, 3);
    slave.write(0x544, b.ram + 0x200);  // TXDPTR
    slave.write(0x548, 2);
    slave.write(0x5c0, 0xcc);  // ORC
    slave.write(0x500, 2);
    slave.write(0x028, 1);  // RELEASE
    b.put(b.ram + 0x200, {0xa1, 0x52});
    CHECK(soft.miso_floats());
    soft.select(true);
    CHECK_FALSE(soft.miso_floats());
    CHECK(soft.transfer(0x12) == 0xa1);
    CHECK(soft.transfer(0x34) == 0x52);
    CHECK(soft.transfer(0x96) == 0xcc);
    soft.select(false);
    CHECK(soft.miso_floats());
    CHECK(b.get(b.ram + 0x100, 3) == std::vector<int>{0x12, 0x34, 0x96});
    CHECK(slave.read(0x53c) == 3);
    CHECK(slave.read(0x54c) == 2);
  }
}
