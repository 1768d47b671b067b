#include <catch2/catch.hpp>

#include "peripherals/rp2040/xosc.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 CTRL = 0x00, STATUS = 0x04, DORMANT = 0x08, STARTUP = 0x0c, COUNT = 0x1c;
constexpr u32 ENABLE = 0xfab'aa0, DISABLE = 0xd1e'aa0, stable = 1u << 31, enabled = 1u << 12, badwrite = 1u << 24;
constexpr i64 hz = 12'000'000;

struct Bench {
  Scheduler s;
  Xosc x{"XOSC", s, hz};
  void pass(Duration d) { s.run_until(s.now() + d); }
  void start() {
    x.write(CTRL, ENABLE);
    pass(5ms);
  }
};

}  // namespace

TEST_CASE("RP2040 XOSC: every bit is described", "[rp2040]") { CHECK(Bench{}.x.mistakes().empty()); }

TEST_CASE("RP2040 XOSC: it is stable after DELAY * 256 cycles and then gives its clock", "[rp2040]") {
  Bench b;
  CHECK(b.x.read(STATUS) == 0);
  CHECK(b.x.read(STARTUP) == 0xc4);
  const bool times_four = GENERATE(false, true);
  b.x.write(STARTUP, 47 | u32{times_four} << 20);
  b.x.write(CTRL, ENABLE);
  CHECK(b.x.read(STATUS) == enabled);
  b.pass(Clock{hz}.ticks(47 * 256 * (times_four ? 4 : 1)) - Duration{1});
  CHECK(b.x.read(STATUS) == enabled);
  CHECK_FALSE(b.x.clk.running());
  b.pass(Duration{1});
  CHECK(b.x.read(STATUS) == (stable | enabled));
  CHECK(b.x.clk.hz() == hz);
  b.x.write(CTRL, DISABLE);
  CHECK(b.x.read(STATUS) == 0);
  CHECK_FALSE(b.x.clk.running());
}

TEST_CASE("RP2040 XOSC: an invalid ENABLE enables, and is a bad write", "[rp2040]") {
  Bench b;
  b.x.write(CTRL, 0xaa0);
  CHECK(b.x.read(STATUS) == (badwrite | enabled));
  b.x.write(STATUS, badwrite);
  CHECK(b.x.read(STATUS) == enabled);
  b.x.write(CTRL, 0xfab'123);
  CHECK(b.x.read(CTRL) == ENABLE);
  CHECK(b.x.read(STATUS) == (badwrite | enabled));
}

TEST_CASE("RP2040 XOSC: the start of the SDK: the delay is given after the first write", "[rp2040]") {
  Bench b;
  b.x.write(CTRL, 0xaa0);
  b.x.write(STARTUP, 47);
  b.x.write(CTRL, 0xfab'aa0);
  b.pass(1003us);
  CHECK((b.x.read(STATUS) & stable) != 0);
}

TEST_CASE("RP2040 XOSC: dormant it stands still until it is woken, and starts again", "[rp2040]") {
  Bench b;
  b.start();
  b.x.write(DORMANT, 0x636f'6d61);
  CHECK(b.x.dormant());
  CHECK_FALSE(b.x.clk.running());
  b.pass(1s);
  CHECK(b.x.read(STATUS) == enabled);
  b.x.wake();
  CHECK(b.x.read(DORMANT) == 0x7761'6b65);
  b.pass(Clock{hz}.ticks(0xc4 * 256) - Duration{1});
  CHECK_FALSE(b.x.clk.running());
  b.pass(Duration{1});
  CHECK(b.x.clk.running());
  b.x.write(DORMANT, 1234);
  CHECK_FALSE(b.x.dormant());
  CHECK((b.x.read(STATUS) & badwrite) != 0);
}

TEST_CASE("RP2040 XOSC: COUNT counts down cycles of the crystal", "[rp2040]") {
  Bench b;
  b.start();
  b.x.write(COUNT, 200);
  b.pass(10us);
  CHECK(b.x.read(COUNT) == 80);
  b.pass(1s);
  CHECK(b.x.read(COUNT) == 0);
}

TEST_CASE("RP2040 XOSC: a restored one becomes stable in time", "[rp2040]") {
  Bench saved, restored;
  saved.x.write(CTRL, ENABLE);
  saved.pass(4ms);
  State out;
  saved.s.serialize(out);
  saved.x.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.x.serialize(in);
  CHECK(in.at_end());
  restored.pass(Clock{hz}.ticks(0xc4 * 256) - Duration{4ms} - Duration{1});
  CHECK(restored.x.read(STATUS) == enabled);
  restored.pass(Duration{1});
  CHECK(restored.x.clk.running());
  restored.x.reset();
  CHECK_FALSE(restored.x.clk.running());
  CHECK(restored.x.read(STATUS) == 0);
}

TEST_CASE("RP2040 XOSC: a crystal that drifts", "[rp2040]") {
  Bench b;
  b.x.drift(100);
  b.start();
  CHECK(b.x.clk.hz() == hz + 1200);
  State saved;
  b.x.serialize(saved);
  b.x.drift(-50);
  CHECK(b.x.clk.hz() == hz - 600);
  State state{saved.data()};
  b.x.serialize(state);
  CHECK(b.x.clk.hz() == hz + 1200);
  b.x.drift(0);
  CHECK(b.x.clk.hz() == hz);
}
