#include "peripherals/rp2040/clocks.hpp"

#include "tests/peripherals/rp2040/fake_pins.hpp"

using namespace emulator;
using namespace rp2040;
using namespace std::chrono_literals;

namespace {

constexpr u32 GPOUT2 = 0x18, REF = 0x30, SYS = 0x3c, PERI = 0x48, USB = 0x54, RTC = 0x6c;
constexpr u32 DIV = 4, SELECTED = 8;
constexpr u32 RESUS_CTRL = 0x78, RESUS_STATUS = 0x7c, FC0_REF_KHZ = 0x80, FC0_MIN_KHZ = 0x84, FC0_MAX_KHZ = 0x88;
constexpr u32 FC0_INTERVAL = 0x90, FC0_SRC = 0x94, FC0_STATUS = 0x98, FC0_RESULT = 0x9c;
constexpr u32 WAKE_EN0 = 0xa0, WAKE_EN1 = 0xa4, SLEEP_EN1 = 0xac, ENABLED0 = 0xb0, ENABLED1 = 0xb4;
constexpr u32 INTR = 0xb8, INTE = 0xbc, INTF = 0xc0, INTS = 0xc4;
constexpr u32 ENABLE = 1u << 11;
constexpr i64 MHz = 1'000'000;

struct Bench {
  Scheduler s;
  FakePins pins;
  ClockSignal rosc{"rosc", 6'500'000}, rosc_ph{"rosc_ph", 6'500'000}, xosc{"xosc", 12 * MHz};
  ClockSignal pll_sys{"pll_sys", 125 * MHz}, pll_usb{"pll_usb", 48 * MHz};
  Clocks c{"CLOCKS", s, pins, {rosc, rosc_ph, xosc, pll_sys, pll_usb}};
  void pass(Duration d) { s.run_until(s.now() + d); }
  // What the SDK makes of them: clk_ref from the crystal, clk_sys from the PLL.
  void start_up() {
    c.write(REF, 2);
    pass(2us);
    c.write(SYS, 1);
    pass(2us);
  }
};

}  // namespace

TEST_CASE("RP2040 CLOCKS: every bit is described", "[rp2040]") {
  Bench b;
  CHECK(b.c.mistakes() == std::vector<std::string>{});
  CHECK(b.c.unmodelled().size() == 6);  // PHASE and NUDGE of usb, adc, rtc
}

TEST_CASE("RP2040 CLOCKS: after reset the ROSC drives clk_ref and clk_sys, the others stand still", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(PERI, ENABLE);
  b.c.reset();
  CHECK(b.c.clk_ref.hz() == 6'500'000);
  CHECK(b.c.clk_sys.hz() == 6'500'000);
  for (ClockSignal* clk : {&b.c.clk_peri, &b.c.clk_usb, &b.c.clk_adc, &b.c.clk_rtc, &b.c.clk_gpout0}) {
    CHECK_FALSE(clk->running());
  }
  CHECK(b.c.read(SYS + SELECTED) == 1);
  CHECK(b.c.read(REF + SELECTED) == 1);
  CHECK(b.c.read(PERI + SELECTED) == 1);
  CHECK(b.c.read(SYS + DIV) == 0x100);
  b.rosc_ph.set(MHz);
  CHECK(b.c.clk_sys.hz() == MHz);
}

TEST_CASE("RP2040 CLOCKS: the glitchless mux switches in two cycles of either clock", "[rp2040]") {
  Bench b;
  b.c.write(REF, 2);
  const Duration time = Clock{6'500'000}.ticks(2) + Clock{12 * MHz}.ticks(2);
  b.pass(time - Duration{1});
  CHECK(b.c.read(REF + SELECTED) == 1);
  CHECK(b.c.clk_ref.hz() == 6'500'000);
  b.pass(Duration{1});
  CHECK(b.c.read(REF + SELECTED) == 4);
  CHECK(b.c.clk_ref.hz() == 12 * MHz);
  CHECK(b.c.clk_sys.hz() == 12 * MHz);
}

TEST_CASE("RP2040 CLOCKS: a glitchless mux waits for a source that stands still, with its output stopped", "[rp2040]") {
  Bench b;
  b.xosc.set(0);
  b.c.write(REF, 2);
  b.pass(1us);
  CHECK(b.c.read(REF + SELECTED) == 0);
  CHECK_FALSE(b.c.clk_ref.running());
  b.xosc.set(12 * MHz);
  b.pass(1us);
  CHECK(b.c.read(REF + SELECTED) == 4);
  CHECK(b.c.clk_ref.hz() == 12 * MHz);
}

TEST_CASE("RP2040 CLOCKS: a glitchless mux cannot leave a source that stands still", "[rp2040]") {
  Bench b;
  b.start_up();
  b.pll_sys.set(0);
  b.c.write(SYS, 0);
  b.pass(1ms);
  CHECK(b.c.read(SYS + SELECTED) == 2);
  CHECK_FALSE(b.c.clk_sys.running());
}

