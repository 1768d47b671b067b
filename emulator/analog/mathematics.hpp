#pragma once
// Functions whose results are the same on every host: a C library may choose other code, with other last bits, by the
// processor it finds.

namespace emulator::analog {

double exponential(double);                  // saturates instead of overflowing
double logarithm(double);                    // of positive numbers
double power(double base, double exponent);  // of positive bases

}  // namespace emulator::analog
