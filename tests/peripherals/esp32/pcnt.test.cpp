#include <catch2/catch.hpp>

#include "peripherals/esp32/pcnt.hpp"

#include "tests/peripherals/esp32/fake_gpio_matrix.hpp"

using namespace esp32;

namespace {

constexpr u32 CONF0 = 0x00, CONF1 = 0x04, CONF2 = 0x08, CNT = 0x60, INT_ST = 0x84, INT_ENA = 0x88, INT_CLR = 0x8c,
              STATUS = 0x90, CTRL = 0xb0;
constexpr u32 filter_en = 1 << 10, zero_en = 1 << 11, h_lim_en = 1 << 12, l_lim_en = 1 << 13, thres0_en = 1 << 14,
              thres1_en = 1 << 15;
constexpr u32 neg(u32 mode) { return mode << 16; }
constexpr u32 pos(u32 mode) { return mode << 18; }
constexpr u32 hctrl(u32 mode) { return mode << 20; }
constexpr u32 lctrl(u32 mode) { return mode << 22; }

struct Bench {
  Scheduler s;
  ClockSignal apb_clk{"apb_clk", 80'000'000};
  FakeGpioMatrix matrix;
  Pcnt pcnt{"PCNT", s, apb_clk, matrix};
  explicit Bench(u32 conf0) {
    pcnt.write(CONF0, conf0);
    pcnt.write(CONF2, 1000 | static_cast<u32>(-1000) << 16);
    pcnt.write(CTRL, 0);
  }
  void pulses(unsigned n, Input in = Input::pcnt_sig_ch0_in0) {
    for (unsigned i = 0; i < n; ++i) {
      matrix.set(in, true);
      run(100);
      matrix.set(in, false);
      run(100);
    }
  }
  void run(i64 ns) { s.run_until(s.now() + std::chrono::nanoseconds{ns}); }
  int count() { return static_cast<i16>(pcnt.read(CNT)); }
};

}  // namespace

TEST_CASE("ESP32 PCNT: every bit is described", "[esp32]") {
  Bench b{0};
  CHECK(b.pcnt.mistakes().empty());
  CHECK(b.pcnt.unmodelled().empty());
  CHECK(b.pcnt.find("CONF2[7]")->offset == 0x5c);
  CHECK(b.pcnt.find("CTRL")->reset_value == 0x5555);
}

TEST_CASE("ESP32 PCNT: counts the edges it is told to, up or down", "[esp32]") {
  Bench b{pos(1)};
  b.pulses(5);
  CHECK(b.count() == 5);
  b.pcnt.write(CONF0, pos(1) | neg(1));
  b.pulses(5);
  CHECK(b.count() == 15);
  b.pcnt.write(CONF0, pos(2));
  b.pulses(20);
  CHECK(b.count() == -5);
}

TEST_CASE("ESP32 PCNT: the control signal reverses or stops", "[esp32]") {
  Bench b{pos(1) | lctrl(1) | hctrl(0)};
  b.pulses(3);
  CHECK(b.count() == -3);
  b.matrix.set(Input::pcnt_ctrl_ch0_in0, true);
  b.pulses(10);
  CHECK(b.count() == 7);
  b.pcnt.write(CONF0, pos(1) | hctrl(2));
  b.pulses(10);
  CHECK(b.count() == 7);
}

TEST_CASE("ESP32 PCNT: two channels count into one counter; a quadrature decoder", "[esp32]") {
  // Channel 0: A by B; channel 1: B by A, the other way round.
  Bench b{pos(1) | neg(2) | lctrl(1) | (2u << 26) | (1u << 24) | (1u << 30)};
  const auto a = [&](bool l) {
    b.matrix.set(Input::pcnt_sig_ch0_in0, l);
    b.matrix.set(Input::pcnt_ctrl_ch1_in0, l);
  };
  const auto bb = [&](bool l) {
    b.matrix.set(Input::pcnt_sig_ch1_in0, l);
    b.matrix.set(Input::pcnt_ctrl_ch0_in0, l);
  };
  const int before = b.count();
  a(true), bb(true), a(false), bb(false);
  const int forward = b.count() - before;
  CHECK(std::abs(forward) == 4);
  bb(true), a(true), bb(false), a(false);
  CHECK(b.count() == before);
}

TEST_CASE("ESP32 PCNT: limits take the counter to 0, thresholds and 0 tell", "[esp32]") {
  Bench b{pos(1) | h_lim_en | l_lim_en | thres0_en | thres1_en | zero_en};
  b.pcnt.write(CONF1, 3 | 5 << 16);
  b.pcnt.write(CONF2, 10 | static_cast<u32>(-4) << 16);
  b.pcnt.write(INT_ENA, 1);
  b.pulses(3);
  CHECK(b.pcnt.irq.level());
  CHECK(b.pcnt.read(INT_ST) == 1);
  CHECK((b.pcnt.read(STATUS) & 0x7c) == 1 << 3);
  b.pcnt.write(INT_CLR, 1);
  CHECK_FALSE(b.pcnt.irq.level());
  b.pulses(2);
  CHECK((b.pcnt.read(STATUS) & 0x7c) == 1 << 2);
  b.pulses(5);
  CHECK(b.count() == 0);
  CHECK((b.pcnt.read(STATUS) & 0x7c) == 1 << 5);
  b.pcnt.write(CONF0, pos(2) | l_lim_en | zero_en);
  b.pulses(4);
  CHECK(b.count() == 0);
  CHECK((b.pcnt.read(STATUS) & 0x7c) == 1 << 4);
  b.pulses(1);
  b.pcnt.write(CONF0, pos(1) | zero_en);
  b.pulses(1);
  CHECK((b.pcnt.read(STATUS) & 0x7f) == (1 << 6 | 1));
}

TEST_CASE("ESP32 PCNT: pause keeps the count, reset holds it at 0", "[esp32]") {
  Bench b{pos(1)};
  b.pulses(3);
  b.pcnt.write(CTRL, 2);
  b.pulses(3);
  CHECK(b.count() == 3);
  b.pcnt.write(CTRL, 1);
  CHECK(b.count() == 0);
  b.pulses(3);
  CHECK(b.count() == 0);
}

TEST_CASE("ESP32 PCNT: the filter ignores what is shorter than its threshold", "[esp32]") {
  Bench b{pos(1) | filter_en | 10};  // 125 ns
  b.pulses(5);
  CHECK(b.count() == 0);
  b.matrix.set(Input::pcnt_sig_ch0_in0, true);
  b.run(120);
  CHECK(b.count() == 0);
  b.run(10);
  CHECK(b.count() == 1);
}

TEST_CASE("ESP32 PCNT: units 5 to 7 have inputs of their own", "[esp32]") {
  Bench b{0};
  b.pcnt.write(12 * 7, pos(1));
  b.pcnt.write(12 * 7 + 8, 100);
  b.pulses(6, Input::pcnt_sig_ch0_in7);
  CHECK(b.pcnt.read(CNT + 28) == 6);
}
