#include <catch2/catch.hpp>

#include "peripherals/esp32/mcpwm.hpp"

#include "tests/peripherals/esp32/fake_gpio_matrix.hpp"

using namespace esp32;

namespace {

constexpr u32 CLK_CFG = 0x00, CFG0 = 0x04, CFG1 = 0x08, SYNC = 0x0c, TIMER_STATUS = 0x10, SYNCI = 0x34, STMP = 0x3c,
              TSTMP_A = 0x40, TSTMP_B = 0x44, FORCE = 0x4c, GEN_A = 0x50, DT = 0x58, FED = 0x5c, RED = 0x60, FH0 = 0x68,
              FH1 = 0x6c, FH_STATUS = 0x70, FAULT = 0xe4, CAP_TIMER = 0xe8, CAP_CFG = 0xf0, CAP_VALUE = 0xfc,
              CAP_STATUS = 0x108, INT_ENA = 0x110, INT_RAW = 0x114, INT_CLR = 0x11c;
constexpr u32 low = 1, high = 2, toggle = 3;
constexpr u32 utez(u32 a) { return a; }
constexpr u32 utea(u32 a) { return a << 4; }
constexpr u32 dtea(u32 a) { return a << 16; }
constexpr u32 run_on = 2, up = 1 << 3, down = 2 << 3, up_down = 3 << 3;

struct Bench {
  Scheduler s;
  ClockSignal pwm_clk{"pll_f160m_clk", 160'000'000}, apb_clk{"apb_clk", 80'000'000};
  FakeGpioMatrix matrix;
  Mcpwm pwm{"MCPWM0", 0, s, pwm_clk, apb_clk, matrix};
  struct Edge {
    i64 ns;
    bool level;
    bool operator==(const Edge&) const = default;
  };
  std::map<Output, std::vector<Edge>> edges;
  Bench() {
    matrix.on_drive = [this](Output o, bool level) {
      edges[o].push_back({s.now().time_since_epoch().count() / 1000, level});
    };
    pwm.write(CLK_CFG, 15);  // 10 MHz
  }
  void run(i64 us) { s.run_until(s.now() + std::chrono::microseconds{us}); }
  void period(u32 counts, u32 method = 0) { pwm.write(CFG0, counts << 8 | method << 24); }
  const std::vector<Edge>& a() { return edges[Output::pwm0_0a]; }
  const std::vector<Edge>& b() { return edges[Output::pwm0_0b]; }
};

}  // namespace

TEST_CASE("ESP32 MCPWM: every bit is described", "[esp32]") {
  Bench b;
  CHECK(b.pwm.mistakes().empty());
  CHECK(b.pwm.find("FH_STATUS[2]")->offset == 0xe0);
  for (const auto& name : b.pwm.unmodelled()) CHECK((name.ends_with("CFG_UPMETHOD") || name.starts_with("CARRIER")));
}

TEST_CASE("ESP32 MCPWM: counting up, high from 0 to A", "[esp32]") {
  Bench b;
  b.period(99);  // 10 us
  b.pwm.write(TSTMP_A, 30);
  b.pwm.write(GEN_A, utez(high) | utea(low));
  b.pwm.write(CFG1, run_on | up);
  b.run(25);
  using E = Bench::Edge;
  CHECK(b.a() ==
        std::vector<E>{{0, true}, {3000, false}, {10'000, true}, {13'000, false}, {20'000, true}, {23'000, false}});
  CHECK((b.pwm.read(TIMER_STATUS) & 0xffff) == 50);
}

TEST_CASE("ESP32 MCPWM: up and down, symmetric about the middle", "[esp32]") {
  Bench b;
  b.period(50);  // 10 us
  b.pwm.write(TSTMP_A, 20);
  b.pwm.write(GEN_A, utea(high) | dtea(low));
  b.pwm.write(CFG1, run_on | up_down);
  b.run(21);
  using E = Bench::Edge;
  CHECK(b.a() == std::vector<E>{{2000, true}, {8000, false}, {12'000, true}, {18'000, false}});
  b.run(5);
  CHECK(b.pwm.read(TIMER_STATUS) == (40u | 1 << 16));
}

