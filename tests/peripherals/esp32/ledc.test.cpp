#include <catch2/catch.hpp>

#include "peripherals/esp32/ledc.hpp"

#include "tests/peripherals/esp32/fake_gpio_matrix.hpp"

using namespace esp32;

namespace {

constexpr u32 HSCH = 0x00, LSCH = 0xa0, HSTIMER = 0x140, LSTIMER = 0x160, INT_RAW = 0x180, INT_ST = 0x184,
              INT_ENA = 0x188, INT_CLR = 0x18c, CONF = 0x190;
constexpr u32 CONF0 = 0x00, HPOINT = 0x04, DUTY = 0x08, CONF1 = 0x0c, DUTY_R = 0x10, VALUE = 0x04;
constexpr u32 sig_out_en = 1 << 2, idle_high = 1 << 3, channel_up = 1 << 4;
constexpr u32 paused = 1 << 23, rst = 1 << 24, apb = 1 << 25, timer_up = 1 << 26;
constexpr u32 duty_start = 1u << 31, inc = 1 << 30;

constexpr u32 timer_conf(u32 bits, double divider) { return bits | static_cast<u32>(divider * 256) << 5; }
constexpr u32 fade(u32 num, u32 cycle, u32 scale) { return num << 20 | cycle << 10 | scale; }

struct Bench {
  Scheduler s;
  ClockSignal apb_clk{"apb_clk", 80'000'000}, ref_tick{"ref_tick", 1'000'000}, rtc_8m{"rtc_8m_clk", 8'000'000};
  FakeGpioMatrix matrix;
  Ledc ledc{"LEDC", s, apb_clk, ref_tick, rtc_8m, matrix};
  struct Edge {
    double microseconds;
    bool level;
    bool operator==(const Edge&) const = default;
  };
  std::vector<Edge> edges;
  explicit Bench(Output seen = Output::ledc_hs0) {
    matrix.route(seen);
    matrix.on_drive = [this, seen](Output o, bool level) {
      if (o == seen) edges.push_back({seconds(s.now().time_since_epoch()) * 1e6, level});
    };
  }
  void run(std::chrono::microseconds t) { s.run_until(s.now() + t); }
  void duty(u32 whole, u32 conf1 = fade(1, 1, 0) | inc) {
    ledc.write(HSCH + DUTY, whole << 4);
    ledc.write(HSCH + CONF1, conf1 | duty_start);
  }
};
using std::chrono::microseconds;

}  // namespace

TEST_CASE("ESP32 LEDC: every bit is described", "[esp32]") {
  Bench b;
  CHECK(b.ledc.mistakes().empty());
  CHECK(b.ledc.unmodelled().empty());
  CHECK(b.ledc.find("LSCH7_DUTY_R")->offset == 0x13c);
  CHECK(b.ledc.find("LSTIMER3_VALUE")->offset == 0x17c);
  CHECK(b.ledc.read(HSTIMER) == rst);
}

TEST_CASE("ESP32 LEDC: a high-speed channel is high from HPOINT for DUTY counts", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(3, 10) | apb);  // 8 counts of 125 ns
  b.ledc.write(HSCH + HPOINT, 2);
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.duty(3);
  b.run(microseconds{3});
  REQUIRE(b.edges.size() >= 4);
  CHECK(b.edges[0].microseconds == Approx(1.25));  // DUTY_START takes effect with the first overflow, at 1 us
  CHECK(b.edges[1].microseconds == Approx(1.625));
  CHECK(b.edges[2].microseconds == Approx(2.25));
  CHECK(b.edges[3].microseconds == Approx(2.625));
  CHECK(b.edges[0].level);
  CHECK_FALSE(b.edges[1].level);
  CHECK(b.ledc.read(HSCH + DUTY_R) == 3 << 4);
  CHECK(b.ledc.read(HSTIMER + VALUE) == 0);
}

