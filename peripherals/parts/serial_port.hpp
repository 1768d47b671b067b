#pragma once
// The asynchronous serial port of a part: RX and TX, bytes in and a queue of bytes out, each in its frame's time.
// A controller that sends at another rate is misread.
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "emulator/machine.hpp"
#include "emulator/serial.hpp"

namespace parts {

class SerialPort {
 public:
  SerialPort(emulator::Machine&, const std::string& name, double volts, emulator::u32 baud,
             std::function<void(emulator::u8)> heard);
  ~SerialPort();
  SerialPort(const SerialPort&) = delete;

  emulator::Terminal rx, tx;  // the part's
  void join();                // once they are wired
  void send(const std::vector<emulator::u8>&);
  bool busy() const { return !out_.empty(); }
  void clear();  // what is to be sent is gone
  void serialize(emulator::State&);

 private:
  void sent();

  emulator::Machine& machine_;
  emulator::FrameFormat format_;
  std::function<void(emulator::u8)> heard_;
  emulator::SerialLine* to_ = nullptr;
  emulator::Lead wire_;  // to them
  emulator::SerialLine* from_ = nullptr;
  unsigned listening_ = 0;
  std::deque<emulator::u8> out_;
  emulator::Event sent_;
};

}  // namespace parts
