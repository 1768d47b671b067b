#pragma once
// Microchip MCP3008 analog to digital converter, 8 channels of 10 bits, on SPI (data sheet DS21295; sections as in it).
//
// Terminals: CLK, DIN, DOUT, CS, CH0 … CH7. Attributes: "volts" of the supply (the board's), "vref" (the same).
// Not modelled: errors and noise, the limit of the clock, the charge that sampling takes from a source.
#include <array>

#include "peripherals/parts/part.hpp"
#include "peripherals/parts/spi_pins.hpp"

namespace parts {

class Mcp3008 final : public Part, private emulator::SpiDevice {
 public:
  explicit Mcp3008(const Setup&);
  void wired() override { pins_.join(machine_.circuit); }
  void serialize(emulator::State&) override;

 private:
  using u32 = emulator::u32;
  // Since CS fell (figure 5-1).
  struct Conversation {
    u32 clocks = 0;   // since the start bit came, counting it
    u32 command = 0;  // SGL/DIFF, D2, D1, D0
    u32 result = 0;
    bool due() const;  // on DOUT
  };

  bool selected() const override { return pins_.selected(); }
  u32 answer(u32 out, unsigned bits) const override;
  void shift(bool mosi) override { clock(now_, mosi); }
  void clock(Conversation&, bool bit) const;
  u32 convert(u32 command) const;

  std::array<emulator::Terminal, 8> channels_;
  double vref_;
  Conversation now_;
  SpiPins pins_;
};

}  // namespace parts
