#pragma once
// A protocol read from what was recorded: the same decoders as scenarios and VCD files use, fed with changes of the
// past. And PWM, which is no protocol of frames: each period with its frequency and duty.
#include <string>
#include <vector>

#include "emulator/decode/frame.hpp"
#include "emulator/decode/neopixel.hpp"
#include "emulator/decode/spi.hpp"
#include "emulator/decode/uart.hpp"
#include "gui/bench/instruments/recording.hpp"

namespace bench {

struct Decoding {
  enum class Protocol : emulator::u8 { uart, i2c, spi, one_wire, neopixel, pwm } protocol = Protocol::uart;
  std::vector<std::string> nets = {};  // in the order of lines_of()
  emulator::decode::UartOptions uart = {};
  emulator::decode::SpiOptions spi = {};
  emulator::decode::NeoPixelOptions neopixel = {};
  bool operator==(const Decoding&) const = default;
};

const char* name_of(Decoding::Protocol);
std::vector<std::string> lines_of(Decoding::Protocol);  // "SCL", "SDA"

std::vector<emulator::decode::Frame> frames(const Recording&, const Decoding&, double supply);
std::string label(const emulator::decode::Frame&);  // short, for people

}  // namespace bench
