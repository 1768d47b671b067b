#pragma once
// A GPS module that tells NMEA 0183 sentences on its serial port once a second,
// as a u-blox NEO-6M does (u-blox 6 protocol specification, "NMEA protocol").
//
// Terminals TX, RX, PPS. Quantities: latitude and longitude in deg, altitude in
// m, speed in m/s, course in deg, satellites (8; below 4 it has no fix).
// Attributes: "time": "2024-02-29 23:59:58" (UTC) when the run begins
// (2024-01-01 12:00:00), "baud" (9600), "first_fix": seconds after power came
// without one (0; 27 for a cold start).
//
// RMC, VTG, GGA, GSA and GLL for each second, PPS 100 ms high at its beginning
// while there is a fix. Not modelled: commands (UBX, PMTK), which are told
// once, GSV, dilution of precision, errors of the position.
#include <string>

#include "emulator/time.hpp"
#include "peripherals/parts/calendar.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/serial_port.hpp"

namespace parts {

std::string nmea_sentence(const std::string& body);  // with '$', checksum and line end

class Gps final : public Part {
 public:
  explicit Gps(const Setup&);
  void wired() override;
  void power_on() override;
  void serialize(emulator::State&) override;

 private:
  void second();
  bool fix() const;
  std::string position() const;  // "4717.11437,N,00833.91522,E"
  std::string clock() const;     // "083559.00"
  std::string date() const;      // "091202"

  SerialPort port_;
  emulator::Terminal pps_;
  emulator::Quantity &latitude_, &longitude_, &altitude_, &speed_, &course_, &satellites_;
  std::string label_;
  double volts_;
  emulator::Duration first_fix_;
  Calendar calendar_;
  emulator::Time fix_from_{};
  emulator::Event second_, pps_end_;
};

}  // namespace parts
