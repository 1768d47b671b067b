// The Floating-Point Coprocessor: single precision, IEEE 754. Xtensa ISA Reference Manual, 4.3.11.
// Division and square root are sequences of helper instructions in firmware (DIV0.S … DIVN.S). What those leave in
// between is not documented; here MKDADJ.S and MKSADJ.S compute the result as IEEE 754 has it, ADDEXPM.S takes it over,
// and DIVN.S keeps it, so that the sequences end correctly rounded. FCR's exception enables are kept and do nothing.
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstring>
#include <utility>

#include "cpu/xtensa/core.hpp"
#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

namespace {

constexpr u32 sign = 0x8000'0000, quiet = 0x0040'0000, default_nan = 0x7fc0'0000;
// FSR
constexpr u32 inexact = 1 << 7, underflow = 1 << 8, overflow = 1 << 9, divide_by_zero = 1 << 10, invalid = 1 << 11;

bool is_nan(u32 x) { return (x & ~sign) > 0x7f80'0000; }
bool is_signalling(u32 x) { return is_nan(x) && !(x & quiet); }
float to_float(u32 x) { return std::bit_cast<float>(x); }
u32 bits_of(float x) { return std::bit_cast<u32>(x); }

// The host computes in the guest's rounding mode; its flags are the guest's.
class Environment {
 public:
  Environment(u32 mode, u32& fsr) : fsr_(fsr), mode_(mode & 3) {
    static constexpr int modes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};
    std::feclearexcept(FE_ALL_EXCEPT);
    if (mode_) std::fesetround(modes[mode_]);
  }
  ~Environment() {
    const int raised = std::fetestexcept(FE_ALL_EXCEPT);
    if (mode_) std::fesetround(FE_TONEAREST);
    if (raised & FE_INEXACT) fsr_ |= inexact;
    if (raised & FE_UNDERFLOW) fsr_ |= underflow;
    if (raised & FE_OVERFLOW) fsr_ |= overflow;
    if (raised & FE_DIVBYZERO) fsr_ |= divide_by_zero;
    if (raised & FE_INVALID) fsr_ |= invalid;
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  u32& fsr_;
  u32 mode_;
};

// Operands that are no numbers: the last one goes on, made quiet.
template <typename... Rest>
bool not_a_number(u32& result, u32& fsr, Rest... operands) {
  bool any = false;
  for (u32 x : {operands...}) {
    if (is_signalling(x)) fsr |= invalid;
    if (is_nan(x)) result = x | quiet, any = true;
  }
  return any;
}
u32 result_of(float x) { return is_nan(bits_of(x)) ? default_nan : bits_of(x); }

u32 computed(Help what, u32 a, u32 b, u32 mode, u32& fsr) {
  u32 nan = 0;
  if (what == Help::mkdadj_s) std::swap(a, b);  // b / a
  if (what == Help::mksadj_s ? not_a_number(nan, fsr, a) : not_a_number(nan, fsr, a, b)) return nan;
  Environment environment{mode, fsr};
  const volatile float x = to_float(a), y = to_float(b);
  volatile float result = 0;
  switch (what) {
    case Help::add_s: result = x + y; break;
    case Help::sub_s: result = x - y; break;
    case Help::mul_s: result = x * y; break;
    case Help::mkdadj_s: result = x / y; break;
    default: result = std::sqrt(x);
  }
  return result_of(result);
}

// c + a * b, rounded once.
u32 fused(u32 a, u32 b, u32 c, u32 mode, u32& fsr) {
  u32 nan = 0;
  const auto is_zero = [](u32 x) { return !(x & ~sign); };
  const auto is_infinite = [](u32 x) { return (x & ~sign) == 0x7f80'0000; };
  if ((is_zero(a) && is_infinite(b)) || (is_infinite(a) && is_zero(b))) fsr |= invalid;
  if (not_a_number(nan, fsr, a, b, c)) return nan;
  Environment environment{mode, fsr};
  const volatile float x = to_float(a), y = to_float(b), z = to_float(c);
  const volatile float result = std::fma(x, y, z);
  return result_of(result);
}

// To an integer, `scale` binary places up; what is beyond it becomes the nearest it can hold.
u32 to_integer(u32 bits, u32 scale, int how, bool is_unsigned, u32& fsr) {
  const u32 most = is_unsigned ? ~0u : 0x7fff'ffffu;
  if (is_nan(bits)) return fsr |= invalid, most;
  const double x = std::ldexp(static_cast<double>(to_float(bits)), static_cast<int>(scale));
  const double rounded = how == 0   ? std::nearbyint(x)
                         : how == 1 ? std::trunc(x)
                         : how == 2 ? std::ceil(x)
                                    : std::floor(x);
  const double upper = is_unsigned ? 4294967296.0 : 2147483648.0;
  if (rounded >= upper) return fsr |= invalid, most;
  if (rounded < -2147483648.0) return fsr |= invalid, sign;
  if (is_unsigned && rounded < 0) return fsr |= invalid, static_cast<u32>(static_cast<i64>(rounded));
  if (rounded != x) fsr |= inexact;
  return static_cast<u32>(static_cast<i64>(rounded));
}

u32 from_integer(u32 value, u32 scale, bool is_unsigned, u32 mode, u32& fsr) {
  const double exact =
      std::ldexp(is_unsigned ? static_cast<double>(value) : static_cast<double>(static_cast<i32>(value)),
                 -static_cast<int>(scale));
  Environment environment{mode, fsr};
  const volatile double x = exact;
  const volatile float result = static_cast<float>(x);
  return bits_of(result);
}

bool compare(Help what, u32 a, u32 b, u32& fsr) {
  const bool unordered = is_nan(a) || is_nan(b);
  const bool signals = what == Help::olt_s || what == Help::ole_s;
  if (is_signalling(a) || is_signalling(b) || (signals && unordered)) fsr |= invalid;
  const float x = to_float(a), y = to_float(b);
  switch (what) {
    case Help::un_s: return unordered;
    case Help::oeq_s: return !unordered && x == y;
    case Help::ueq_s: return unordered || x == y;
    case Help::olt_s: return !unordered && x < y;
    case Help::ult_s: return unordered || x < y;
    case Help::ole_s: return !unordered && x <= y;
    default: return unordered || x <= y;
  }
}

// What the sequences begin with: close to 1/x, 1/sqrt(x), and -x with its exponent taken away.
u32 beginning(Help what, u32 x) {
  const float value = to_float(x);
  int exponent = 0;
  const float fraction = is_nan(x) || std::isinf(value) ? value : std::frexp(value, &exponent) * 2;
  switch (what) {
    case Help::div0_s: return bits_of(fraction == 0 ? 0 : 1 / fraction);
    case Help::recip0_s: return bits_of(1 / value);
    case Help::sqrt0_s: return bits_of(fraction > 0 ? 1 / std::sqrt(exponent & 1 ? fraction : fraction * 2) : 0);
    case Help::rsqrt0_s: return result_of(1 / std::sqrt(value));
    default: return bits_of(-fraction);
  }
}

}  // namespace

bool Core::floating(const ir::Op& op) {
  if (!fp_enabled()) return fault(cause::coprocessor0_disabled);
  u32* const r = context.r;
  u32& fsr = user_[user::fsr];
  const u32 imm = op.imm >> 8, mode = user_[user::fcr];
  const auto what = static_cast<Help>(op.imm & 0xff);
  const auto to_boolean = [&](bool value) {
    r[slot::br] = (r[slot::br] & ~(1u << op.d)) | u32{value} << op.d;
    return true;
  };
  const auto result = [&](u32 value) { return f_[op.d] = value, true; };
  const auto move_if = [&](bool condition) { return condition ? result(f_[op.a]) : true; };
  static constexpr std::array<u32, 4> constants{0x0000'0000, 0x3f80'0000, 0x4000'0000, 0x3f00'0000};
  switch (what) {
    case Help::rfr: r[op.d] = f_[op.a]; return true;
    case Help::wfr: return result(r[op.a]);
    case Help::addexpm_s:
    case Help::mov_s: return result(f_[op.a]);
    case Help::abs_s: return result(f_[op.a] & ~sign);
    case Help::neg_s: return result(f_[op.a] ^ sign);
    case Help::const_s: return result(constants[imm & 3]);
    case Help::add_s:
    case Help::sub_s:
    case Help::mul_s: return result(computed(what, f_[op.a], f_[op.b], mode, fsr));
    case Help::mkdadj_s: return result(computed(what, f_[op.d], f_[op.a], mode, fsr));
    case Help::mksadj_s: return result(computed(what, f_[op.a], f_[op.a], mode, fsr));
    case Help::madd_s: return result(fused(f_[op.a], f_[op.b], f_[op.d], mode, fsr));
    case Help::msub_s:  // what is no number goes on as it is
      return result(fused(is_nan(f_[op.a]) ? f_[op.a] : f_[op.a] ^ sign, f_[op.b], f_[op.d], mode, fsr));
    case Help::maddn_s: {
      u32 unseen = 0;
      return result(fused(f_[op.a], f_[op.b], f_[op.d], 0, unseen));
    }
    case Help::divn_s:
    case Help::addexp_s: return true;
    case Help::div0_s:
    case Help::recip0_s:
    case Help::sqrt0_s:
    case Help::rsqrt0_s:
    case Help::nexp01_s: return result(beginning(what, f_[op.a]));
    case Help::round_s: return r[op.d] = to_integer(f_[op.a], imm, 0, false, fsr), true;
    case Help::trunc_s: return r[op.d] = to_integer(f_[op.a], imm, 1, false, fsr), true;
    case Help::ceil_s: return r[op.d] = to_integer(f_[op.a], imm, 2, false, fsr), true;
    case Help::floor_s: return r[op.d] = to_integer(f_[op.a], imm, 3, false, fsr), true;
    case Help::utrunc_s: return r[op.d] = to_integer(f_[op.a], imm, 1, true, fsr), true;
    case Help::float_s: return result(from_integer(r[op.a], imm, false, mode, fsr));
    case Help::ufloat_s: return result(from_integer(r[op.a], imm, true, mode, fsr));
    case Help::moveqz_s: return move_if(r[op.b] == 0);
    case Help::movnez_s: return move_if(r[op.b] != 0);
    case Help::movltz_s: return move_if(r[op.b] >> 31);
    case Help::movgez_s: return move_if(!(r[op.b] >> 31));
    case Help::movf_s: return move_if(!(r[slot::br] >> op.b & 1));
    case Help::movt_s: return move_if(r[slot::br] >> op.b & 1);
    default: break;
  }
  if (what >= Help::un_s) return to_boolean(compare(what, f_[op.a], f_[op.b], fsr));
  return float_access(op);
}

// Loads and stores; the forms that end in P move the address register behind the access.
bool Core::float_access(const ir::Op& op) {
  u32* const r = context.r;
  const auto what = static_cast<Help>(op.imm & 0xff);
  const bool indexed = what == Help::lsx || what == Help::lsxp || what == Help::ssx || what == Help::ssxp;
  const bool updates = what == Help::lsip || what == Help::lsxp || what == Help::ssip || what == Help::ssxp;
  const bool storing = what >= Help::ssi;
  const u32 moved = r[op.a] + (indexed ? r[op.b] : op.imm >> 8);
  const u32 address = updates ? r[op.a] : moved;
  if (u8* word = bus_.plain_word(address, storing))
    storing ? std::memcpy(word, &f_[op.d], 4) : std::memcpy(&f_[op.d], word, 4);
  else if (!(storing ? store(address, 4, f_[op.d]) : load(address, 4, f_[op.d])))
    return false;
  if (updates) r[op.a] = moved;
  return true;
}

}  // namespace cpu::xtensa
