#pragma once
// The waveform of an I2C controller that works by bytes, its targets' part included. A bit is SCL low, then high; SDA
// changes when SCL has fallen. START, repeated START and STOP take a bit's time: SCL rises after the low part, SDA
// falls in the middle of the high one, or rises at its end (START's SCL falls there).
#include <string>

#include "emulator/i2c.hpp"
#include "emulator/waveform.hpp"

namespace emulator {

class I2cDrawing {
 public:
  struct Bit {
    Duration low, high;
    Duration all() const { return low + high; }
  };
  I2cDrawing(Scheduler& scheduler, std::string name) : waveform_(scheduler, std::move(name)) {}

  // What follows is drawn from this time on, if anybody looks at the bus. False: nobody does.
  bool begin(const I2cBus*, Time, Bit);
  void start();
  void stop();
  void bits(u32 levels, unsigned n);  // the highest first
  void byte(u8 byte, bool acknowledged) { bits(u32{byte} << 1 | !acknowledged, 9); }
  void end() { waveform_.end(); }  // the lines are free
  void serialize(State& state) { waveform_.serialize(state); }

 private:
  void scl(Duration after, bool level);
  void sda(Duration after, bool level);

  Waveform waveform_;
  const I2cBus* bus_ = nullptr;
  Time at_{};
  Bit bit_{};
};

}  // namespace emulator
