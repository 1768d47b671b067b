#pragma once
// Asynchronous serial at the level of frames: transmitters and receivers that share a net meet on one SerialLine.
#include <functional>
#include <vector>

#include "emulator/lead.hpp"
#include "emulator/time.hpp"
#include "emulator/types.hpp"

namespace emulator {

struct FrameFormat {
  u32 baud = 115'200;
  u8 data_bits = 8;
  enum class Parity : u8 { none, even, odd } parity = Parity::none;
  u8 stop_half_bits = 2;
  bool operator==(const FrameFormat&) const = default;
  // A whole frame: start, data, parity and stop bits.
  Duration frame() const {
    const i64 half_bits = 2 * (1 + data_bits + (parity != Parity::none)) + stop_half_bits;
    return Clock{2 * i64{baud}}.ticks(half_bits);
  }
};

struct SerialFrame {
  u8 byte = 0;
  bool is_break = false;
  FrameFormat format;  // the transmitter's; a receiver set otherwise sees garbage and says so
};

class SerialLine {
 public:
  // The receiver hears each frame when its last stop bit ends. Returns a number to stop listening with.
  unsigned listen(std::function<void(const SerialFrame&)> receiver, Lead input = {}) {
    receivers_.push_back({++last_, std::move(receiver), input});
    return last_;
  }
  void stop_listening(unsigned number) {
    std::erase_if(receivers_, [&](const Receiver& r) { return r.number == number; });
  }
  void send(const SerialFrame& frame) {  // by the transmitter, when the last stop bit ends
    for (std::size_t i = 0; i < receivers_.size(); ++i)
      if (receivers_[i].input.in_place()) receivers_[i].hear(frame);
  }

 private:
  struct Receiver {
    unsigned number;
    std::function<void(const SerialFrame&)> hear;
    Lead input;
  };
  std::vector<Receiver> receivers_;
  unsigned last_ = 0;
};

}  // namespace emulator
