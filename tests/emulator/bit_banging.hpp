#pragma once
// Controllers that move pins themselves: I2C with open drains, SPI with strong outputs.
#include <functional>
#include <string>
#include <vector>

#include "emulator/circuit.hpp"

namespace testing {

class SoftI2c {
 public:
  SoftI2c(emulator::Net& scl, emulator::Net& sda) {
    scl_.connect(scl);
    sda_.connect(sda);
  }
  // Called between any two changes of a line.
  std::function<void()> wait = [] {};

  void start() {
    set(sda_, true);
    set(scl_, true);
    set(sda_, false);
    set(scl_, false);
  }
  void stop() {
    set(sda_, false);
    set(scl_, true);
    set(sda_, true);
  }
  bool clock(bool level) {
    set(sda_, level);
    set(scl_, true);
    int patience = 1000;
    for (; !high(scl_) && patience; --patience) wait();  // stretched
    timed_out_ |= !patience;
    const bool seen = high(sda_);
    set(scl_, false);
    return seen;
  }
  bool write(unsigned byte) {  // true: acknowledged
    timed_out_ = false;
    for (unsigned i = 8; i--;) clock(byte >> i & 1);
    return !clock(true) && !timed_out_;
  }
  unsigned read(bool acknowledge) {
    unsigned byte = 0;
    for (int i = 0; i < 8; ++i) byte = byte << 1 | clock(true);
    clock(!acknowledge);
    return byte;
  }
  std::vector<int> scan() {
    std::vector<int> found;
    for (unsigned address = 8; address < 0x78; ++address) {
      start();
      if (write(address << 1)) found.push_back(static_cast<int>(address));
      stop();
    }
    return found;
  }
  bool scl() const { return high(scl_); }
  bool sda() const { return high(sda_); }
  void set_scl(bool level) { set(scl_, level); }
  void set_sda(bool level) { set(sda_, level); }
  void serialize(emulator::State& state) { state(scl_, sda_); }

 private:
  static bool high(const emulator::Terminal& t) { return !t.floating() && t.volts() > 1.6; }
  void set(emulator::Terminal& t, bool level) {
    level ? t.release() : t.drive(0, 50);
    wait();
  }
  bool timed_out_ = false;
  emulator::Terminal scl_{"soft SCL"}, sda_{"soft SDA"};
};

class SoftSpi {
 public:
  SoftSpi(emulator::Circuit& circuit, unsigned mode, const std::string& prefix = {}) : mode_(mode) {
    sck_.connect(circuit.nets.net(prefix + "SCK"));
    mosi_.connect(circuit.nets.net(prefix + "MOSI"));
    miso_.connect(circuit.nets.net(prefix + "MISO"));
    cs_.connect(circuit.nets.net(prefix + "CS"));
    set(cs_, true);
    set(sck_, mode >> 1);
    set(mosi_, false);
  }
  std::function<void()> wait = [] {};

  void select(bool on) { set(cs_, !on); }
  unsigned transfer(unsigned out, unsigned bits = 8) {
    const bool idle = mode_ >> 1, late = mode_ & 1;
    unsigned in = 0;
    while (bits--) {
      if (late) set(sck_, !idle);
      set(mosi_, out >> bits & 1);
      if (late) {
        in = in << 1 | miso();  // what is sampled at the edge that comes
        set(sck_, idle);
      } else {
        in = in << 1 | miso();
        set(sck_, !idle);
        set(sck_, idle);
      }
    }
    return in;
  }
  bool miso() const { return miso_.floating() || miso_.volts() > 1.6; }
  bool miso_floats() const { return miso_.floating(); }

 private:
  void set(emulator::Terminal& t, bool level) {
    t.drive(level ? 3.3 : 0, 50);
    wait();
  }
  unsigned mode_;
  emulator::Terminal sck_{"soft SCK"}, mosi_{"soft MOSI"}, miso_{"soft MISO"}, cs_{"soft CS"};
};

}  // namespace testing
