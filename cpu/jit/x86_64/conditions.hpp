#pragma once
// Conditions of the IR as the host has them.
#include <asmjit/x86.h>

#include "cpu/ir/op.hpp"

namespace cpu::jit {

// After a comparison.
constexpr asmjit::x86::CondCode host_condition(ir::Condition c) {
  using asmjit::x86::CondCode;
  using ir::Condition;
  switch (c) {
    case Condition::eq: return CondCode::kE;
    case Condition::ne: return CondCode::kNE;
    case Condition::cs: return CondCode::kAE;
    case Condition::cc: return CondCode::kB;
    case Condition::mi: return CondCode::kS;
    case Condition::pl: return CondCode::kNS;
    case Condition::vs: return CondCode::kO;
    case Condition::vc: return CondCode::kNO;
    case Condition::hi: return CondCode::kA;
    case Condition::ls: return CondCode::kBE;
    case Condition::ge: return CondCode::kGE;
    case Condition::lt: return CondCode::kL;
    case Condition::gt: return CondCode::kG;
    default: return CondCode::kLE;
  }
}

}  // namespace cpu::jit
