#pragma once
// What a receiver that samples the line meets of a frame: the levels that its transmitter means.
#include <bit>

#include "emulator/serial.hpp"

namespace emulator {

// At a time after the start bit began; idle (high) behind the last bit.
inline bool line_level(const SerialFrame& frame, Duration at) {
  if (frame.is_break) return false;
  const FrameFormat& f = frame.format;
  const i64 bit = Clock{f.baud}.count(at);
  if (bit == 0) return false;
  if (bit <= f.data_bits) return frame.byte >> (bit - 1) & 1;
  if (bit == f.data_bits + 1 && f.parity != FrameFormat::Parity::none)
    return (std::popcount(frame.byte) & 1) != (f.parity == FrameFormat::Parity::odd);
  return true;
}

}  // namespace emulator
