#include <catch2/catch.hpp>

#include "emulator/enumerator.hpp"
#include "tests/peripherals/esp32/pins_bench.hpp"

using namespace esp32;

TEST_CASE("enumerators have names, and numbers between them have none", "[esp32]") {
  constexpr auto& names = enumerators<Input, static_cast<std::size_t>(Input::none)>;
  STATIC_REQUIRE(names[0] == "spiclk");
  STATIC_REQUIRE(names[static_cast<std::size_t>(Input::i2cext0_sda)] == "i2cext0_sda");
  STATIC_REQUIRE(names[19].empty());
  CHECK(in_capitals("i2cext0_sda", '_') == "I2CEXT0_SDA");
}

TEST_CASE("ESP32 pin functions: simple GPIO", "[esp32]") {
  PinsBench b;
  b.mux(18, 2);
  CHECK(b.gpio.function(18) == "GPIO, off");
  b.mux(18, 2, fun_ie | fun_pu);
  CHECK(b.gpio.function(18) == "GPIO, input, pull-up");
  b.mux(18, 2);
  b.gpio.write(PinsBench::enable_w1ts, 1 << 18);
  CHECK(b.gpio.function(18) == "GPIO, output, low");
  b.output(18, true);
  CHECK(b.gpio.function(18) == "GPIO, output, high");
  b.gpio.write(PinsBench::pin_offset(18), 1 << 2);
  CHECK(b.gpio.function(18) == "GPIO, output, high, open drain");
}

TEST_CASE("ESP32 pin functions: signals by the matrix and around it", "[esp32]") {
  PinsBench b;
  b.mux(21, 2, fun_ie | fun_pu);
  b.gpio.write(PinsBench::pin_offset(21), 1 << 2);
  b.gpio.write(PinsBench::enable_w1ts, 1 << 21);
  b.gpio.write(PinsBench::out_sel(21), static_cast<u32>(Output::i2cext0_sda));
  b.gpio.write(PinsBench::in_sel(static_cast<unsigned>(Input::i2cext0_sda)), 21 | 1 << 7);
  b.gpio.drive(Output::i2cext0_sda, false, true);
  CHECK(b.gpio.function(21) == "I2CEXT0_SDA, open drain, pull-up");
  b.mux(1, 0);
  CHECK(b.gpio.function(1) == "U0TXD");
  b.mux(3, 0, fun_ie);
  CHECK(b.gpio.function(3) == "U0RXD");
}
