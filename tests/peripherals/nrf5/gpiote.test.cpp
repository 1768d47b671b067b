#include <catch2/catch.hpp>

#include "peripherals/nrf5/gpiote.hpp"

using namespace emulator;
using nrf5::Gpio;

namespace {

constexpr u32 PORT = 0x17c, INTENSET = 0x304;
constexpr u32 OUT(unsigned i) { return 4 * i; }
constexpr u32 IN(unsigned i) { return 0x100 + 4 * i; }
constexpr u32 CONFIG(unsigned i) { return 0x510 + 4 * i; }
constexpr u32 cnf(unsigned pin) { return 0x700 + 4 * pin; }
constexpr u32 event(unsigned pin, u32 polarity) { return 1 | pin << 8 | polarity << 16; }
constexpr u32 task(unsigned pin, u32 polarity, u32 init) { return 3 | pin << 8 | polarity << 16 | init << 20; }
constexpr u32 rising = 1, falling = 2, toggle = 3;

struct Bench {
  Scheduler s;
  Gpio gpio{"GPIO"};
  nrf5::Gpiote te{"GPIOTE", s, gpio};
  Nets nets;
  Terminal outside{"outside"};
  Bench() {
    Net& net = nets.net("net");
    gpio.terminal(4).connect(net);
    outside.connect(net);
    outside.drive(0, 1);
  }
};

}  // namespace

TEST_CASE("nRF5 GPIOTE: every bit is described", "[nrf5]") { CHECK(Bench{}.te.mistakes().empty()); }

TEST_CASE("nRF5 GPIOTE: a task channel takes its pin and starts it at OUTINIT", "[nrf5]") {
  Bench b;
  b.te.write(CONFIG(2), task(7, toggle, 1));
  CHECK(b.gpio.terminal(7).volts() == 3.0);
  b.te.write(OUT(2), 1);
  CHECK(b.gpio.terminal(7).volts() == 0.0);
  CHECK_FALSE(b.gpio.terminal(7).floating());
  b.te.write(OUT(2), 1);
  CHECK(b.gpio.terminal(7).volts() == 3.0);
  b.gpio.write(0x50c, 1u << 7);
  CHECK(b.gpio.terminal(7).volts() == 3.0);
  b.te.write(CONFIG(2), 0);
  CHECK(b.gpio.terminal(7).floating());
  b.te.write(OUT(2), 1);
  CHECK(b.gpio.terminal(7).floating());
}

TEST_CASE("nRF5 GPIOTE: polarity says what OUT does", "[nrf5]") {
  Bench b;
  b.te.write(CONFIG(0), task(7, rising, 0));
  for (int i = 0; i < 2; ++i) {
    b.te.write(OUT(0), 1);
    CHECK(b.gpio.terminal(7).volts() == 3.0);
  }
  b.te.write(CONFIG(0), task(7, falling, 1));
  for (int i = 0; i < 2; ++i) {
    b.te.write(OUT(0), 1);
    CHECK(b.gpio.terminal(7).volts() == 0.0);
  }
  b.te.write(CONFIG(0), task(7, 0, 1));
  b.te.write(OUT(0), 1);
  CHECK(b.gpio.terminal(7).volts() == 3.0);
}

TEST_CASE("nRF5 GPIOTE: an event channel sees the edges it is set to", "[nrf5]") {
  Bench b;
  b.gpio.write(cnf(4), 0);
  b.te.write(CONFIG(0), event(4, rising));
  b.te.write(CONFIG(1), event(4, falling));
  b.te.write(CONFIG(3), event(4, toggle));
  b.te.write(INTENSET, 1u << 1);
  b.outside.drive(3.0, 1);
  CHECK(b.te.read(IN(0)) == 1);
  CHECK(b.te.read(IN(1)) == 0);
  CHECK(b.te.read(IN(2)) == 0);
  CHECK(b.te.read(IN(3)) == 1);
  CHECK_FALSE(b.te.irq.level());
  for (unsigned i : {0u, 3u}) b.te.write(IN(i), 0);
  b.outside.drive(0, 1);
  CHECK(b.te.read(IN(0)) == 0);
  CHECK(b.te.read(IN(1)) == 1);
  CHECK(b.te.read(IN(3)) == 1);
  CHECK(b.te.irq.level());
}

TEST_CASE("nRF5 GPIOTE: an event channel makes its pin an input", "[nrf5]") {
  Bench b;
  b.gpio.write(cnf(7), 1);
  CHECK_FALSE(b.gpio.terminal(7).floating());
  b.te.write(CONFIG(0), event(7, rising));
  CHECK(b.gpio.terminal(7).floating());
  b.te.write(CONFIG(0), 0);
  CHECK_FALSE(b.gpio.terminal(7).floating());
}

TEST_CASE("nRF5 GPIOTE: a channel that moved no longer sees its old pin", "[nrf5]") {
  Bench b;
  b.gpio.write(cnf(4), 0);
  b.te.write(CONFIG(0), event(4, rising));
  b.te.write(CONFIG(0), event(5, rising));
  b.outside.drive(3.0, 1);
  CHECK(b.te.read(IN(0)) == 0);
}

TEST_CASE("nRF5 GPIOTE: PORT happens when DETECT rises", "[nrf5]") {
  Bench b;
  b.gpio.write(cnf(4), 2 << 16);
  b.te.write(INTENSET, 1u << 31);
  b.outside.drive(3.0, 1);
  CHECK(b.te.read(PORT) == 1);
  CHECK(b.te.irq.level());
  b.te.write(PORT, 0);
  b.outside.drive(0, 1);
  CHECK(b.te.read(PORT) == 0);
}

TEST_CASE("nRF5 GPIOTE: restored channels hold and watch their pins", "[nrf5]") {
  Bench saved, restored;
  saved.gpio.write(cnf(4), 0);
  saved.te.write(CONFIG(0), event(4, rising));
  saved.te.write(CONFIG(1), task(7, toggle, 1));
  restored.te.write(CONFIG(2), event(4, toggle));
  State out;
  saved.gpio.serialize(out);
  saved.te.serialize(out);
  State in{out.data()};
  restored.gpio.serialize(in);
  restored.te.serialize(in);
  restored.nets.settle();
  CHECK(in.at_end());
  restored.outside.drive(3.0, 1);
  CHECK(restored.te.read(IN(0)) == 1);
  CHECK(restored.te.read(IN(2)) == 0);
  restored.te.write(OUT(1), 1);
  CHECK(restored.gpio.terminal(7).volts() == 0.0);
}

TEST_CASE("nRF5 GPIOTE: reset gives all pins back", "[nrf5]") {
  Bench b;
  b.te.write(CONFIG(1), task(7, toggle, 1));
  b.te.reset();
  CHECK(b.gpio.terminal(7).floating());
  CHECK_FALSE(b.gpio.taken(7));
}
