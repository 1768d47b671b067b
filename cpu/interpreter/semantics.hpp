#pragma once
// What single operations compute: flags, shifts by a register, conditions.
#include "cpu/ir/context.hpp"
#include "cpu/ir/guest.hpp"

namespace cpu {

using ir::Context;
using ir::i32;
using ir::u32;
using ir::u64;

// ARM ARM (DDI 0419), A2.2.1: the amount is the low byte of the register.
namespace shifted {
inline u32 lsl(u32 a, u32 b) { return (b &= 0xff) < 32 ? a << b : 0; }
inline u32 lsr(u32 a, u32 b) { return (b &= 0xff) < 32 ? a >> b : 0; }
inline u32 asr(u32 a, u32 b) { return static_cast<u32>(static_cast<i32>(a) >> ((b &= 0xff) < 32 ? b : 31)); }
inline u32 ror(u32 a, u32 b) { return a >> (b & 31) | a << (-b & 31); }
}  // namespace shifted

namespace flags {
inline u32 add(Context& f, u32 a, u32 b) {
  i32 x = 0;
  f.v = __builtin_add_overflow(static_cast<i32>(a), static_cast<i32>(b), &x);
  f.c = static_cast<u32>(x) < a;
  return f.n = f.z = static_cast<u32>(x);
}
inline u32 sub(Context& f, u32 a, u32 b) {
  i32 x = 0;
  f.v = __builtin_sub_overflow(static_cast<i32>(a), static_cast<i32>(b), &x);
  f.c = a >= b;
  return f.n = f.z = static_cast<u32>(x);
}
inline u32 adc(Context& f, u32 a, u32 b) {
  const u64 wide = u64{a} + b + f.c;
  const u32 x = static_cast<u32>(wide);
  f.n = f.z = x;
  f.c = static_cast<bool>(wide >> 32);
  f.v = ((a ^ x) & (b ^ x)) >> 31;
  return x;
}
// By 1 … 32.
inline u32 lsl_nonzero(Context& f, u32 a, u32 n) {
  const u64 wide = u64{a} << n;
  f.c = static_cast<u32>(wide >> 32) & 1;
  return f.n = f.z = static_cast<u32>(wide);
}
inline u32 lsr_nonzero(Context& f, u32 a, u32 n) {
  f.c = a >> (n - 1) & 1;
  return f.n = f.z = static_cast<u32>(u64{a} >> n);
}
inline u32 asr_nonzero(Context& f, u32 a, u32 n) {
  const auto wide = static_cast<ir::i64>(static_cast<i32>(a));
  f.c = static_cast<u32>(wide >> (n - 1)) & 1;
  return f.n = f.z = static_cast<u32>(wide >> n);
}
// By the low byte of a register: 0 leaves C, more than 32 shifts everything out.
inline u32 lsl(Context& f, u32 a, u32 b) {
  b &= 0xff;
  if (b == 0) return f.n = f.z = a;
  if (b <= 32) return lsl_nonzero(f, a, b);
  return f.c = 0, f.n = f.z = 0;
}
inline u32 lsr(Context& f, u32 a, u32 b) {
  b &= 0xff;
  if (b == 0) return f.n = f.z = a;
  if (b <= 32) return lsr_nonzero(f, a, b);
  return f.c = 0, f.n = f.z = 0;
}
inline u32 asr(Context& f, u32 a, u32 b) {
  b &= 0xff;
  if (b == 0) return f.n = f.z = a;
  return asr_nonzero(f, a, b < 32 ? b : 32);
}
inline u32 ror(Context& f, u32 a, u32 b) {
  b &= 0xff;
  if (b == 0) return f.n = f.z = a;
  const u32 x = shifted::ror(a, b);
  f.c = x >> 31;
  return f.n = f.z = x;
}
}  // namespace flags

// On the flags as they stand.
namespace condition {
inline bool eq(const Context& f) { return f.z == 0; }
inline bool ne(const Context& f) { return f.z != 0; }
inline bool cs(const Context& f) { return f.c; }
inline bool cc(const Context& f) { return !f.c; }
inline bool mi(const Context& f) { return f.n >> 31; }
inline bool pl(const Context& f) { return !(f.n >> 31); }
inline bool vs(const Context& f) { return f.v; }
inline bool vc(const Context& f) { return !f.v; }
inline bool hi(const Context& f) { return f.c && f.z != 0; }
inline bool ls(const Context& f) { return !f.c || f.z == 0; }
inline bool ge(const Context& f) { return (f.n >> 31) == f.v; }
inline bool lt(const Context& f) { return (f.n >> 31) != f.v; }
inline bool gt(const Context& f) { return f.z != 0 && ge(f); }
inline bool le(const Context& f) { return f.z == 0 || lt(f); }
}  // namespace condition

// The same, after a comparison of a with b.
namespace compared {
inline bool eq(u32 a, u32 b) { return a == b; }
inline bool ne(u32 a, u32 b) { return a != b; }
inline bool cs(u32 a, u32 b) { return a >= b; }
inline bool cc(u32 a, u32 b) { return a < b; }
inline bool mi(u32 a, u32 b) { return (a - b) >> 31; }
inline bool pl(u32 a, u32 b) { return !((a - b) >> 31); }
inline bool vs(u32 a, u32 b) { return ((a ^ b) & (a ^ (a - b))) >> 31; }
inline bool vc(u32 a, u32 b) { return !vs(a, b); }
inline bool hi(u32 a, u32 b) { return a > b; }
inline bool ls(u32 a, u32 b) { return a <= b; }
inline bool ge(u32 a, u32 b) { return static_cast<i32>(a) >= static_cast<i32>(b); }
inline bool lt(u32 a, u32 b) { return static_cast<i32>(a) < static_cast<i32>(b); }
inline bool gt(u32 a, u32 b) { return static_cast<i32>(a) > static_cast<i32>(b); }
inline bool le(u32 a, u32 b) { return static_cast<i32>(a) <= static_cast<i32>(b); }
}  // namespace compared

// push, pop, ldm, stm and pop_jump where memory is not plain: one access after the other. False: a fault; registers
// are as they were. pop_jump leaves the address it read in the program counter.
bool multiple(ir::Guest&, const ir::Op&);

}  // namespace cpu
