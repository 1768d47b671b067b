#pragma once
// Reads a protocol from the levels of its lines. A decoder looks on: it belongs to whoever wants to know, is no part of
// a machine's state, and begins anew when a machine is loaded.
#include <array>
#include <functional>
#include <utility>

#include "emulator/decode/frame.hpp"

namespace emulator::decode {

class Decoder {
 public:
  static constexpr unsigned most_lines = 4;
  virtual ~Decoder() = default;

  std::function<void(const Frame&)> sink;  // hears of every frame, when it is over

  void begin(unsigned line, bool high);         // a line's level at the beginning; forgets what was
  void change(unsigned line, bool high, Time);  // from then on

  // Frames whose end is no edge: when to look() if no line changes before; Time::max(): never.
  virtual Time due() const { return Time::max(); }
  virtual void look(Time) {}
  // Since when something has been under way whose frame is still to come; Time::max(): nothing is.
  virtual Time open() const { return Time::max(); }

 protected:
  virtual void changed(unsigned line, Time) = 0;
  virtual void forget() = 0;
  bool level(unsigned line) const { return levels_[line]; }
  void emit(Frame frame) const {
    if (sink) sink(frame);
  }

 private:
  std::array<bool, most_lines> levels_{};
};

}  // namespace emulator::decode
