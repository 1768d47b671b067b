#pragma once
// Reads what hardware draws on nets (emulator/waveform.hpp): an I2C target that follows the drawing by levels, on nets
// of its own, and a logic analyser for SPI.
#include <string>
#include <vector>

#include "emulator/circuit.hpp"
#include "emulator/time.hpp"

namespace testing {

struct LoggingTarget final : emulator::I2cTarget {
  void start(bool reading) override { log += reading ? "R" : "W"; }
  bool accepts(emulator::u8 byte) const override { return byte != '!'; }
  void write(emulator::u8 byte) override { log += static_cast<char>(byte); }
  emulator::u8 read() override { return static_cast<emulator::u8>(next++); }
  void more() override { log += "+"; }
  void stop() override { log += "."; }
  char next = 'a';
  std::string log;
};

// Its target answers as the one on the real nets does; where it would not, its log shows it.
class DrawnI2c {
 public:
  DrawnI2c(emulator::Scheduler& scheduler, emulator::Net& scl, emulator::Net& sda) : scheduler_(scheduler) {
    circuit_.i2c(scl_, sda_).attach(0x50, target);
    follow(scl, scl_pin_, scl_);
    follow(sda, sda_pin_, sda_);
  }
  LoggingTarget target;
  std::vector<emulator::Time> rises;  // of SCL

 private:
  void follow(emulator::Net& net, emulator::Terminal& pin, emulator::Net& mine) {
    pin.connect(mine);
    pin.drive(3.3, 4700);
    net.watchers.push_back([&](const emulator::Net& n) {
      const bool high = n.shown_volts() > 1.6;
      if (&pin == &scl_pin_ && high && pin.driven_volts() < 1) rises.push_back(scheduler_.now());
      high ? pin.drive(3.3, 4700) : pin.drive(0, 50);
    });
  }
  emulator::Scheduler& scheduler_;
  emulator::Circuit circuit_;
  emulator::Net &scl_ = circuit_.nets.net("drawn SCL"), &sda_ = circuit_.nets.net("drawn SDA");
  emulator::Terminal scl_pin_{"drawn SCL"}, sda_pin_{"drawn SDA"};
};

// Bits at the sampling edges.
class DrawnSpi {
 public:
  DrawnSpi(emulator::Scheduler& scheduler, unsigned mode, emulator::Net& sck, const emulator::Net& mosi_net,
           const emulator::Net& miso_net) {
    const auto high = [](const emulator::Net& n) { return n.shown_volts() > 1.6; };
    sck.watchers.push_back([&, mode, high, was = high(sck)](const emulator::Net& n) mutable {
      if (high(n) == was) return;
      was = !was;
      if (!emulator::spi_samples(static_cast<emulator::u8>(mode), was)) return;
      mosi += high(mosi_net) ? '1' : '0';
      miso += high(miso_net) ? '1' : '0';
      samples.push_back(scheduler.now());
    });
  }
  std::string mosi, miso;
  std::vector<emulator::Time> samples;
};

}  // namespace testing
