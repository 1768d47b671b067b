#include "peripherals/parts/bmp180_compensation.hpp"

#include <algorithm>
#include <cmath>

namespace parts {

using emulator::i32;
using emulator::i64;
using emulator::u32;

namespace {

constexpr const Bmp180Trimming& c = bmp180_trimming;

i32 b5(i32 ut) {
  const i32 x1 = (ut - c.ac6) * c.ac5 >> 15;
  return x1 + c.mc * 2048 / (x1 + c.md);
}

}  // namespace

int bmp180_temperature(int ut) { return (b5(ut) + 8) >> 4; }

int bmp180_pressure(int up, int ut, unsigned oversampling) {
  const i32 b6 = b5(ut) - 4000, square = b6 * b6 >> 12;
  const i32 x3 = (c.b2 * square >> 11) + (c.ac2 * b6 >> 11);
  const i32 b3 = (((c.ac1 * 4 + x3) << oversampling) + 2) / 4;
  const i32 y3 = ((c.ac3 * b6 >> 13) + (c.b1 * square >> 16) + 2) >> 2;
  const u32 b4 = c.ac4 * static_cast<u32>(y3 + 32768) >> 15;
  const i64 b7 = (i64{up} - b3) * (50'000 >> oversampling);
  const i64 p = b7 < 0x8000'0000 ? b7 * 2 / b4 : b7 / b4 * 2;
  const i64 x1 = ((p >> 8) * (p >> 8) * 3038) >> 16, x2 = -7357 * p >> 16;
  return static_cast<int>(p + ((x1 + x2 + 3791) >> 4));
}

// Figure 4 solved for X1, whose equation is quadratic; 16 of B5 are a tenth of a degree.
int bmp180_temperature_reading(double celsius) {
  const double wanted = celsius * 160, md = c.md, half = (wanted - md) / 2;
  const double x1 = half + std::sqrt(half * half + wanted * md - c.mc * 2048.0);
  return static_cast<int>(std::clamp(std::lround(x1 * 32768 / c.ac5 + c.ac6), 0l, 65535l));
}

// The pressure rises with the reading.
int bmp180_pressure_reading(double pascals, int ut, unsigned oversampling) {
  int low = 0, high = (1 << (16 + oversampling)) - 1;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (bmp180_pressure(middle, ut, oversampling) < pascals)
      low = middle + 1;
    else
      high = middle;
  }
  const auto off = [&](int reading) { return std::abs(bmp180_pressure(reading, ut, oversampling) - pascals); };
  return low > 0 && off(low - 1) < off(low) ? low - 1 : low;
}

}  // namespace parts