TEST_CASE("RP2040 CLOCKS: the auxiliary mux and the divider of clk_sys", "[rp2040]") {
  Bench b;
  b.start_up();
  CHECK(b.c.clk_sys.hz() == 125 * MHz);
  b.c.write(SYS, 1 | 3 << 5);
  CHECK(b.c.clk_sys.hz() == 12 * MHz);
  b.c.write(SYS + DIV, 0x280);
  CHECK(b.c.clk_sys.hz() == 4'800'000);
  b.c.write(SYS + DIV, 0);  // 2^16
  CHECK(b.c.clk_sys.hz() == 183);
}

TEST_CASE("RP2040 CLOCKS: the other clocks are enabled, killed, divided", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(PERI, ENABLE);
  CHECK(b.c.clk_peri.hz() == 125 * MHz);
  b.c.write(PERI, ENABLE | 4 << 5);
  CHECK(b.c.clk_peri.hz() == 12 * MHz);
  b.c.write(PERI, ENABLE | 1u << 10);
  CHECK_FALSE(b.c.clk_peri.running());
  b.c.write(USB, ENABLE);
  CHECK(b.c.clk_usb.hz() == 48 * MHz);
  b.c.write(RTC + DIV, 1024 << 8);
  b.c.write(RTC, ENABLE);
  CHECK(b.c.clk_rtc.hz() == 46'875);
  b.pll_usb.set(0);
  CHECK_FALSE(b.c.clk_usb.running());
  CHECK_FALSE(b.c.clk_rtc.running());
}

TEST_CASE("RP2040 CLOCKS: clk_sys is resuscitated when it stands still", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(RESUS_CTRL, 1u << 8 | 24);  // 24 cycles of 12 MHz: 2 us
  b.c.write(INTE, 1);
  b.pass(1ms);
  CHECK(b.c.read(RESUS_STATUS) == 0);
  b.pll_sys.set(0);
  b.pass(2us - Duration{1});
  CHECK_FALSE(b.c.clk_sys.running());
  b.pass(Duration{1});
  CHECK(b.c.clk_sys.hz() == 12 * MHz);
  CHECK(b.c.read(RESUS_STATUS) == 1);
  CHECK(b.c.read(INTR) == 1);
  CHECK(b.c.irq.level());
  b.c.write(SYS, 0);
  b.pass(1us);
  CHECK(b.c.read(SYS + SELECTED) == 1);
  b.c.write(RESUS_CTRL, 1u << 16 | 1u << 8 | 24);
  CHECK(b.c.read(RESUS_STATUS) == 0);
  CHECK_FALSE(b.c.irq.level());
  b.pass(1ms);
  CHECK(b.c.clk_sys.hz() == 12 * MHz);
}

TEST_CASE("RP2040 CLOCKS: a resus can be forced, an interrupt too", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(RESUS_CTRL, 1u << 12);
  CHECK(b.c.read(RESUS_STATUS) == 1);
  CHECK(b.c.clk_sys.hz() == 12 * MHz);
  b.c.write(RESUS_CTRL, 1u << 16);
  b.pass(1us);
  CHECK(b.c.clk_sys.hz() == 125 * MHz);
  b.c.write(INTF, 1);
  CHECK(b.c.irq.level());
  CHECK(b.c.read(INTS) == 1);
  CHECK(b.c.read(INTR) == 0);
}

TEST_CASE("RP2040 CLOCKS: the frequency counter counts clk_sys against clk_ref", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(FC0_REF_KHZ, 12'000);
  b.c.write(FC0_INTERVAL, 10);
  b.c.write(FC0_SRC, 9);
  CHECK(b.c.read(FC0_STATUS) == 1u << 8);
  b.pass(1ms);  // and one cycle of FC0_DELAY
  CHECK(b.c.read(FC0_STATUS) == 1u << 8);
  b.pass(Clock{12 * MHz}.ticks(1) + Duration{1});
  CHECK(b.c.read(FC0_STATUS) == 0x11);
  CHECK(b.c.read(FC0_RESULT) >> 5 == 125'000);
}

TEST_CASE("RP2040 CLOCKS: the frequency counter judges", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(FC0_REF_KHZ, 12'000);
  b.c.write(FC0_MIN_KHZ, 6'000);
  b.c.write(FC0_MAX_KHZ, 7'000);
  const auto measure = [&](u32 source) {
    b.c.write(FC0_SRC, source);
    b.pass(1ms);
    return b.c.read(FC0_STATUS);
  };
  CHECK(measure(3) == 0x0000'0011);
  CHECK(measure(8) == 0x0101'0010);  // fast
  b.rosc.set(5 * MHz);
  CHECK(measure(3) == 0x0011'0010);  // slow
  b.c.write(FC0_SRC, 2);
  b.pass(100us);
  b.pll_usb.set(0);
  CHECK(b.c.read(FC0_STATUS) == 0x1000'1100);
  b.pass(1ms);
  CHECK((b.c.read(FC0_STATUS) & 0x1001'0011) == 0x1001'0010);  // died
}

TEST_CASE("RP2040 CLOCKS: clocks come in through GPIN", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(PERI, ENABLE | 5 << 5);
  for (int i = 0; i < 10; ++i) {
    b.pins.set(Signal::gpin0, true);
    b.pass(500ns);
    b.pins.set(Signal::gpin0, false);
    b.pass(500ns);
  }
  CHECK(b.c.clk_peri.hz() == MHz);
  b.pass(2us);
  CHECK_FALSE(b.c.clk_peri.running());
}

TEST_CASE("RP2040 CLOCKS: a wired GPOUT shows its clock edge by edge", "[rp2040]") {
  Bench b;
  Net net{"N"};
  std::vector<i64> edges;  // ns since the first
  Time first{};
  b.pins.on_drive = [&](Signal signal, bool level) {
    CHECK(signal == Signal::gpout2);
    if (edges.empty()) first = b.s.now();
    CHECK(level == (edges.size() % 2 == 0));
    edges.push_back((b.s.now() - first) / 1ns);
  };
  b.xosc.set(10 * MHz);
  const u32 divisor = GENERATE(3u << 8, 4u << 8, 0x280u, 0x100u);
  const bool corrected = GENERATE(false, true);
  b.c.write(GPOUT2 + DIV, divisor);
  b.c.write(GPOUT2, ENABLE | 5 << 5 | u32{corrected} << 12);
  b.pass(10us);
  CHECK(edges.empty());
  b.pins.wire(Signal::gpout2, {&net});
  b.pass(1us);
  REQUIRE(edges.size() >= 5);
  edges.resize(5);
  if (divisor == 4u << 8) CHECK(edges == std::vector<i64>{0, 200, 400, 600, 800});
  if (divisor == 0x100) CHECK(edges == std::vector<i64>{0, 50, 100, 150, 200});
  if (divisor == 3u << 8)
    CHECK(edges == (corrected ? std::vector<i64>{0, 150, 300, 450, 600} : std::vector<i64>{0, 100, 300, 400, 600}));
  if (divisor == 0x280 && !corrected) CHECK(edges == std::vector<i64>{0, 100, 200, 300, 500});
  b.pins.wire(Signal::gpout2, {});
  CHECK_FALSE(b.pins.driven[Signal::gpout2]);
  CHECK(b.s.next() == Time::max());
}

TEST_CASE("RP2040 CLOCKS: gates follow WAKE_EN, in sleep SLEEP_EN", "[rp2040]") {
  Bench b;
  b.start_up();
  b.c.write(PERI, ENABLE);
  CHECK(b.c.read(ENABLED0) == 0xffff'ffff);
  CHECK(b.c.read(ENABLED1) == 0x7fff);
  ClockSignal &uart0 = b.c.gates[Gate::clk_peri_uart0], &timer = b.c.gates[Gate::clk_sys_timer];
  CHECK(uart0.hz() == 125 * MHz);
  b.c.write(WAKE_EN1, 0x7fff & ~(1u << 6));
  CHECK_FALSE(uart0.running());
  CHECK(timer.running());
  CHECK(b.c.read(ENABLED1) == 0x7fbf);
  b.c.write(SLEEP_EN1, 1u << 5);
  b.c.set_sleep(true);
  CHECK(timer.running());
  CHECK_FALSE(b.c.gates[Gate::clk_sys_uart1].running());
  CHECK(b.c.read(ENABLED1) == 0x20);
  b.c.set_sleep(false);
  CHECK(b.c.read(ENABLED1) == 0x7fbf);
  b.c.write(WAKE_EN0, 0);
  CHECK_FALSE(b.c.gates[Gate::clk_sys_pio0].running());
}

TEST_CASE("RP2040 CLOCKS: a restored one goes on as the saved one", "[rp2040]") {
  Bench saved, restored;
  saved.start_up();
  saved.c.write(FC0_REF_KHZ, 12'000);
  saved.c.write(FC0_SRC, 9);
  saved.pass(100us);
  saved.c.write(SYS, 0);
  State out;
  saved.s.serialize(out);
  saved.c.serialize(out);
  State in{out.data()};
  restored.s.serialize(in);
  restored.c.serialize(in);
  CHECK(in.at_end());
  CHECK(restored.c.clk_sys.hz() == 125 * MHz);
  for (Bench* b : {&saved, &restored}) b->pass(1ms);
  CHECK(restored.c.clk_sys.hz() == 12 * MHz);
  CHECK(restored.c.gates[Gate::clk_sys_dma].hz() == 12 * MHz);
  CHECK(restored.c.read(FC0_STATUS) == 0x11);
  CHECK(restored.c.read(FC0_RESULT) == saved.c.read(FC0_RESULT));
}
