#include "emulator/decode/tap.hpp"

#include <catch2/catch.hpp>

#include "emulator/circuit.hpp"
#include "emulator/decode/i2c.hpp"
#include "emulator/decode/uart.hpp"
#include "tests/emulator/bit_banging.hpp"

using namespace emulator;
using namespace emulator::decode;
using namespace std::chrono_literals;

TEST_CASE("decode tap: levels by the supply, time by the scheduler", "[decode]") {
  Scheduler scheduler;
  Nets nets;
  Net& net = nets.net("TX");
  Terminal tx{"tx"};
  tx.connect(net);
  std::string seen;
  {
    Tap tap{scheduler, std::make_unique<Uart>(UartOptions{.baud = 1000}), {&net}, 3.3};
    tap.decoder().sink = [&](const Frame& frame) { seen += frame.text; };
    Time now{};
    const auto level = [&](double volts, int bits) {
      tx.drive(volts, 50);
      scheduler.run_until(now += bits * 1ms);
    };
    level(3.3, 3);
    level(0, 1);  // '3': 1100 1100
    level(3.3, 2);
    level(0.2, 2);
    level(3.0, 2);
    level(0.5, 1);
    tx.drive(1.6, 50);  // neither: as it was
    scheduler.run_until(now += 1ms);
    CHECK(seen.empty());
    level(3.3, 1);  // the stop bit; nothing changes any more
    CHECK(seen == "'3'");
    tx.release();
    scheduler.run_until(now += 20ms);
    CHECK(seen == "'3'");  // a line that floats keeps its level
    tap.reset();
    level(0, 1);
  }
  tx.drive(3.3, 50);  // nobody listens any more
  scheduler.run_until(Time{1s});
  CHECK(seen == "'3'");
}

TEST_CASE("decode tap: a bus by moving pins, with a target that answers", "[decode]") {
  struct Target final : I2cTarget {
    void start(bool) override {}
    void write(u8) override {}
    u8 read() override { return 0x2a; }
    void stop() override {}
  } target;
  Scheduler scheduler;
  Circuit circuit;
  Net &scl = circuit.nets.net("SCL"), &sda = circuit.nets.net("SDA");
  Terminal pulls[]{Terminal{"a"}, Terminal{"b"}};
  pulls[0].connect(scl);
  pulls[1].connect(sda);
  for (Terminal& pull : pulls) pull.drive(3.3, 4700);
  circuit.i2c(scl, sda).attach(0x50, target);
  std::string seen;
  Tap tap{scheduler, std::make_unique<I2c>(), {&scl, &sda}, 3.3};
  tap.decoder().sink = [&](const Frame& frame) { seen += frame.text + ";"; };
  testing::SoftI2c controller{scl, sda};
  controller.start();
  controller.write(0xa0);
  controller.write(0x07);
  controller.start();
  controller.write(0xa1);
  controller.read(false);
  controller.stop();
  controller.start();
  controller.write(0x22);
  controller.stop();
  CHECK(seen == "S;50 W a;07 a;Sr;50 R a;2A n;P;S;11 W n;P;");
}
