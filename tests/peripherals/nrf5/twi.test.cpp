#include "peripherals/nrf5/twi.hpp"

#include <catch2/catch.hpp>

#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;

namespace {

constexpr u32 startrx = 0x000, starttx = 0x008, stop = 0x014, suspend = 0x01c, resume = 0x020;
constexpr u32 stopped = 0x104, rxdready = 0x108, txdsent = 0x11c, error = 0x124, bb = 0x138, suspended = 0x148;
constexpr u32 shorts = 0x200, errorsrc = 0x4c4, enable = 0x500, pselscl = 0x508, pselsda = 0x50c, rxd = 0x518,
              txd = 0x51c, frequency = 0x524, address = 0x588, power = 0xffc;
constexpr unsigned scl = 0, sda = 30;
constexpr u32 bb_suspend = 1, bb_stop = 2;

// Remembers what happened to it: "S1d w.. " and so on.
struct Sensor : I2cTarget {
  std::string log;
  u8 next = 0x40;
  int refuse_after = 100;
  void start(bool reading) override { log += reading ? "R" : "W"; }
  bool accepts(u8) const override { return refuse_after > 0; }
  void write(u8 byte) override {
    log += fmt::format(" {}", byte);
    --refuse_after;
  }
  u8 read() override { return next++; }
  void stop() override { log += " P"; }
};

struct TwiBench : SerialBench {
  Twi twi{"TWI0", scheduler, gpio, circuit};
  Sensor sensor;

