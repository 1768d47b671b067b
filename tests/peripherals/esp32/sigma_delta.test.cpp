#include <catch2/catch.hpp>

#include "peripherals/esp32/sigma_delta.hpp"

#include "tests/peripherals/esp32/fake_gpio_matrix.hpp"

using namespace esp32;

namespace {

struct Bench {
  Scheduler s;
  ClockSignal apb_clk{"apb_clk", 80'000'000};
  FakeGpioMatrix matrix;
  SigmaDelta sd{"GPIO_SD", s, apb_clk, matrix};
  i64 high = 0, since = 0;
  unsigned pulses = 0;
  Bench() {
    matrix.on_drive = [this](Output, bool level) {
      const i64 now = s.now().time_since_epoch().count();
      if (level)
        since = now, ++pulses;
      else
        high += now - since;
    };
  }
};

}  // namespace

TEST_CASE("ESP32 GPIO_SD: every bit is described", "[esp32]") {
  Bench b;
  CHECK(b.sd.mistakes().empty());
  CHECK(b.sd.read(0x1c) == 0xff00);
  CHECK(b.sd.unmodelled() == std::vector<std::string>{"SIGMADELTA_MISC.SPI_SWAP"});
}

TEST_CASE("ESP32 GPIO_SD: the density of pulses follows SD_IN", "[esp32]") {
  for (int in : {-64, 0, 90}) {
    Bench b;
    b.matrix.route(nth(Output::gpio_sd0, 2));
    b.sd.write(8, static_cast<u32>(in & 0xff) | 7 << 8);  // 10 MHz
    b.s.run_until(Time{std::chrono::nanoseconds{25'600 * 4}});
    if (b.matrix.driven[nth(Output::gpio_sd0, 2)]) b.high += b.s.now().time_since_epoch().count() - b.since;
    CHECK(static_cast<double>(b.high) / (25'600'000 * 4.0) == Approx((in + 128) / 256.0).margin(0.005));
    CHECK(b.pulses > 100);
  }
}

TEST_CASE("ESP32 GPIO_SD: none and almost all; nothing happens that nobody sees", "[esp32]") {
  Bench b;
  b.sd.write(0, 0x80);
  CHECK(b.s.next() == Time::max());
  b.matrix.route(Output::gpio_sd0);
  b.s.run_until(Time{std::chrono::milliseconds{1}});
  CHECK(b.pulses <= 1);
  CHECK_FALSE(b.matrix.driven[Output::gpio_sd0]);
  CHECK(b.s.next() == Time::max());
}
