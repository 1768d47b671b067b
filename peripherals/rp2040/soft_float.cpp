#include "peripherals/rp2040/soft_float.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

namespace rp2040::soft_float {

namespace {

__extension__ using Wide = __int128;

template <typename T>
using BitsOf = std::conditional_t<sizeof(T) == 4, u32, u64>;
template <typename T>
using SignedBitsOf = std::conditional_t<sizeof(T) == 4, i32, i64>;

template <typename T>
T flushed(T x) {
  if (std::isnan(x)) return std::copysign(std::numeric_limits<T>::infinity(), std::signbit(x) ? T(-1) : T(1));
  if (std::fpclassify(x) == FP_SUBNORMAL) return std::copysign(T(0), x);
  return x;
}

// Where two infinities meet or a zero meets an infinity there is no NaN.
template <typename T>
T add(T x, T y) {
  if (std::isinf(x) && std::isinf(y) && std::signbit(x) != std::signbit(y)) return std::numeric_limits<T>::infinity();
  return flushed(x + y);
}

template <typename T>
T infinity_of_sign(T x, T y) {
  return std::copysign(std::numeric_limits<T>::infinity(), std::signbit(x) == std::signbit(y) ? T(1) : T(-1));
}

template <typename T>
T multiply(T x, T y) {
  return std::isinf(x) || std::isinf(y) ? infinity_of_sign(x, y) : flushed(x * y);
}

// A quotient below the least normal number is zero, even where it would be rounded up to that.
template <typename T>
T divide(T x, T y) {
  if (std::isinf(x) || y == 0) return infinity_of_sign(x, y);
  constexpr T least = std::numeric_limits<T>::min();
  const T quotient = flushed(x / y);
  const bool below = std::abs(quotient) == least && std::abs(x) < std::abs(y) * least;
  return below ? std::copysign(T(0), quotient) : quotient;
}

template <typename T>
T square_root(T x) {
  return x < 0 ? -std::numeric_limits<T>::infinity() : std::sqrt(x);
}

// The bits as sign and magnitude, both zeros alike.
template <typename T>
u32 compare(BitsOf<T> a, BitsOf<T> b) {
  const auto ordered = [](BitsOf<T> bits) {
    const auto magnitude = static_cast<SignedBitsOf<T>>(bits & ~BitsOf<T>{0} >> 1);
    return static_cast<SignedBitsOf<T>>(bits) < 0 ? -magnitude : magnitude;
  };
  const auto x = ordered(a), y = ordered(b);
  return x < y ? ~0u : x > y ? 1 : 0;
}

// floor(x * 2^n), kept within what the integer holds.
template <typename I, typename T>
I fixed(T x, i64 n) {
  constexpr I lowest = std::numeric_limits<I>::min(), highest = std::numeric_limits<I>::max();
  if (x == 0) return 0;
  if (std::isinf(x)) return x < 0 ? lowest : highest;
  int exponent = 0;
  constexpr int digits = std::numeric_limits<T>::digits;
  const auto mantissa = static_cast<i64>(std::ldexp(std::frexp(x, &exponent), digits));
  const i64 shift = exponent - digits + n;
  if (shift > 64) return x < 0 ? lowest : highest;
  const Wide value = shift >= 0    ? static_cast<Wide>(mantissa) * (static_cast<Wide>(1) << shift)
                     : shift > -64 ? static_cast<Wide>(mantissa >> -shift)
                                   : static_cast<Wide>(mantissa < 0 ? -1 : 0);
  return static_cast<I>(std::clamp<Wide>(value, lowest, highest));
}

template <typename T, typename I>
T from_fixed(I value, i32 n) {
  const T result =
      flushed(std::ldexp(static_cast<T>(value), static_cast<int>(std::clamp(-i64{n}, i64{-5000}, i64{5000}))));
  return sizeof(T) == 4 && result == 0 ? T(0) : result;  // in single precision never -0
}

// Arguments and results of one width.
template <typename T>
class Call {
 public:
  explicit Call(Registers& r) : r_(r) {}
  static constexpr unsigned words = sizeof(T) / 4;

  BitsOf<T> bits(unsigned n) const {
    if constexpr (words == 1)
      return r_[n];
    else
      return r_[2 * n] | u64{r_[2 * n + 1]} << 32;
  }
  T raw(unsigned n) const { return std::bit_cast<T>(bits(n)); }
  T x() const { return flushed(raw(0)); }
  T y() const { return flushed(raw(1)); }
  i32 places(unsigned at) const { return static_cast<i32>(r_[at]); }  // behind the point
  u64 wide() const { return r_[0] | u64{r_[1]} << 32; }

