#include "emulator/analog/mathematics.hpp"

#include <algorithm>
#include <cmath>

namespace emulator::analog {

namespace {
// ln 2 in two parts: multiples of the first are exact.
constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
constexpr double ln2 = ln2_high + ln2_low;
}  // namespace

// e^x = 2^k e^r with |r| <= ln 2 / 2, where 14 terms of the series suffice.
double exponential(double x) {
  x = std::clamp(x, -700.0, 700.0);
  const double k = std::floor(x / ln2 + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  double sum = 1;
  for (int n = 14; n >= 1; --n) sum = 1 + sum * r / n;
  return std::ldexp(sum, static_cast<int>(k));
}

// ln(2^k m) = k ln 2 + 2 artanh((m - 1) / (m + 1)) with m around 1.
double logarithm(double x) {
  int k = 0;
  double m = std::frexp(x, &k);
  if (m < 0.70710678118654752) m *= 2, --k;
  const double s = (m - 1) / (m + 1), s2 = s * s;
  double sum = 0;
  for (int n = 23; n >= 1; n -= 2) sum = sum * s2 + 1.0 / n;
  return k * ln2_high + (2 * s * sum + k * ln2_low);
}

double power(double base, double exponent) { return exponential(exponent * logarithm(base)); }

}  // namespace emulator::analog
