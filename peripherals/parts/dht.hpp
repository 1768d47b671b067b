#pragma once
// Aosong DHT11 and DHT22 (AM2302): temperature and humidity on a single wire. D-Robotics "DHT11 Humidity & Temperature
// Sensor" (2010), Aosong "AM2302 Product Manual", section 7 "Single-bus communication".
//
// Quantities: temperature in degC, humidity in %; readings beyond what the sensor can measure stop at its limits.
// Attributes: "pull_ohms" (5100, as on the usual modules; 0: none, as the bare sensor), "volts" (the board's supply),
// "noise" in degC and "humidity_noise" in % (0), "interval" between two measurements in seconds (1, DHT22: 2; 0: an
// ideal sensor, which measures when it is asked).
//
// The line is held low to wake the sensor, which answers with its last measurement and makes another one. Asked again
// before the interval is over it tells the same once more, as it has nothing else, and that is a finding (Aosong's
// manual: it measures behind its answer and sleeps until the next start signal). In doubt: that it is silent in the
// first second after power has come, and what it does when it is asked too soon. Not modelled: the accuracy of the real
// ones (2 degC and 5 %, DHT22: 0.5 degC and 2 %), their slowness.
#include <array>

#include "emulator/time.hpp"
#include "peripherals/parts/noise.hpp"
#include "peripherals/parts/open_drain_line.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Dht : public Part {
 public:
  void power_on() override;
  void serialize(emulator::State&) override;

 protected:
  using u8 = emulator::u8;
  struct Model {
    emulator::Duration wake;      // how long the line is held low at least
    emulator::Duration interval;  // between two measurements
    std::array<u8, 4> (*encode)(double temperature, double humidity);
  };
  Dht(const Setup&, const Model&);

 private:
  void edge(bool level);
  void step();
  void measure();
  void tell_hurry();
  void drive_for(bool low, emulator::Duration);

  Model model_;
  emulator::Quantity &temperature_, &humidity_;
  OpenDrainLine line_;
  Noise noise_, humidity_noise_;
  std::array<u8, 5> bytes_{};        // of the last measurement, with the sum
  unsigned steps_ = 0;               // of the answer; 0: there is none under way
  emulator::Time fell_{}, ready_{};  // ready_: what it has measured since may be asked for
  emulator::Time awake_{};           // after power came
  bool fresh_ = true;                // the answer under way is
  emulator::Event step_;
};

class Dht11 final : public Dht {
 public:
  explicit Dht11(const Setup&);
};

class Dht22 final : public Dht {
 public:
  explicit Dht22(const Setup&);
};

}  // namespace parts