TEST_CASE("ESP32 LEDC: the divider's eight fractional bits are exact over 256 periods", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(8, 78.125) | apb);  // 80 MHz / 78.125 / 256 = 4 kHz
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.duty(128);
  b.run(microseconds{2000});
  REQUIRE(b.edges.size() >= 12);
  CHECK(b.edges[2].microseconds - b.edges[0].microseconds == Approx(250.0));
  CHECK(b.edges[1].microseconds - b.edges[0].microseconds == Approx(125.0).margin(0.0126));
}

TEST_CASE("ESP32 LEDC: nothing happens while nobody looks", "[esp32]") {
  Bench b;
  b.matrix.route(Output::ledc_hs0, false);
  b.ledc.write(HSTIMER, timer_conf(3, 10) | apb);
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.duty(3);
  b.run(microseconds{10});
  CHECK(b.s.next() == Time::max());
  CHECK(b.ledc.read(INT_RAW) == (1u | 1 << 8));  // known all the same
  CHECK(b.ledc.read(HSTIMER + VALUE) == 0);
}

TEST_CASE("ESP32 LEDC: duty of none and of all is a level", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(8, 1) | apb);
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.duty(256);
  b.run(microseconds{100});
  CHECK(b.edges.size() == 1);
  CHECK(b.matrix.driven[Output::ledc_hs0]);
  CHECK(b.s.next() == Time::max());
  b.duty(0);
  b.run(microseconds{100});
  CHECK(b.edges.size() == 2);
  CHECK_FALSE(b.matrix.driven[Output::ledc_hs0]);
}

TEST_CASE("ESP32 LEDC: the duty's fraction makes some of 16 periods longer by one count", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(4, 1) | apb);
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.ledc.write(HSCH + DUTY, 2 << 4 | 4);
  b.ledc.write(HSCH + CONF1, fade(1, 1, 0) | duty_start);
  b.s.run_until(Time{std::chrono::nanoseconds{5'100}});
  b.edges.clear();
  b.s.run_until(b.s.now() + std::chrono::nanoseconds{16 * 200});
  double high = 0;
  REQUIRE(b.edges.size() == 32);
  for (std::size_t i = b.edges[0].level ? 0 : 1; i + 1 < b.edges.size(); i += 2)
    high += b.edges[i + 1].microseconds - b.edges[i].microseconds;
  CHECK(high == Approx((16 * 2 + 4) * 0.0125));
}

TEST_CASE("ESP32 LEDC: an idle channel shows its idle level", "[esp32]") {
  Bench b;
  b.ledc.write(HSCH + CONF0, idle_high);
  CHECK(b.matrix.driven[Output::ledc_hs0]);
  b.ledc.write(HSCH + CONF0, 0);
  CHECK_FALSE(b.matrix.driven[Output::ledc_hs0]);
}

TEST_CASE("ESP32 LEDC: a fade steps the duty and ends with an interrupt", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(3, 10) | apb);
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.ledc.write(INT_ENA, 1 << 8);
  b.duty(1, fade(3, 2, 2) | inc);
  b.run(microseconds{2});
  CHECK(b.ledc.read(HSCH + DUTY_R) == 1 << 4);
  CHECK((b.ledc.read(HSCH + CONF1) & duty_start) == 0);
  std::vector<u32> seen;
  for (int i = 0; i < 8; ++i, b.run(microseconds{1})) seen.push_back(b.ledc.read(HSCH + DUTY_R) >> 4);
  CHECK(seen.front() == 1);
  CHECK(seen.back() == 7);
  CHECK(b.ledc.irq.level());
  CHECK(b.ledc.read(INT_ST) == 1 << 8);
  b.ledc.write(INT_CLR, 1 << 8);
  CHECK_FALSE(b.ledc.irq.level());
}

TEST_CASE("ESP32 LEDC: timers overflow with an interrupt, pause and are reset", "[esp32]") {
  Bench b;
  b.ledc.write(INT_ENA, 1);
  b.ledc.write(HSTIMER, timer_conf(10, 1));  // ref_tick: 1 MHz
  b.run(microseconds{1023});
  CHECK_FALSE(b.ledc.irq.level());
  b.run(microseconds{1});
  CHECK(b.ledc.irq.level());
  b.ledc.write(INT_CLR, 1);
  b.run(microseconds{100});
  b.ledc.write(HSTIMER, timer_conf(10, 1) | paused);
  b.run(microseconds{100});
  CHECK(b.ledc.read(HSTIMER + VALUE) == 100);
  b.ledc.write(HSTIMER, timer_conf(10, 1));
  b.run(microseconds{5});
  CHECK(b.ledc.read(HSTIMER + VALUE) == 105);
  b.ledc.write(HSTIMER, timer_conf(10, 1) | rst);
  CHECK(b.ledc.read(HSTIMER + VALUE) == 0);
  b.run(microseconds{5});
  CHECK(b.ledc.read(HSTIMER + VALUE) == 0);
}

TEST_CASE("ESP32 LEDC: a running high-speed timer takes a new period after the present one", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(4, 1));  // 16 us
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.duty(1);
  b.run(microseconds{20});
  b.ledc.write(HSTIMER, timer_conf(4, 2));  // 32 us from 32 us on
  b.run(microseconds{80});
  REQUIRE(b.edges.size() >= 6);
  CHECK(b.edges[0].microseconds == Approx(16));
  CHECK(b.edges[2].microseconds == Approx(32));
  CHECK(b.edges[4].microseconds == Approx(64));
}