  template <typename R>
  void put(R value, unsigned n = 0) {
    if constexpr (sizeof(R) == 4) {
      r_[n] = std::bit_cast<u32>(value);
    } else {
      const u64 bits = std::bit_cast<u64>(value);
      r_[2 * n] = static_cast<u32>(bits);
      r_[2 * n + 1] = static_cast<u32>(bits >> 32);
    }
  }
  Registers& r_;
};

// More precise than the result; angles of sines are limited to what the real functions take.
template <typename T>
struct Science {
  using Fine = std::conditional_t<sizeof(T) == 4, double, long double>;
  static T round(Fine x) { return flushed(static_cast<T>(x)); }
  static Fine angle(T x) {
    constexpr T limit = sizeof(T) == 4 ? 128 : 1024;
    return std::clamp(x, -limit, limit);
  }
  static T cos(T x) { return round(std::cos(angle(x))); }
  static T sin(T x) { return round(std::sin(angle(x))); }
  static T tan(T x) { return round(std::tan(angle(x))); }
  static T exp(T x) { return round(std::exp(Fine{x})); }
  static T ln(T x) { return x <= 0 ? -std::numeric_limits<T>::infinity() : round(std::log(Fine{x})); }
  static T atan2(T y, T x) { return round(std::atan2(Fine{y}, Fine{x})); }
};

template <typename T>
void convert(Operation o, Call<T> c) {
  using enum Operation;
  const i32 n = c.places(Call<T>::words);
  const u32 narrow = c.r_[0];
  switch (o) {
    case to_int: return c.put(fixed<i32>(c.x(), 0));
    case to_fix: return c.put(fixed<i32>(c.x(), n));
    case to_uint: return c.put(fixed<u32>(c.x(), 0));
    case to_ufix: return c.put(fixed<u32>(c.x(), n));
    case to_int64: return c.put(fixed<i64>(c.x(), 0));
    case to_fix64: return c.put(fixed<i64>(c.x(), n));
    case to_uint64: return c.put(fixed<u64>(c.x(), 0));
    case to_ufix64: return c.put(fixed<u64>(c.x(), n));
    case from_int: return c.put(from_fixed<T>(static_cast<i32>(narrow), 0));
    case from_fix: return c.put(from_fixed<T>(static_cast<i32>(narrow), c.places(1)));
    case from_uint: return c.put(from_fixed<T>(narrow, 0));
    case from_ufix: return c.put(from_fixed<T>(narrow, c.places(1)));
    case from_int64: return c.put(from_fixed<T>(static_cast<i64>(c.wide()), 0));
    case from_fix64: return c.put(from_fixed<T>(static_cast<i64>(c.wide()), c.places(2)));
    case from_uint64: return c.put(from_fixed<T>(c.wide(), 0));
    case from_ufix64: return c.put(from_fixed<T>(c.wide(), c.places(2)));
    default: break;
  }
  using Other = std::conditional_t<sizeof(T) == 4, double, float>;
  c.put(flushed(static_cast<Other>(c.x())));
}

template <typename T>
void perform(Operation o, Registers& r) {
  using enum Operation;
  using S = Science<T>;
  Call<T> c{r};
  switch (o) {
    case add: return c.put(soft_float::add(c.x(), c.y()));
    case sub: return c.put(soft_float::add(c.x(), -c.y()));
    case mul: return c.put(multiply(c.x(), c.y()));
    case div: return c.put(divide(c.x(), c.y()));
    case cmp_fast:
    case cmp_fast_flags: return c.put(compare<T>(c.bits(0), c.bits(1)));
    case cmp_basic: return c.put(compare<T>(std::bit_cast<BitsOf<T>>(c.x()), std::bit_cast<BitsOf<T>>(c.y())));
    case sqrt: return c.put(square_root(c.x()));
    case cos: return c.put(S::cos(c.x()));
    case sin: return c.put(S::sin(c.x()));
    case tan: return c.put(S::tan(c.x()));
    case sincos: {
      const T angle = c.x();
      c.put(S::sin(angle));
      return c.put(S::cos(angle), 1);
    }
    case exp: return c.put(S::exp(c.x()));
    case ln: return c.put(S::ln(c.x()));
    case atan2: return c.put(S::atan2(c.x(), c.y()));
    default: return convert(o, c);
  }
}

}  // namespace

void perform_float(Operation o, Registers& r) { perform<float>(o, r); }
void perform_double(Operation o, Registers& r) { perform<double>(o, r); }

// Measured on the B2 ROM with random arguments of moderate size.
u32 cycles(Operation o, bool of_double) {
  static constexpr std::array<u16, operations> of_floats{75,  77, 58, 74, 14,  14,  63,  40,  39,  39,  38,
                                                         55,  54, 54, 52, 584, 575, 654, 575, 524, 786, 26,
                                                         665, 62, 61, 58, 57,  54,  53,  42,  41,  15};
  static constexpr std::array<u16, operations> of_doubles{92,   97, 155, 187, 27,   27,   170,  75,   73,  63,  62,
                                                          61,   60, 55,  54,  1621, 1618, 1893, 1721, 807, 909, 39,
                                                          2168, 56, 55,  50,  49,   65,   64,   53,   52,  24};
  return (of_double ? of_doubles : of_floats)[static_cast<std::size_t>(o)];
}

}  // namespace rp2040::soft_float
