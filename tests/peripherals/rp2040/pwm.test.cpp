#include <catch2/catch.hpp>

#include "peripherals/rp2040/pwm.hpp"

#include "peripherals/rp2040/io_bank0.hpp"

using namespace emulator;
using namespace rp2040;

namespace {

constexpr u32 CSR = 0x00, DIV = 0x04, CTR = 0x08, CC = 0x0c, TOP = 0x10, stride = 0x14;
constexpr u32 EN = 0xa0, INTR = 0xa4, INTE = 0xa8, INTF = 0xac, INTS = 0xb0;
constexpr u32 enable = 1, ph_correct = 2, a_inv = 4, b_inv = 8, level = 1 << 4, rise = 2 << 4, fall = 3 << 4,
              ph_ret = 1 << 6, ph_adv = 1 << 7;
constexpr u32 function_pwm = 4;

struct Bench {
  Scheduler s;
  ClockSignal clk_sys{"clk_sys", 125'000'000};
  Pads pads{"PADS_BANK0", Pads::bank0()};
  IoBank0 io{"IO_BANK0", pads};
  Pwm pwm{"PWM", s, clk_sys, io};
  Nets nets;
  Terminal outside{"outside"};
  Bench() {
    pwm.dreq_used = [](unsigned) { return false; };
    pwm.dreq_use_changed();
    io.terminal(1).connect(nets.net("B"));
    outside.connect(nets.net("B"));
  }
  void cycles(i64 n) { s.run_until(s.now() + clk_sys.clock().ticks(n)); }
  void select(unsigned pin) { io.write(8 * pin + 4, function_pwm); }
  void start(u32 top, u32 a, u32 b, u32 csr = 0, unsigned slice = 0) {
    pwm.write(slice * stride + TOP, top);
    pwm.write(slice * stride + CC, a | b << 16);
    pwm.write(slice * stride + CSR, csr | enable);
  }
  u32 counter() { return pwm.read(CTR); }
  bool pin(unsigned n) { return io.terminal(n).volts() > 1; }
  // The level of a pin in each of the next cycles.
  std::string wave(unsigned n, unsigned count) {
    std::string seen;
    for (unsigned i = 0; i < count; ++i, cycles(1)) seen += pin(n) ? 'H' : '_';
    return seen;
  }
  std::vector<u32> counts(unsigned count) {
    std::vector<u32> seen;
    for (unsigned i = 0; i < count; ++i, cycles(1)) seen.push_back(counter());
    return seen;
  }
};

}  // namespace

TEST_CASE("RP2040 PWM: every bit is described", "[rp2040]") {
  Bench b;
  CHECK(b.pwm.mistakes().empty());
  CHECK(b.pwm.unmodelled().empty());
  CHECK(b.pwm.find("CH7_TOP")->offset == 0x9c);
  CHECK(b.pwm.registers().front()->name == "CH0_CSR");
  CHECK(b.pwm.read(DIV) == 0x10);
  CHECK(b.pwm.read(TOP) == 0xffff);
}

TEST_CASE("RP2040 PWM: counts to TOP and wraps", "[rp2040]") {
  Bench b;
  b.start(3, 1, 3);
  CHECK(b.counts(9) == std::vector<u32>{0, 1, 2, 3, 0, 1, 2, 3, 0});
  b.pwm.write(EN, 0);
  CHECK(b.counts(2) == std::vector<u32>{1, 1});
  b.pwm.write(CTR, 2);
  b.pwm.write(EN, 1);
  CHECK(b.counts(3) == std::vector<u32>{2, 3, 0});
  CHECK(b.pwm.read(CSR) == enable);
}

TEST_CASE("RP2040 PWM: a pin is high while the counter is below CC", "[rp2040]") {
  Bench b;
  b.select(0);
  b.select(1);
  b.select(16);
  b.start(3, 1, 3);
  CHECK(b.wave(0, 9) == "H___H___H");
  b.cycles(3);
  CHECK(b.wave(1, 8) == "HHH_HHH_");
  CHECK(b.wave(16, 4) == "H___");
}