TEST_CASE("ESP32 LEDC: low speed counts what is written once PARA_UP is set", "[esp32]") {
  Bench b{Output::ledc_ls1};
  constexpr u32 channel = LSCH + 0x14, timer = LSTIMER + 8;
  b.ledc.write(CONF, 1);  // APB
  b.ledc.write(timer, timer_conf(3, 10) | apb | timer_up);
  b.ledc.write(channel + DUTY, 4 << 4);
  b.ledc.write(channel + CONF1, fade(1, 1, 0) | duty_start);
  b.ledc.write(channel + CONF0, 1 | sig_out_en);
  b.run(microseconds{3});
  CHECK(b.edges.empty());
  b.ledc.write(channel + CONF0, 1 | sig_out_en | channel_up);
  b.run(microseconds{2});
  REQUIRE(b.edges.size() >= 2);
  CHECK(b.edges[0].microseconds == Approx(4));
  CHECK(b.edges[1].microseconds == Approx(4.5));
  b.ledc.write(CONF, 0);  // the 8 MHz clock: ten times as long
  b.edges.clear();
  b.run(microseconds{30});
  REQUIRE(b.edges.size() >= 3);
  CHECK(b.edges[b.edges.size() - 1].microseconds - b.edges[b.edges.size() - 3].microseconds == Approx(10));
}

TEST_CASE("ESP32 LEDC: a changed clock changes the period from there on", "[esp32]") {
  Bench b;
  b.ledc.write(HSTIMER, timer_conf(3, 10) | apb);
  b.ledc.write(HSCH + CONF0, sig_out_en);
  b.duty(4);
  b.run(microseconds{10});
  b.apb_clk.set(40'000'000);
  b.edges.clear();
  b.run(microseconds{10});
  REQUIRE(b.edges.size() >= 5);
  CHECK(b.edges[4].microseconds - b.edges[2].microseconds == Approx(2));
}

TEST_CASE("ESP32 LEDC: a snapshot goes on with the same edges", "[esp32]") {
  Bench a, b;
  a.ledc.write(HSTIMER, timer_conf(3, 10) | apb);
  a.ledc.write(HSCH + CONF0, sig_out_en);
  a.duty(3);
  a.s.run_until(Time{std::chrono::nanoseconds{10'500}});  // while it is low, as the other matrix believes
  State saved;
  saved(a.s, a.ledc);
  State loaded{saved.data()};
  loaded(b.s, b.ledc);
  a.edges.clear();
  a.run(microseconds{5});
  b.run(microseconds{5});
  CHECK(a.edges == b.edges);
}
