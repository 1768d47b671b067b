#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/clocks_bench.hpp"

using namespace emulator;
using namespace rp2040;
using namespace rp2040::clocks_test;

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
