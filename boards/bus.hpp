#pragma once
// A bus that a circuit or a scenario names, to be read by a decoder: its protocol, its lines, its settings.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/decode/neopixel.hpp"
#include "emulator/decode/spi.hpp"
#include "emulator/decode/uart.hpp"

namespace emulator::decode {
class Tap;
}

namespace boards {

class Assembly;

struct BusDescription {
  enum class Protocol { i2c, spi, uart, one_wire, neopixel };
  std::string name;
  Protocol protocol = Protocol::i2c;
  std::vector<std::string> lines;  // pins in the order of the decoder's lines; empty: not there
  emulator::decode::SpiOptions spi = {};
  emulator::decode::UartOptions uart = {};
  emulator::decode::NeoPixelOptions neopixel = {};
};

std::string_view name_of(BusDescription::Protocol);  // "one_wire"

std::unique_ptr<emulator::decode::Decoder> decoder_of(const BusDescription&);
// A decoder that listens to that bus. BoardError if the circuit has no such pin.
std::unique_ptr<emulator::decode::Tap> tap(Assembly&, const BusDescription&);

}  // namespace boards
