#include "boards/assembly.hpp"
#include "boards/bus.hpp"
#include "emulator/decode/i2c.hpp"
#include "emulator/decode/one_wire.hpp"
#include "emulator/decode/tap.hpp"

namespace boards {

namespace {

namespace decode = emulator::decode;

// That of the board on which a line is; of the first one, if none is on any.
double supply_of(Assembly& circuit, const BusDescription& bus) {
  const auto& all = circuit.description();
  for (const std::string& line : bus.lines) {
    const auto named = all.pins.find(line);
    const CircuitPin pin = named == all.pins.end() ? parse_pin(line) : named->second;
    for (const auto& [name, board] : all.boards)
      if (name == pin.of) return board.supply;
  }
  return all.boards.front().board.supply;
}

}  // namespace

std::unique_ptr<decode::Decoder> decoder_of(const BusDescription& bus) {
  switch (bus.protocol) {
    case BusDescription::Protocol::i2c: return std::make_unique<decode::I2c>();
    case BusDescription::Protocol::spi: return std::make_unique<decode::Spi>(bus.spi);
    case BusDescription::Protocol::uart: return std::make_unique<decode::Uart>(bus.uart);
    case BusDescription::Protocol::one_wire: return std::make_unique<decode::OneWire>();
    case BusDescription::Protocol::neopixel: return std::make_unique<decode::NeoPixel>(bus.neopixel);
  }
  return nullptr;
}

std::unique_ptr<decode::Tap> tap(Assembly& circuit, const BusDescription& bus) {
  std::vector<emulator::Net*> nets;
  for (const std::string& line : bus.lines) nets.push_back(line.empty() ? nullptr : &circuit.net(line));
  return std::make_unique<decode::Tap>(circuit.machine().scheduler, decoder_of(bus), std::move(nets),
                                       supply_of(circuit, bus));
}

}  // namespace boards
