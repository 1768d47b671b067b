#include <catch2/catch.hpp>

#include "peripherals/esp32/gpio_signals.hpp"

using namespace esp32;

// Numbers from the peripheral signal list, here and there along it.
TEST_CASE("ESP32 signals: numbers are the signal list's", "[esp32]") {
  CHECK(static_cast<int>(Input::u0rxd) == 14);
  CHECK(static_cast<int>(Input::i2cext0_sda) == 30);
  CHECK(static_cast<int>(Input::pcnt_ctrl_ch1_in4) == 58);
  CHECK(static_cast<int>(Input::vspics2) == 70);
  CHECK(static_cast<int>(nth(Input::rmt0, 7)) == 90);
  CHECK(static_cast<int>(Input::twai_rx) == 94);
  CHECK(static_cast<int>(Input::pwm1_cap2) == 114);
  CHECK(static_cast<int>(Input::i2s1i_data_in15) == 181);
  CHECK(static_cast<int>(Input::u2cts) == 199);
  CHECK(static_cast<int>(Output::u2txd) == 198);
  CHECK(static_cast<int>(Output::pwm0_2b) == 37);
  CHECK(static_cast<int>(Output::ledc_hs0) == 71);
  CHECK(static_cast<int>(nth(Output::rmt0, 7)) == 94);
  CHECK(static_cast<int>(Output::i2cext1_sda) == 96);
  CHECK(static_cast<int>(Output::gpio_sd7) == 107);
  CHECK(static_cast<int>(Output::pwm1_2b) == 113);
  CHECK(static_cast<int>(Output::twai_tx) == 123);
  CHECK(static_cast<int>(Output::i2s1o_data_out23) == 189);
  CHECK(static_cast<int>(Output::ant_sel7) == 223);
}
