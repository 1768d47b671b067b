#include "peripherals/esp32/montgomery.hpp"

#include <algorithm>

namespace esp32 {

namespace {

// sum[0...] += factor * words; the carry goes on as far as it must.
void add_product(std::span<u32> sum, u32 factor, const Words& words) {
  u64 carry = 0;
  std::size_t i = 0;
  for (; i < words.size(); ++i) {
    carry += u64{factor} * words[i] + sum[i];
    sum[i] = static_cast<u32>(carry);
    carry >>= 32;
  }
  for (; carry && i < sum.size(); ++i) {
    carry += sum[i];
    sum[i] = static_cast<u32>(carry);
    carry >>= 32;
  }
}

bool less(std::span<const u32> a, std::span<const u32> b) {
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

}  // namespace

Words montgomery_product(const Words& x, const Words& y, const Words& m, u32 m_dash) {
  const std::size_t n = m.size();
  Words sum(2 * n + 1);
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<u32> rest = std::span{sum}.subspan(i);
    add_product(rest, x[i], y);
    add_product(rest, rest[0] * m_dash, m);
  }
  Words result(sum.begin() + static_cast<std::ptrdiff_t>(n), sum.end());
  if (result.back() || !less(std::span{result}.first(n), m)) {
    u64 borrow = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const u64 difference = u64{result[i]} - m[i] - borrow;
      result[i] = static_cast<u32>(difference);
      borrow = difference >> 63;
    }
  }
  result.resize(n);
  return result;
}

Words montgomery_power(const Words& x, const Words& y, const Words& m, const Words& r_squared, u32 m_dash,
                       unsigned& products) {
  Words one(m.size());
  one[0] = 1;
  const Words factor = montgomery_product(x, r_squared, m, m_dash);
  Words result = montgomery_product(one, r_squared, m, m_dash);
  products = 2;
  bool begun = false;
  for (std::size_t bit = 32 * y.size(); bit--;) {
    if (begun) result = montgomery_product(result, result, m, m_dash), ++products;
    if (!(y[bit / 32] >> bit % 32 & 1)) continue;
    begun = true;
    result = montgomery_product(result, factor, m, m_dash), ++products;
  }
  ++products;
  return montgomery_product(result, one, m, m_dash);
}

Words long_product(const Words& x, const Words& y) {
  Words result(x.size() + y.size());
  for (std::size_t i = 0; i < x.size(); ++i) add_product(std::span{result}.subspan(i), x[i], y);
  return result;
}

}  // namespace esp32