TEST_CASE("ESP32 MCPWM: counting down, and the time stamp's update at TEZ", "[esp32]") {
  Bench b;
  b.period(9);
  b.pwm.write(STMP, 1);
  b.pwm.write(TSTMP_A, 5);
  CHECK(b.pwm.read(STMP) == (1 | 1 << 8));
  b.pwm.write(GEN_A, dtea(toggle));
  b.pwm.write(CFG1, run_on | down);
  b.run(3);
  CHECK(b.pwm.read(STMP) == 1);
  CHECK(b.a().front().ns == 500);  // it begins at 0, where A becomes 5, then 9, 8 …
}

TEST_CASE("ESP32 MCPWM: a new period counts at once, or from TEZ on", "[esp32]") {
  Bench b;
  b.period(99, 1);
  b.pwm.write(GEN_A, utez(toggle));
  b.pwm.write(CFG1, run_on | up);
  b.run(15);
  b.period(49, 1);
  b.run(16);
  using E = Bench::Edge;
  CHECK(b.a() == std::vector<E>{{0, true}, {10'000, false}, {20'000, true}, {25'000, false}, {30'000, true}});
}

TEST_CASE("ESP32 MCPWM: interrupts of timers and time stamps, and stopping at TEP", "[esp32]") {
  Bench b;
  b.period(99);
  b.pwm.write(TSTMP_B, 40);
  b.pwm.write(INT_ENA, 1 << 3 | 1 << 18);
  b.pwm.write(CFG1, run_on | up);
  b.run(5);
  CHECK(b.pwm.irq.level());
  CHECK(b.pwm.read(INT_RAW) == 1 << 18);
  b.pwm.write(INT_CLR, 1 << 18);
  CHECK_FALSE(b.pwm.irq.level());
  b.run(6);
  CHECK((b.pwm.read(INT_RAW) & 1 << 3) != 0);
  CHECK((b.pwm.read(INT_RAW) & 1 << 6) != 0);  // TEP, though nobody waited
  b.pwm.write(INT_CLR, ~0u);
  b.pwm.write(CFG1, 4 | up);
  b.run(20);
  CHECK((b.pwm.read(INT_RAW) & 1) != 0);
  CHECK((b.pwm.read(TIMER_STATUS) & 0xffff) == 99);
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("ESP32 MCPWM: forced levels", "[esp32]") {
  Bench b;
  b.pwm.write(FORCE, 2 << 6);
  CHECK(b.matrix.driven[Output::pwm0_0a]);
  b.pwm.write(FORCE, 0);
  CHECK_FALSE(b.matrix.driven[Output::pwm0_0a]);
  b.pwm.write(FORCE, 1 << 13 | 2 << 14);
  CHECK(b.matrix.driven[Output::pwm0_0b]);
}

TEST_CASE("ESP32 MCPWM: dead time between a complementary pair", "[esp32]") {
  Bench b;
  b.period(99);
  b.pwm.write(TSTMP_A, 50);
  b.pwm.write(GEN_A, utez(high) | utea(low));
  b.pwm.write(RED, 5);
  b.pwm.write(FED, 8);
  b.pwm.write(DT, 1 << 14);  // A: rising edges later; B: A's falling edges later, inverted
  b.edges.clear();
  b.pwm.write(CFG1, run_on | up);
  b.run(16);
  using E = Bench::Edge;
  CHECK(b.a() == std::vector<E>{{500, true}, {5000, false}, {10'500, true}, {15'000, false}});
  CHECK(b.b() == std::vector<E>{{0, false}, {5800, true}, {10'000, false}, {15'800, true}});
}

TEST_CASE("ESP32 MCPWM: a fault's one-shot action lasts until it is cleared, cycle by cycle until TEZ", "[esp32]") {
  Bench b;
  b.period(99);
  b.pwm.write(TSTMP_A, 90);
  b.pwm.write(GEN_A, utez(high) | utea(low));
  b.pwm.write(FAULT, 1 | 1 << 3);
  b.pwm.write(FH0, 1 << 7 | low << 14);  // F0: one-shot, A low while counting up
  b.pwm.write(INT_ENA, 1 << 24);
  b.pwm.write(CFG1, run_on | up);
  b.run(2);
  b.matrix.set(Input::pwm0_f0, true);
  CHECK_FALSE(b.matrix.driven[Output::pwm0_0a]);
  CHECK(b.pwm.irq.level());
  CHECK(b.pwm.read(FH_STATUS) == 2);
  b.matrix.set(Input::pwm0_f0, false);
  b.run(10);
  CHECK_FALSE(b.matrix.driven[Output::pwm0_0a]);
  b.pwm.write(FH1, 1);
  CHECK(b.matrix.driven[Output::pwm0_0a]);
  b.pwm.write(FH0, 1 << 3 | low << 10);
  b.pwm.write(FH1, 1 << 1);
  b.matrix.set(Input::pwm0_f0, true);
  b.matrix.set(Input::pwm0_f0, false);
  CHECK_FALSE(b.matrix.driven[Output::pwm0_0a]);
  CHECK(b.pwm.read(FH_STATUS) == 1);
  b.run(10);
  CHECK(b.pwm.read(FH_STATUS) == 0);
}

TEST_CASE("ESP32 MCPWM: a sync loads the phase, from a pin or another timer", "[esp32]") {
  Bench b;
  b.period(99);
  b.pwm.write(CFG1, run_on | up);
  b.pwm.write(SYNC, 1 | 40 << 4);
  b.pwm.write(SYNCI, 4);
  b.run(1);
  b.matrix.set(Input::pwm0_sync0, true);
  CHECK((b.pwm.read(TIMER_STATUS) & 0xffff) == 40);
  b.pwm.write(SYNC, 1 | 2 | 70 << 4);  // software: SYNC_SW toggles
  CHECK((b.pwm.read(TIMER_STATUS) & 0xffff) == 70);
}

TEST_CASE("ESP32 MCPWM: capture counts periods of apb_clk between edges", "[esp32]") {
  Bench b;
  b.pwm.write(CAP_TIMER, 1);
  b.pwm.write(CAP_CFG, 1 | 3 << 1);
  b.pwm.write(INT_ENA, 1 << 27);
  b.run(10);
  b.matrix.set(Input::pwm0_cap0, true);
  const u32 first = b.pwm.read(CAP_VALUE);
  CHECK(first == 800);
  CHECK(b.pwm.irq.level());
  CHECK(b.pwm.read(CAP_STATUS) == 0);
  b.run(25);
  b.matrix.set(Input::pwm0_cap0, false);
  CHECK(b.pwm.read(CAP_VALUE) - first == 2000);
  CHECK(b.pwm.read(CAP_STATUS) == 1);
  b.pwm.write(CAP_CFG, 1 | 2 << 1 | 3 << 3);  // one of four rising edges
  b.pwm.write(INT_CLR, ~0u);
  unsigned captured = 0;
  for (int i = 0; i < 8; ++i) {
    b.matrix.set(Input::pwm0_cap0, true);
    captured += b.pwm.read(INT_RAW) >> 27 & 1;
    b.pwm.write(INT_CLR, ~0u);
    b.matrix.set(Input::pwm0_cap0, false);
  }
  CHECK(captured == 2);
}

TEST_CASE("ESP32 MCPWM: the second block has signals of its own", "[esp32]") {
  Scheduler s;
  ClockSignal pwm_clk{"pll", 160'000'000}, apb_clk{"apb", 80'000'000};
  FakeGpioMatrix matrix;
  Mcpwm pwm{"MCPWM1", 1, s, pwm_clk, apb_clk, matrix};
  pwm.write(FORCE + 2 * 0x38, 2 << 8);
  CHECK(matrix.driven[Output::pwm1_2b]);
}
