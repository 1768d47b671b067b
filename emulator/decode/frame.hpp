#pragma once
// What a decoder makes of levels: one thing that stood on the wires from `start` to `end`.
#include <string>
#include <vector>

#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator::decode {

struct Frame {
  enum class Kind : u8 {
    start,    // I2C: START, first or repeated; SPI: the chip select became active
    address,  // I2C: a byte of seven bits of address and R/W, as it is on the wire
    data,     // a byte; SPI: a word, its highest byte first; NeoPixel: a pixel in the wire's order
    stop,     // I2C: STOP; SPI: the chip select is inactive again; NeoPixel: the pixels show
    reset,    // 1-Wire; acknowledged: there was a presence pulse
    error,    // what the protocol does not have
    note      // what may be of interest: a rate that was measured, bits that are no byte
  };
  Time start{}, end{};
  Kind kind = Kind::data;
  std::vector<u8> bytes = {};
  std::vector<u8> answer = {};  // SPI: what was on MISO meanwhile
  bool acknowledged = true;
  std::string text = {};  // for people: "50 W a", "0x1F/0x00", "'A'"
};

}  // namespace emulator::decode
