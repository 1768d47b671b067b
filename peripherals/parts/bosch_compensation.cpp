#include "peripherals/parts/bosch_compensation.hpp"

#include <initializer_list>

namespace parts {

namespace {

using emulator::u8;

constexpr int T1 = 27504, T2 = 26435, T3 = -1000;
constexpr int P1 = 36477, P2 = -10685, P3 = 3024, P4 = 2855, P5 = 140, P6 = -7, P7 = 15500, P8 = -14600, P9 = 6000;
constexpr int H1 = 75, H2 = 362, H3 = 0, H4 = 313, H5 = 50, H6 = 30;

// "t_fine", which all three need; 5120 of it are a degree.
double fine_temperature(double reading) {
  const double first = (reading / 16384 - T1 / 1024.0) * T2;
  const double second = reading / 131072 - T1 / 8192.0;
  return first + second * second * T3;
}

// Where a function that grows (or, `falling`, falls) from 0 to `high` has that value.
template <typename F>
double inverse(F function, double value, double high, bool falling) {
  double low = 0;
  for (int i = 0; i < 48; ++i) {
    const double middle = (low + high) / 2;
    ((function(middle) < value) != falling ? low : high) = middle;
  }
  return low;
}

constexpr double highest_20 = (1 << 20) - 1, highest_16 = (1 << 16) - 1;

}  // namespace

double bosch_temperature(double reading) { return fine_temperature(reading) / 5120; }

double bosch_pressure(double reading, double temperature_reading) {
  const double t = fine_temperature(temperature_reading) / 2 - 64000;
  const double offset = (t * t * P6 / 32768 + t * P5 * 2) / 4 + P4 * 65536.0;
  const double sensitivity = (1 + (P3 * t * t / 524288 + P2 * t) / 524288 / 32768) * P1;
  const double p = (1048576 - reading - offset / 4096) * 6250 / sensitivity;
  return p + (P9 * p * p / 2147483648.0 + p * P8 / 32768 + P7) / 16;
}

double bosch_humidity(double reading, double temperature_reading) {
  const double t = fine_temperature(temperature_reading) - 76800;
  const double slope = H2 / 65536.0 * (1 + H6 / 67108864.0 * t * (1 + H3 / 67108864.0 * t));
  const double h = (reading - (H4 * 64.0 + H5 / 16384.0 * t)) * slope;
  return h * (1 - H1 * h / 524288);
}

BoschReadings bosch_readings(double temperature, double pressure, double humidity) {
  const double t = inverse(bosch_temperature, temperature, highest_20, false);
  return {t, inverse([t](double x) { return bosch_pressure(x, t); }, pressure, highest_20, true),
          inverse([t](double x) { return bosch_humidity(x, t); }, humidity, highest_16, false)};
}

std::array<u8, 26> bosch_trimming_low() {
  std::array<u8, 26> bytes{};
  unsigned n = 0;
  for (const int word : {T1, T2, T3, P1, P2, P3, P4, P5, P6, P7, P8, P9}) {
    bytes[n++] = static_cast<u8>(word);
    bytes[n++] = static_cast<u8>(word >> 8);
  }
  bytes[25] = H1;
  return bytes;
}

// H4 and H5 are of twelve bits and share the byte at 0xe5.
std::array<u8, 7> bosch_trimming_high() {
  return {H2 & 0xff, H2 >> 8, H3, H4 >> 4, (H4 & 15) | (H5 & 15) << 4, H5 >> 4, H6};
}

}  // namespace parts
