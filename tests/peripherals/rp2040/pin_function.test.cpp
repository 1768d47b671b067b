#include "peripherals/rp2040/pin_function.hpp"

#include <catch2/catch.hpp>

using namespace rp2040;

namespace {

struct Bench {
  Pads pads{"PADS_BANK0", Pads::bank0()};
  IoBank0 io{"IO_BANK0", pads};
  void select(unsigned pin, u32 function) { io.write(8 * pin + 4, function); }
  void pad(unsigned pin, u32 bits) { pads.write(4 + 4 * pin, bits); }
  std::string text(unsigned pin) { return pin_function(io, pads, pin); }
};
constexpr u32 ie = 1 << 6, pue = 1 << 3, pde = 1 << 2;

}  // namespace

TEST_CASE("RP2040 pin functions: by FUNCSEL, the pull behind it", "[rp2040]") {
  Bench b;
  b.select(4, 3), b.pad(4, ie | pue);
  CHECK(b.text(4) == "I2C0 SDA, open drain, pull-up");
  b.select(0, 2), b.pad(0, ie), b.io.drive(Signal::uart0_tx, true, true);
  CHECK(b.text(0) == "UART0 TX, output");
  b.select(1, 2), b.pad(1, ie | pde);
  CHECK(b.text(1) == "UART0 RX, input, pull-down");
  b.select(15, 4), b.pad(15, ie), b.io.drive(Signal::pwm7_b, false, true);
  CHECK(b.text(15) == "PWM7 B, output");
  b.select(7, 6), b.pad(7, ie);
  CHECK(b.text(7) == "PIO0, input");
  b.select(21, 8), b.pad(21, ie);
  CHECK(b.text(21) == "GPOUT0, input");
}

TEST_CASE("RP2040 pin functions: SIO tells its level, pins out of reset have none, the ADC's are analog", "[rp2040]") {
  Bench b;
  CHECK(b.text(2) == "no function, pull-down");
  b.select(25, 5), b.pad(25, ie);
  CHECK(b.text(25) == "SIO, input");
  b.io.drive(PerPin::sio, 1u << 25, 1u << 25);
  CHECK(b.text(25) == "SIO, output, high");
  b.io.drive(PerPin::sio, 0, 1u << 25);
  CHECK(b.text(25) == "SIO, output, low");
  b.pad(26, 0);
  CHECK(b.text(26) == "ADC0, analog input");
  b.pad(29, pue | pde | ie);
  CHECK(b.text(29) == "no function, bus keeper");
  b.select(3, 10), b.pad(3, ie);
  CHECK(b.text(3) == "F10, which is not there");
}
