#include "peripherals/parts/spi_pins.hpp"

#include <catch2/catch.hpp>

#include "../../emulator/bit_banging.hpp"

using namespace emulator;

namespace {

struct Shifter final : SpiByteDevice {
  Shifter(Circuit& circuit, unsigned mode)
      : pins("shifter", *this, static_cast<u8>(mode), 3.3, [this](bool on) {
          align();
          log += on ? '(' : ')';
        }) {
    pins.sck.connect(circuit.nets.net("SCK"));
    pins.mosi.connect(circuit.nets.net("MOSI"));
    pins.miso.connect(circuit.nets.net("MISO"));
    pins.cs.connect(circuit.nets.net("CS"));
    pins.join(circuit);
  }
  bool selected() const override { return pins.selected(); }
  u8 reply() const override { return next; }
  void received(u8 byte) override {
    log += static_cast<char>(byte);
    next = static_cast<u8>(byte + 1);
  }
  parts::SpiPins pins;
  u8 next = 0x5a;
  std::string log;
};

}  // namespace

TEST_CASE("SPI pins: a part answers by levels and by bytes alike", "[parts]") {
  for (const unsigned mode : {0u, 1u, 2u, 3u}) {
    Circuit circuit;
    Shifter part{circuit, mode};
    testing::SoftSpi soft{circuit, mode};
    CHECK(soft.miso_floats());
    soft.transfer('n');
    soft.select(true);
    CHECK(soft.transfer('a') == 0x5a);
    CHECK(soft.transfer('c') == 'b');
    soft.transfer(0, 3);
    soft.select(false);
    CHECK(soft.miso_floats());
    soft.select(true);
    SpiBus& bus = circuit.spi(circuit.nets.net("SCK"));
    CHECK(bus.transfer('e', 8, {}) == 'd');
    CHECK(soft.transfer('g') == 'f');
    soft.select(false);
    CHECK(bus.transfer('h', 8, {}) == 0xff);
    CHECK(part.log == "(ac)(eg)");
  }
}
