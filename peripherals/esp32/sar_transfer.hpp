#pragma once
// What the SAR ADCs make of a voltage. Straight lines for the four attenuations, with the gain and offset that
// ESP-IDF's calibration gives a typical chip of a known reference voltage (esp_adc, "line fitting"), and the bend that
// its tables have for the upper quarter at 11 dB, as a parabola: 100 mV and 207 mV at the end, within 6 mV of the
// tables. Not modelled: noise, differences between channels and single chips.
#include <algorithm>
#include <array>
#include <cmath>

#include "emulator/types.hpp"

namespace esp32 {
using emulator::u32;

class SarTransfer {
 public:
  static constexpr u32 full_scale = 4096;
  static constexpr double nominal_vref = 1100;  // millivolts

  // Of 12 bits. unit: 0 for ADC1, 1 for ADC2.
  static u32 convert(double volts, unsigned unit, unsigned attenuation, double vref = nominal_vref) {
    const Line line = lines[unit][attenuation];
    const double slope = vref * line.scale / 65536 / full_scale;  // millivolts a step
    const double above = volts * 1000 - line.offset;
    double raw = above / slope;
    if (attenuation == 3 && raw > bend_from) raw = bent(above - slope * bend_from, slope);
    return static_cast<u32>(std::clamp(raw + 0.5, 0.0, full_scale - 1.0));
  }

 private:
  struct Line {
    double scale, offset;
  };
  static constexpr std::array<std::array<Line, 4>, 2> lines{
      {{{{57431, 75}, {76236, 78}, {105481, 107}, {196602, 142}}},
       {{{57236, 63}, {76175, 66}, {105678, 89}, {197170, 128}}}}};
  static constexpr double bend_from = 2880, bend_width = full_scale - bend_from, linear = 100, square = 207;

  // above = slope * width * x - linear * x - square * x^2, x from 0 to 1 over the bend
  static double bent(double above, double slope) {
    const double first = slope * bend_width - linear, discriminant = first * first - 4 * square * above;
    if (discriminant <= 0) return full_scale;
    return bend_from + bend_width * (first - std::sqrt(discriminant)) / (2 * square);
  }
};

}  // namespace esp32
