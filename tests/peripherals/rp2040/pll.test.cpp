#include <catch2/catch.hpp>

#include "peripherals/rp2040/pll.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 CS = 0x00, PWR = 0x04, FBDIV_INT = 0x08, PRIM = 0x0c;
constexpr u32 lock = 1u << 31, PD = 1, POSTDIVPD = 8, VCOPD = 0x20;

struct Bench {
  Scheduler s;
  ClockSignal xosc{"xosc", 12'000'000};
  Pll p{"PLL_SYS", s, xosc};
  void pass(Duration d) { s.run_until(s.now() + d); }
  bool locked() { return p.read(CS) & lock; }
  // As pll_init() of the SDK does.
  void init(u32 refdiv, u32 fbdiv, u32 postdiv1, u32 postdiv2) {
    p.write(CS, refdiv);
    p.write(FBDIV_INT, fbdiv);
    p.write(PWR, POSTDIVPD | 4);
    pass(1ms);
    p.write(PRIM, postdiv1 << 16 | postdiv2 << 12);
    p.write(PWR, 4);
  }
};

}  // namespace

TEST_CASE("RP2040 PLL: every bit is described", "[rp2040]") { CHECK(Bench{}.p.mistakes().empty()); }

TEST_CASE("RP2040 PLL: it locks after its time, the output follows the post dividers", "[rp2040]") {
  Bench b;
  CHECK(b.p.read(CS) == 1);
  CHECK(b.p.read(PWR) == 0x2d);
  CHECK(b.p.read(PRIM) == 0x77000);
  b.p.write(FBDIV_INT, 125);
  b.p.write(PWR, POSTDIVPD);
  b.pass(Clock{12'000'000}.ticks(Pll::lock_cycles) - Duration{1});
  CHECK_FALSE(b.locked());
  b.pass(Duration{1});
  CHECK(b.locked());
  CHECK_FALSE(b.p.clk.running());
  b.p.write(PRIM, 6u << 16 | 2u << 12);
  b.p.write(PWR, 0);
  CHECK(b.p.clk.hz() == 125'000'000);
  b.p.write(PRIM, 5u << 16 | 3u << 12);
  CHECK(b.p.clk.hz() == 100'000'000);
}

TEST_CASE("RP2040 PLL: the frequencies that firmware uses", "[rp2040]") {
  Bench b;
  b.init(1, 133, 6, 2);
  CHECK(b.p.clk.hz() == 133'000'000);
  b.init(1, 100, 5, 5);
  CHECK(b.p.clk.hz() == 48'000'000);
  b.init(1, 40, 5, 2);  // SDK 1.0: a VCO of 480 MHz
  CHECK(b.p.clk.hz() == 48'000'000);
  b.init(2, 125, 6, 1);
  CHECK(b.p.clk.hz() == 125'000'000);
}

TEST_CASE("RP2040 PLL: no lock outside its bounds, without power or reference", "[rp2040]") {
  Bench b;
  b.init(1, 20, 1, 1);  // 240 MHz
  CHECK_FALSE(b.locked());
  b.init(1, 200, 6, 2);  // 2400 MHz
  CHECK_FALSE(b.locked());
  b.init(0, 100, 6, 2);
  CHECK_FALSE(b.locked());
  b.init(1, 100, 5, 5);
  CHECK(b.locked());
  b.p.write(PWR, VCOPD);
  CHECK_FALSE(b.locked());
  b.p.write(PWR, 0);
  b.pass(1ms);
  CHECK(b.locked());
  b.p.write(PWR, PD);
  CHECK_FALSE(b.p.clk.running());
  b.init(1, 100, 5, 5);
  b.xosc.set(0);
  CHECK_FALSE(b.locked());
  CHECK_FALSE(b.p.clk.running());
  b.xosc.set(12'000'000);
  b.pass(1ms);
  CHECK(b.p.clk.hz() == 48'000'000);
}

TEST_CASE("RP2040 PLL: a new feedback divisor means to lock again; BYPASS passes the reference", "[rp2040]") {
  Bench b;
  b.init(1, 100, 5, 5);
  b.p.write(FBDIV_INT, 125);
  CHECK_FALSE(b.locked());
  CHECK_FALSE(b.p.clk.running());
  b.p.write(CS, 1 | 1u << 8);
  CHECK(b.p.clk.hz() == 12'000'000);
  b.pass(1ms);
  CHECK(b.locked());
  b.p.write(CS, 1);
  CHECK(b.p.clk.hz() == 60'000'000);
}

TEST_CASE("RP2040 PLL: held in reset it stands still; a restored one locks in time", "[rp2040]") {
  Bench saved, restored;
  saved.init(1, 100, 5, 5);
  saved.p.hold_in_reset(true);
  CHECK_FALSE(saved.p.clk.running());
  saved.p.hold_in_reset(false);
  saved.p.write(FBDIV_INT, 125);
  saved.p.write(PWR, 0);
  saved.pass(30us);
  State out;
  saved.s.serialize(out);
  saved.p.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.p.serialize(in);
  CHECK(in.at_end());
  CHECK_FALSE(restored.locked());
  restored.pass(20us);
  CHECK(restored.p.clk.hz() == 1'500'000'000 / 49);
}