TEST_CASE("RP2040 PWM: 0 % and 100 % do not toggle and need no events", "[rp2040]") {
  Bench b;
  b.select(0);
  b.select(1);
  b.start(254, 0, 255);
  CHECK_FALSE(b.pin(0));
  CHECK(b.pin(1));
  CHECK(b.s.next() == Time::max());
  b.cycles(1000);
  b.pwm.write(CC, 100 | 255u << 16);
  b.cycles(19);
  CHECK_FALSE(b.pin(0));
  b.cycles(1);
  CHECK(b.pin(0));
  b.cycles(99);
  CHECK(b.pin(0));
  b.cycles(1);
  CHECK_FALSE(b.pin(0));
  CHECK(b.pin(1));
}

TEST_CASE("RP2040 PWM: inverted channels", "[rp2040]") {
  Bench b;
  b.select(0);
  b.select(1);
  b.start(3, 1, 3, a_inv | b_inv);
  CHECK(b.wave(0, 4) == "_HHH");
  CHECK(b.wave(1, 4) == "___H");
}

TEST_CASE("RP2040 PWM: phase-correct counts up and down, pulses are centred", "[rp2040]") {
  Bench b;
  b.select(0);
  b.select(1);
  b.pwm.write(INTE, 1);
  b.start(3, 1, 3, ph_correct);
  CHECK(b.counts(9) == std::vector<u32>{0, 1, 2, 3, 3, 2, 1, 0, 0});
  CHECK(b.pwm.irq.level());
  b.cycles(7);
  CHECK(b.wave(0, 16) == "H______HH______H");
  CHECK(b.wave(1, 16) == "HHH__HHHHHH__HHH");
}

TEST_CASE("RP2040 PWM: CC and TOP take effect at the wrap", "[rp2040]") {
  Bench b;
  b.select(0);
  b.start(7, 4, 0);
  b.cycles(2);
  b.pwm.write(CC, 1);
  b.pwm.write(TOP, 3);
  CHECK(b.pwm.read(TOP) == 3);
  CHECK(b.wave(0, 6) == "HH____");
  CHECK(b.wave(0, 8) == "H___H___");
}

TEST_CASE("RP2040 PWM: with phase-correct modulation they take effect at the step from 0 to 0", "[rp2040]") {
  Bench b;
  b.start(2, 0, 0, ph_correct);
  b.cycles(1);
  b.pwm.write(TOP, 1);
  CHECK(b.counts(9) == std::vector<u32>{1, 2, 2, 1, 0, 0, 1, 1, 0});
}

TEST_CASE("RP2040 PWM: the divider has sixteenths", "[rp2040]") {
  Bench b;
  b.pwm.write(DIV, 3 << 4);
  b.start(9, 0, 0);
  CHECK(b.counts(7) == std::vector<u32>{0, 0, 0, 1, 1, 1, 2});
  b.pwm.write(EN, 0);
  b.pwm.write(CTR, 0);
  b.pwm.write(DIV, 2 << 4 | 8);
  b.pwm.write(EN, 1);
  CHECK(b.counts(11) == std::vector<u32>{0, 0, 1, 1, 1, 2, 2, 3, 3, 3, 4});
  b.pwm.write(EN, 0);
  b.pwm.write(TOP, 0xffff);
  b.pwm.write(CTR, 0);
  b.pwm.write(DIV, 1 << 4 | 5);
  b.pwm.write(EN, 1);
  b.cycles(2100);
  CHECK(b.counter() == 1600);
  b.pwm.write(EN, 0);
  b.pwm.write(CTR, 0);
  b.pwm.write(DIV, 0);  // 256
  b.pwm.write(EN, 1);
  b.cycles(255);
  CHECK(b.counter() == 0);
  b.cycles(1);
  CHECK(b.counter() == 1);
}

