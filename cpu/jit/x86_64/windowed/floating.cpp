// Floating point in host code, for operands and results that are numbers of the usual kind. Everything else is the
// core's: results that are no numbers, infinite, zero or close to the smallest, other rounding than to the nearest, and
// whatever might raise a flag that is not raised already (the inexact one usually is).
#include "cpu/jit/x86_64/windowed/compiler.hpp"
#include "cpu/xtensa/system.hpp"
#include "cpu/xtensa/translator.hpp"

namespace cpu::jit::windowed {

using namespace asmjit;
namespace special = xtensa::special;
namespace user = xtensa::user;

namespace {
constexpr u32 sign = 0x8000'0000, one = 0x3f80'0000, keeps_fraction = 0x807f'ffff;
constexpr u32 inexact = 1 << 7;  // of FSR
const x86::Xmm x0 = x86::xmm0, x1 = x86::xmm1;

bool host_fuses() { return __builtin_cpu_supports("fma"); }
}  // namespace

// Performed by the core where the coprocessor is switched off.
Compiler::Cold& Compiler::float_cold(const ir::Op& op) {
  Cold& c = cold(op);
  a.test(place(core_->special + special::cpenable), 1);
  a.long_().jz(c.entry);
  return c;
}

// Rounding is to the nearest, and that a result is inexact is nothing new.
void Compiler::plain_mode(const Cold& c) {
  a.test(place(core_->user + user::fcr), 3);
  a.long_().jnz(c.entry);
  a.test(place(core_->user + user::fsr), inexact);
  a.long_().jz(c.entry);
}

// x0, if its exponent is neither the largest nor one of the two smallest.
void Compiler::float_result(const ir::Op& op, const Cold& c) {
  a.movd(scratch, x0);
  a.lea(index, x86::ptr(x86::rax, x86::rax));
  a.sub(index, 0x0200'0000);
  a.cmp(index, 0xfd00'0000);
  a.long_().jae(c.entry);
  a.mov(f(op.d), scratch);
  a.bind(c.done);
}

bool Compiler::floating(const ir::Op& op) {
  return moves_float(op) || float_arithmetic(op) || divides_float(op) || compares_floats(op) || converts(op) ||
         float_access(op);
}

bool Compiler::moves_float(const ir::Op& op) {
  static constexpr std::array<u32, 4> constants{0x0000'0000, 0x3f80'0000, 0x4000'0000, 0x3f00'0000};
  const auto what = static_cast<Help>(op.imm & 0xff);
  switch (what) {
    case Help::rfr: {
      const Cold& c = cold_with_result(op);
      a.test(place(core_->special + special::cpenable), 1);
      a.long_().jz(c.entry);
      a.mov(c.result, f(op.a));
      a.bind(c.done);
      return true;
    }
    case Help::wfr: {
      const Gp from = held_.read(op.a);
      const Cold& c = float_cold(op);
      a.mov(f(op.d), from);
      a.bind(c.done);
      return true;
    }
    case Help::const_s: {
      const Cold& c = float_cold(op);
      a.mov(f(op.d), constants[op.imm >> 8 & 3]);
      a.bind(c.done);
      return true;
    }
    case Help::divn_s:
    case Help::addexp_s: {
      const Cold& c = float_cold(op);
      a.bind(c.done);
      return true;
    }
    case Help::mov_s:
    case Help::addexpm_s:
    case Help::abs_s:
    case Help::neg_s: {
      const Cold& c = float_cold(op);
      a.mov(scratch, f(op.a));
      if (what == Help::abs_s) a.and_(scratch, ~sign);
      if (what == Help::neg_s) a.xor_(scratch, sign);
      a.mov(f(op.d), scratch);
      a.bind(c.done);
      return true;
    }
    default: return false;
  }
}

bool Compiler::float_arithmetic(const ir::Op& op) {
  const auto two = [&](Id instruction, unsigned first, unsigned second) {
    const Cold& c = float_cold(op);
    plain_mode(c);
    a.movss(x0, f(first));
    a.emit(instruction, x0, f(second));
    float_result(op, c);
    return true;
  };
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::add_s: return two(x86::Inst::kIdAddss, op.a, op.b);
    case Help::sub_s: return two(x86::Inst::kIdSubss, op.a, op.b);
    case Help::mul_s: return two(x86::Inst::kIdMulss, op.a, op.b);
    case Help::mkdadj_s: return two(x86::Inst::kIdDivss, op.a, op.d);
    case Help::mksadj_s: return two(x86::Inst::kIdSqrtss, op.a, op.a);
    case Help::madd_s:
    case Help::msub_s:
    case Help::maddn_s: return host_fuses() && (fused(op), true);
    default: return false;
  }
}

// MADDN.S rounds to the nearest and raises no flags: only what is no number is the core's.
void Compiler::fused(const ir::Op& op) {
  const auto what = static_cast<Help>(op.imm & 0xff);
  const Cold& c = float_cold(op);
  if (what != Help::maddn_s) plain_mode(c);
  a.movss(x0, f(op.d));
  a.movss(x1, f(op.a));
  what == Help::msub_s ? a.vfnmadd231ss(x0, x1, f(op.b)) : a.vfmadd231ss(x0, x1, f(op.b));
  if (what != Help::maddn_s) return float_result(op, c);
  a.ucomiss(x0, x0);
  a.long_().jp(c.entry);
  a.movss(f(op.d), x0);
  a.bind(c.done);
}

// What divisions begin with: 1/x and -x without their exponents.
bool Compiler::divides_float(const ir::Op& op) {
  const auto what = static_cast<Help>(op.imm & 0xff);
  if (what != Help::div0_s && what != Help::nexp01_s) return false;
  const Cold& c = float_cold(op);
  a.mov(scratch, f(op.a));
  a.lea(index, x86::ptr(x86::rax, x86::rax));
  a.sub(index, 0x0100'0000);
  a.cmp(index, 0xfe00'0000);
  a.long_().jae(c.entry);  // 0, close to it, or no finite number
  a.and_(scratch, keeps_fraction);
  a.or_(scratch, one);
  if (what == Help::nexp01_s) {
    a.xor_(scratch, sign);
    a.mov(f(op.d), scratch);
  } else {
    a.movd(x1, scratch);
    a.mov(index, one);
    a.movd(x0, index);
    a.divss(x0, x1);
    a.movss(f(op.d), x0);
  }
  a.bind(c.done);
  return true;
}

// Where both are numbers.
bool Compiler::compares_floats(const ir::Op& op) {
  const auto what = static_cast<Help>(op.imm & 0xff);
  if (what < Help::un_s || what > Help::ule_s) return false;
  const bool equal = what == Help::oeq_s || what == Help::ueq_s, less = what == Help::olt_s || what == Help::ult_s;
  held_.read(xtensa::slot::br);
  Cold& c = float_cold(op);
  a.movss(x0, f(op.a));
  a.ucomiss(x0, f(op.b));
  a.long_().jp(c.entry);
  const Gp br = held_.write(xtensa::slot::br);
  c.result = br;
  c.results = true;
  c.reg = xtensa::slot::br;
  if (what == Help::un_s) {
    a.and_(br, ~(1u << op.d));
  } else {
    equal ? a.sete(x86::al) : less ? a.setb(x86::al) : a.setbe(x86::al);
    a.movzx(scratch, x86::al);
    a.shl(scratch, op.d);
    a.and_(br, ~(1u << op.d));
    a.or_(br, scratch);
  }
  a.bind(c.done);
  return true;
}

// To and from integers without a scale. What does not fit into one becomes the host's `sign`.
bool Compiler::converts(const ir::Op& op) {
  if (op.imm >> 8) return false;
  switch (static_cast<Help>(op.imm & 0xff)) {
    case Help::trunc_s: {
      const Cold& c = cold_with_result(op);
      a.test(place(core_->special + special::cpenable), 1);
      a.long_().jz(c.entry);
      plain_mode(c);
      a.cvttss2si(scratch, f(op.a));
      a.cmp(scratch, sign);
      a.long_().je(c.entry);
      a.mov(c.result, scratch);
      a.bind(c.done);
      return true;
    }
    case Help::float_s: {
      const Gp from = held_.read(op.a);
      const Cold& c = float_cold(op);
      plain_mode(c);
      a.cvtsi2ss(x0, from);
      a.movss(f(op.d), x0);
      a.bind(c.done);
      return true;
    }
    default: return false;
  }
}

// In the RAM window; the rest is the core's.
bool Compiler::float_access(const ir::Op& op) {
  const auto what = static_cast<Help>(op.imm & 0xff);
  if (what < Help::lsi || what > Help::ssxp) return false;
  const bool indexed = what == Help::lsx || what == Help::lsxp || what == Help::ssx || what == Help::ssxp;
  const bool updates = what == Help::lsip || what == Help::lsxp || what == Help::ssip || what == Help::ssxp;
  const bool storing = what >= Help::ssi;
  const Gp base = held_.read(op.a), more = indexed ? held_.read(op.b) : Gp{};
  Cold& c = float_cold(op);
  const i32 offset = static_cast<i32>((indexed || updates ? 0 : op.imm >> 8) - ram_base_);
  indexed && !updates ? a.lea(index, x86::ptr(base.r64(), more.r64(), 0, offset))
                      : a.lea(index, x86::ptr(base.r64(), offset));
  a.ror(index, 2);
  a.cmp(x86::rcx, limit(storing, 2));
  a.long_().jae(c.entry);
  const Mem there = x86::ptr(ram, x86::rcx, 2, 0, 4);
  a.mov(scratch, storing ? f(op.d) : there);
  a.mov(storing ? there : f(op.d), scratch);
  if (updates) {
    c.result = held_.write(op.a);
    c.results = true;
    c.reg = op.a;
    indexed ? a.add(base, more) : a.add(base, static_cast<i32>(op.imm >> 8));
  }
  a.bind(c.done);
  return true;
}

}  // namespace cpu::jit::windowed
