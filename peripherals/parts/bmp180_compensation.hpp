#pragma once
// What a BMP180's readings mean: figure 4 of its data sheet (BST-BMP180-DS000, 3.5), with the trimming values of the
// example there. And the other way round.
#include "emulator/types.hpp"

namespace parts {

struct Bmp180Trimming {
  emulator::i16 ac1, ac2, ac3;
  emulator::u16 ac4, ac5, ac6;
  emulator::i16 b1, b2, mb, mc, md;
};
inline constexpr Bmp180Trimming bmp180_trimming{408, -72, -14383, 32741, 32757, 23153, 6190, 4, -32768, -8711, 2868};

// In tenths of a degree; in pascals.
int bmp180_temperature(int ut);
int bmp180_pressure(int up, int ut, unsigned oversampling);

int bmp180_temperature_reading(double celsius);
// Of the reading that comes nearest.
int bmp180_pressure_reading(double pascals, int ut, unsigned oversampling);

}  // namespace parts