TEST_CASE("RP2040 PWM: the period is (TOP + 1) * (PH_CORRECT + 1) * DIV cycles", "[rp2040]") {
  Bench b;
  b.select(0);
  b.pwm.write(DIV, 5 << 4 | 4);
  b.start(999, 500, 0, ph_correct);
  std::vector<Time> rises;
  bool before = true;
  b.nets.net("A").watchers.push_back([&](const Net& n) {
    const bool now = n.volts() > 1;
    if (now && !before) rises.push_back(b.s.now());
    before = now;
  });
  b.io.terminal(0).connect(b.nets.net("A"));
  b.cycles(10 * 10'500);
  REQUIRE(rises.size() == 10);
  CHECK(rises[9] - rises[1] == b.clk_sys.clock().ticks(8 * 10'500));
}

TEST_CASE("RP2040 PWM: gated by the level of B", "[rp2040]") {
  Bench b;
  b.select(1);
  b.start(0xffff, 0, 0x8000, level);
  b.cycles(10);
  CHECK(b.counter() == 0);
  CHECK(b.io.terminal(1).driven_ohms() == Pads::pull_ohms);  // B is an input
  b.outside.drive(3.3, 10);
  b.cycles(7);
  b.outside.drive(0, 10);
  b.cycles(10);
  CHECK(b.counter() == 7);
}

TEST_CASE("RP2040 PWM: counting edges of B, divided too", "[rp2040]") {
  Bench b;
  b.select(1);
  const auto pulses = [&](unsigned n) {
    for (unsigned i = 0; i < n; ++i) {
      b.outside.drive(3.3, 10);
      b.cycles(5);
      b.outside.drive(0, 10);
      b.cycles(5);
    }
  };
  b.pwm.write(INTE, 1);
  b.start(3, 0, 0, rise);
  pulses(3);
  b.outside.drive(3.3, 10);
  CHECK(b.counter() == 0);
  CHECK(b.pwm.irq.level());
  b.pwm.write(CSR, fall | enable);
  b.outside.drive(0, 10);
  CHECK(b.counter() == 1);
  b.pwm.write(EN, 0);
  b.pwm.write(CTR, 0);
  b.pwm.write(DIV, 3 << 4);
  b.pwm.write(EN, 1);
  pulses(8);
  CHECK(b.counter() == 2);
  pulses(1);
  CHECK(b.counter() == 3);
}

TEST_CASE("RP2040 PWM: the phase is advanced and retarded by one count", "[rp2040]") {
  Bench b;
  b.pwm.write(DIV, 4 << 4);
  b.start(99, 0, 0);
  b.cycles(10);
  CHECK(b.counter() == 2);
  b.pwm.write(CSR, enable | ph_adv);
  CHECK(b.counter() == 3);
  CHECK(b.pwm.read(CSR) == enable);
  b.cycles(2);
  CHECK(b.counter() == 4);
  b.pwm.write(CSR, enable | ph_ret);
  CHECK(b.pwm.read(CSR) == (enable | ph_ret));
  b.cycles(4);
  CHECK(b.counter() == 4);
  CHECK(b.pwm.read(CSR) == enable);
  b.cycles(4);
  CHECK(b.counter() == 5);
  b.pwm.write(DIV, 1 << 4);  // at full speed there is no cycle to add a count in
  b.pwm.write(CSR, enable | ph_adv);
  CHECK(b.pwm.read(CSR) == (enable | ph_adv));
  b.pwm.write(DIV, 2 << 4);
  CHECK(b.pwm.read(CSR) == enable);
}

TEST_CASE("RP2040 PWM: EN starts slices together", "[rp2040]") {
  Bench b;
  b.pwm.write(EN, 0b1001'0001);
  b.cycles(100);
  CHECK(b.pwm.read(CTR) == 100);
  CHECK(b.pwm.read(4 * stride + CTR) == 100);
  CHECK(b.pwm.read(7 * stride + CTR) == 100);
  CHECK(b.pwm.read(1 * stride + CTR) == 0);
  CHECK(b.pwm.read(7 * stride + CSR) == enable);
  b.pwm.write(7 * stride + CSR, 0);
  CHECK(b.pwm.read(EN) == 0b0001'0001);
}

TEST_CASE("RP2040 PWM: a wrap raises INTR, seen by who polls and by the interrupt in its cycle", "[rp2040]") {
  Bench b;
  b.start(9, 0, 0, 0, 2);
  CHECK(b.s.next() == Time::max());
  b.cycles(9);
  CHECK(b.pwm.peek(INTR) == 0);
  b.cycles(1);
  CHECK(b.pwm.peek(INTR) == 4);
  CHECK(b.pwm.read(INTR) == 4);
  b.cycles(15);
  b.pwm.write(INTR, 4);
  CHECK(b.pwm.read(INTR) == 0);
  b.pwm.write(INTE, 4);
  b.cycles(4);
  CHECK_FALSE(b.pwm.irq.level());
  b.cycles(1);
  CHECK(b.pwm.irq.level());
  CHECK(b.pwm.read(INTS) == 4);
  CHECK(b.s.next() == Time::max());  // until it is cleared
  b.pwm.write(INTR, 4);
  CHECK_FALSE(b.pwm.irq.level());
  b.pwm.write(INTF, 0x80);
  CHECK(b.pwm.irq.level());
  CHECK(b.pwm.read(INTS) == 0x80);
}

TEST_CASE("RP2040 PWM: each wrap is a DREQ of one cycle", "[rp2040]") {
  Bench b;
  b.pwm.dreq_used = {};
  b.pwm.dreq_use_changed();
  std::vector<std::pair<bool, i64>> heard;
  b.pwm.dreq(3).listen([&](bool on) { heard.emplace_back(on, b.clk_sys.clock().count(b.s.now().time_since_epoch())); });
  b.start(9, 0, 0, 0, 3);
  b.cycles(25);
  CHECK(heard == std::vector<std::pair<bool, i64>>{{false, 0}, {true, 10}, {false, 11}, {true, 20}, {false, 21}});
  heard.clear();
  b.pwm.dreq_used = [](unsigned) { return false; };
  b.pwm.dreq_use_changed();
  b.cycles(100);
  CHECK(heard.empty());
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("RP2040 PWM: edges follow a change of clk_sys", "[rp2040]") {
  Bench b;
  b.select(0);
  b.start(9, 5, 0);
  b.cycles(2);
  b.clk_sys.set(12'500'000);
  b.cycles(2);
  CHECK(b.pin(0));
  b.cycles(1);
  CHECK_FALSE(b.pin(0));
  b.clk_sys.set(0);
  b.s.run_until(b.s.now() + std::chrono::milliseconds{1});
  b.clk_sys.set(125'000'000);
  CHECK(b.counter() == 5);
}

TEST_CASE("RP2040 PWM: a pin that is routed later shows the right level at once", "[rp2040]") {
  Bench b;
  b.start(9, 5, 0);
  b.cycles(7);
  unsigned changes = 0;
  b.nets.net("A").watchers.push_back([&](const Net&) { ++changes; });
  b.io.terminal(0).connect(b.nets.net("A"));
  changes = 0;
  b.select(0);
  CHECK_FALSE(b.pin(0));
  CHECK(changes == 0);
  b.cycles(3);
  CHECK(b.pin(0));
}

TEST_CASE("RP2040 PWM: reset stops everything", "[rp2040]") {
  Bench b;
  b.select(0);
  b.pwm.write(INTE, 1);
  b.start(9, 5, 0);
  b.cycles(12);
  b.pwm.hold_in_reset(true);
  CHECK_FALSE(b.pin(0));
  CHECK_FALSE(b.pwm.irq.level());
  CHECK(b.s.next() == Time::max());
  b.pwm.hold_in_reset(false);
  CHECK(b.counter() == 0);
  CHECK(b.pwm.read(TOP) == 0xffff);
}

TEST_CASE("RP2040 PWM: a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.select(0);
  saved.pwm.write(DIV, 2 << 4 | 8);
  saved.pwm.write(INTE, 1);
  saved.start(9, 5, 0, ph_correct);
  saved.cycles(41);
  State out;
  saved.s.serialize(out);
  saved.io.serialize(out);
  saved.pwm.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.io.serialize(in);
  restored.pwm.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.counter() == saved.counter());
  CHECK(restored.wave(0, 100) == saved.wave(0, 100));
  CHECK(restored.pwm.irq.level() == saved.pwm.irq.level());
  CHECK(restored.pwm.irq.level());
}
