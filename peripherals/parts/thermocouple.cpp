#include "peripherals/parts/thermocouple.hpp"

#include "emulator/analog/mathematics.hpp"

namespace parts {

namespace {

// The coefficients of the reference functions, from the constant on.
constexpr double below_zero[] = {0.0,
                                 0.394501280250e-01,
                                 0.236223735980e-04,
                                 -0.328589067840e-06,
                                 -0.499048287770e-08,
                                 -0.675090591730e-10,
                                 -0.574103274280e-12,
                                 -0.310888728940e-14,
                                 -0.104516093650e-16,
                                 -0.198892668780e-19,
                                 -0.163226974860e-22};
constexpr double above_zero[] = {-0.176004136860e-01, 0.389212049750e-01,  0.185587700320e-04, -0.994575928740e-07,
                                 0.318409457190e-09,  -0.560728448890e-12, 0.560750590590e-15, -0.320207200030e-18,
                                 0.971511471520e-22,  -0.121047212750e-25};
constexpr double a0 = 0.118597600000, a1 = -0.118343200000e-03, a2 = 126.9686;

template <unsigned N>
double polynomial(const double (&coefficients)[N], double x) {
  double sum = 0;
  for (unsigned i = N; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

}  // namespace

double type_k_millivolts(double t) {
  if (t < 0) return polynomial(below_zero, t);
  return polynomial(above_zero, t) + a0 * emulator::analog::exponential(a1 * (t - a2) * (t - a2));
}

}  // namespace parts
