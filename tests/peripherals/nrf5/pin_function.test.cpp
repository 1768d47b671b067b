#include "peripherals/nrf5/pin_function.hpp"

#include <catch2/catch.hpp>

#include "peripherals/nrf5/gpiote.hpp"
#include "tests/peripherals/nrf5/serial_bench.hpp"

using namespace nrf5;

namespace {

constexpr u32 ENABLE = 0x500, PSELSCL = 0x508, PSELSDA = 0x50c, CONFIG0 = 0x510;

struct Bench : SerialBench {
  Gpiote gpiote{"GPIOTE", scheduler, gpio};
  struct Block final : RegisterFile {
    using RegisterFile::RegisterFile;
    Register enable{*this, "ENABLE", 0x500, 0};
    Register scl{*this, "PSELSCL", 0x508, 0xffff'ffff};
    Register sda{*this, "PSELSDA", 0x50c, 0xffff'ffff};
    Bits<31, 0> e{enable, "ENABLE"}, c{scl, "PSELSCL"}, d{sda, "PSELSDA"};
  } twi{"TWI0"};
  void configure(unsigned pin, u32 bits) { gpio.write(0x700 + 4 * pin, bits); }
  std::string text(unsigned pin) {
    const PinUser users[] = {{&twi, 5}};
    return pin_function(gpio, gpiote, users, pin);
  }
};

}  // namespace

TEST_CASE("nRF5 pin functions: the enabled block that has the pin selected", "[nrf5]") {
  Bench b;
  b.configure(30, 6 << 8 | 3 << 2);  // S0D1, pull-up
  b.twi.write(PSELSDA, 30), b.twi.write(PSELSCL, 0);
  CHECK(b.text(30) == "GPIO, input, open drain, pull-up");
  b.twi.write(ENABLE, 5);
  CHECK(b.text(30) == "TWI0 SDA, open drain, pull-up");
  CHECK(b.text(0) == "TWI0 SCL");
  b.twi.write(ENABLE, 1);  // another block of the same ID
  CHECK(b.text(0) == "GPIO, disconnected");
}

TEST_CASE("nRF5 pin functions: GPIO and GPIOTE", "[nrf5]") {
  Bench b;
  CHECK(b.text(5) == "GPIO, disconnected");
  b.configure(5, 1 << 2);
  CHECK(b.text(5) == "GPIO, input, pull-down");
  b.configure(5, 3);
  CHECK(b.text(5) == "GPIO, output, low");
  b.gpio.write(0x508, 1 << 5);
  CHECK(b.text(5) == "GPIO, output, high");
  b.gpiote.write(CONFIG0 + 4, 1 | 5 << 8 | 3 << 16);
  CHECK(b.text(5) == "GPIOTE event 1");
  b.gpiote.write(CONFIG0 + 4, 3 | 5 << 8 | 3 << 16);
  CHECK(b.text(5) == "GPIOTE task 1");
}
