#pragma once
// The trimming values of a Bosch BME280 or BMP280, and how readings become temperature, pressure and humidity
// (BME280 data sheet BST-BME280-DS002, 4.2.2 "Trimming parameter readout", 8.1 "Compensation formulas in double
// precision floating point"; BMP280 BST-BMP280-DS001, 3.11.2, 8.1), and back again.
//
// The values for temperature and pressure are those of the example in DS001, 3.12. No data sheet has an example for
// humidity: those values are of the usual order of size, chosen here.
#include <array>

#include "emulator/types.hpp"

namespace parts {

// Readings with a fraction: the converter's noise and oversampling are not modelled, so the caller rounds.
struct BoschReadings {
  double temperature, pressure;  // 20 bits
  double humidity;               // 16 bits
};

// degC, Pa, % relative humidity
BoschReadings bosch_readings(double temperature, double pressure, double humidity);

double bosch_temperature(double reading);
double bosch_pressure(double reading, double temperature_reading);
double bosch_humidity(double reading, double temperature_reading);

// Registers 0x88 to 0xa1 and 0xe1 to 0xe7.
std::array<emulator::u8, 26> bosch_trimming_low();
std::array<emulator::u8, 7> bosch_trimming_high();

}  // namespace parts