  explicit TwiBench(bool pulled = true) {
    circuit.i2c(net(scl), net(sda)).attach(0x1d, sensor);
    if (pulled) {
      pull_up(scl);
      pull_up(sda);
    }
    twi.write(pselscl, scl);
    twi.write(pselsda, sda);
    twi.write(frequency, 0x0198'0000);  // 10 us a bit
    twi.write(address, 0x1d);
    twi.write(enable, 5);
  }
  double wait(u32 event) {
    const double us = us_until(twi, event);
    twi.write(event, 0);
    return us;
  }
};

}  // namespace

TEST_CASE("TWI: every bit is described", "[nrf5]") {
  TwiBench b;
  CHECK(b.twi.mistakes().empty());
  CHECK(b.twi.unmodelled().empty());
}

TEST_CASE("TWI: written bytes take their time on the bus", "[nrf5]") {
  TwiBench b;
  b.twi.write(starttx, 1);
  b.twi.write(txd, 0x2a);
  CHECK(b.twi.read(txdsent) == 0);
  CHECK(b.wait(txdsent) == Approx(10 + 90 + 90));  // start, address, byte
  b.run_us(500);                                   // the clock stays low
  b.twi.write(txd, 7);
  CHECK(b.wait(txdsent) == Approx(90));
  b.twi.write(stop, 1);
  CHECK(b.twi.read(stopped) == 0);
  CHECK(b.wait(stopped) == Approx(10));
  CHECK(b.sensor.log == "W 42 7 P");
  CHECK(b.twi.read(error) == 0);
}

TEST_CASE("TWI: TXD may be written before STARTTX", "[nrf5]") {
  TwiBench b;
  b.twi.write(frequency, 0x0668'0000);
  b.twi.write(txd, 1);
  b.twi.write(starttx, 1);
  CHECK(b.wait(txdsent) == Approx(19 * 2.5));
  CHECK(b.sensor.log == "W 1");
}

TEST_CASE("TWI: one byte is read with BB_STOP", "[nrf5]") {
  TwiBench b;
  b.twi.write(shorts, bb_stop);
  b.twi.write(startrx, 1);
  CHECK(b.wait(bb) == Approx(100));  // before the byte
  CHECK(b.wait(rxdready) == Approx(80));
  b.run_us(300);
  CHECK(b.twi.read(stopped) == 0);  // waits for RXD to be read
  CHECK(b.twi.read(rxd) == 0x40);
  CHECK(b.wait(stopped) == Approx(20));  // no acknowledge, stop
  CHECK(b.sensor.log == "R P");
}

TEST_CASE("TWI: several bytes are read with BB_SUSPEND and RESUME", "[nrf5]") {
  TwiBench b;
  b.twi.write(shorts, bb_suspend);
  b.twi.write(startrx, 1);
  CHECK(b.wait(rxdready) == Approx(180));
  CHECK(b.twi.read(rxd) == 0x40);
  CHECK(b.wait(suspended) == Approx(10));
  b.run_us(500);
  CHECK(b.twi.read(rxdready) == 0);
  b.twi.write(resume, 1);
  CHECK(b.wait(rxdready) == Approx(80));
  CHECK(b.twi.read(rxd) == 0x41);
  b.twi.write(shorts, bb_stop);
  b.twi.write(resume, 1);  // at once, before SUSPENDED
  CHECK(b.wait(rxdready) == Approx(90));
  CHECK(b.twi.read(rxd) == 0x42);
  CHECK(b.wait(stopped) == Approx(20));
  CHECK(b.sensor.next == 0x43);
}

TEST_CASE("TWI: a start without stop is a repeated start", "[nrf5]") {
  TwiBench b;
  b.twi.write(starttx, 1);
  b.twi.write(txd, 0x0d);
  b.wait(txdsent);
  b.twi.write(shorts, bb_stop);
  b.twi.write(startrx, 1);
  CHECK(b.wait(rxdready) == Approx(180));
  b.twi.read(rxd);
  b.wait(stopped);
  CHECK(b.sensor.log == "W 13R P");
}

TEST_CASE("TWI: nobody at an address gives ANACK after the address, and STOP ends it", "[nrf5]") {
  TwiBench b;
  b.twi.write(address, 0x1e);
  b.twi.write(starttx, 1);
  b.twi.write(txd, 1);
  CHECK(b.wait(error) == Approx(100));
  CHECK(b.twi.read(errorsrc) == 2);
  b.twi.write(errorsrc, 2);
  CHECK(b.twi.read(errorsrc) == 0);
  b.run_us(1000);
  CHECK(b.twi.read(txdsent) == 0);
  b.twi.write(stop, 1);
  CHECK(b.wait(stopped) == Approx(10));
  CHECK(b.sensor.log.empty());
}

TEST_CASE("TWI: lines without pull-ups carry nothing", "[nrf5]") {
  TwiBench b{false};
  b.twi.write(startrx, 1);
  CHECK(b.wait(error) == Approx(100));
  CHECK(b.twi.read(errorsrc) == 2);
  CHECK(b.sensor.log.empty());
  b.pull_up(scl);
  b.pull_up(sda);
  b.twi.write(startrx, 1);
  CHECK(b.wait(rxdready) == Approx(180));
}

TEST_CASE("TWI: a byte that is not acknowledged gives DNACK", "[nrf5]") {
  TwiBench b;
  b.sensor.refuse_after = 1;
  b.twi.write(starttx, 1);
  b.twi.write(txd, 1);
  b.wait(txdsent);
  b.twi.write(txd, 2);
  CHECK(b.wait(error) == Approx(90));
  CHECK(b.twi.read(errorsrc) == 4);
  CHECK(b.twi.read(txdsent) == 0);
}

TEST_CASE("TWI: SUSPEND holds a write between bytes", "[nrf5]") {
  TwiBench b;
  b.twi.write(starttx, 1);
  b.twi.write(txd, 1);
  b.wait(txdsent);
  b.twi.write(suspend, 1);
  CHECK(b.twi.read(suspended) == 1);
  b.twi.write(txd, 2);
  b.run_us(500);
  CHECK(b.twi.read(txdsent) == 0);
  b.twi.write(resume, 1);
  CHECK(b.wait(txdsent) == Approx(90));
}

TEST_CASE("TWI: disabled it does nothing, switched off it lets go of the bus", "[nrf5]") {
  TwiBench b;
  b.twi.write(enable, 0);
  b.twi.write(starttx, 1);
  b.run_us(1000);
  CHECK(b.sensor.log.empty());
  b.twi.write(enable, 5);
  b.twi.write(starttx, 1);
  b.run_us(150);
  b.twi.write(power, 0);
  b.twi.write(power, 1);
  CHECK(b.sensor.log == "W P");
  CHECK(b.twi.read(enable) == 0);
  CHECK_FALSE(b.gpio.taken(scl));
}

TEST_CASE("TWI: a snapshot between two bytes goes on elsewhere", "[nrf5]") {
  TwiBench a, b;
  a.twi.write(shorts, bb_suspend);
  a.twi.write(startrx, 1);
  a.wait(rxdready);
  a.twi.read(rxd);
  a.run_us(5);
  b.twi.write(enable, 0);
  transplant(a, a.twi, b, b.twi);
  b.sensor.next = 0x77;
  CHECK(b.wait(suspended) == Approx(5));
  b.twi.write(shorts, bb_stop);
  b.twi.write(resume, 1);
  CHECK(b.wait(rxdready) == Approx(80));
  CHECK(b.twi.read(rxd) == 0x77);
  b.wait(stopped);
  CHECK(b.sensor.log == " P");
}
