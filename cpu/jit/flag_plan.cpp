#include "cpu/jit/flag_plan.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace cpu::jit {

using namespace ir;

namespace {

constexpr bool is_access(Code c) { return (c >= Code::ldr && c <= Code::stm) || c == Code::pop_jump; }

constexpr unsigned conditions = 14;
constexpr bool is_branch(Code c) { return c >= Code::branch_eq; }
constexpr Condition condition_of(Code branch) {
  return static_cast<Condition>((static_cast<unsigned>(branch) - static_cast<unsigned>(Code::branch_eq)) % conditions);
}
constexpr bool compares(Code c) { return c >= Code::cmpi_branch_eq && c <= Code::cmp_branch_le; }
constexpr bool tests(Code c) { return c >= Code::tst_branch_eq && c <= Code::tst_branch_le; }

constexpr u8 looked_at(Condition c) {
  switch (c) {
    case Condition::eq:
    case Condition::ne: return flag::Z;
    case Condition::cs:
    case Condition::cc: return flag::C;
    case Condition::mi:
    case Condition::pl: return flag::N;
    case Condition::vs:
    case Condition::vc: return flag::V;
    case Condition::hi:
    case Condition::ls: return flag::C | flag::Z;
    case Condition::ge:
    case Condition::lt: return flag::N | flag::V;
    default: return flag::N | flag::Z | flag::V;
  }
}

constexpr bool of_sign_or_zero(Condition c) {
  return !(looked_at(c) & ~(flag::N | flag::Z)) && std::popcount(looked_at(c)) == 1;
}

u8 writes(Code c) {
  if (compares(c)) return flag::all;
  return tests(c) ? flag::N | flag::Z : flag::writes(c);
}

// That host code takes from the context, whatever way is taken. Ends that are no side exits: elsewhere.
u8 reads(Code c, Code before) {
  if (c == Code::adc || c == Code::sbc || c == Code::adc_s || c == Code::sbc_s) return flag::C;
  if (is_branch(c) && !compares(c)) {
    const Condition condition = condition_of(c);
    if (tests(c)) return of_sign_or_zero(condition) ? 0 : looked_at(condition) & ~(flag::N | flag::Z);
    return host_has_flags(before, condition) ? 0 : looked_at(condition);
  }
  return flag::may_write(c) & ~flag::writes(c);  // it may keep them
}

constexpr u32 bit(u8 reg) { return 1u << reg; }

// The guest's registers that an operation changes.
u32 changes(const Op& op) {
  const Code c = op.code;
  if (is_branch(c) || c == Code::way || c == Code::nop) return 0;
  if (c == Code::cmp || c == Code::cmpi || c == Code::cmn || c == Code::tst) return 0;
  if (c >= Code::str && c <= Code::strb_x) return 0;
  switch (c) {
    case Code::push: return bit(op.a);
    case Code::pop: return bit(op.a) | (op.imm & 0xffff);
    case Code::ldm: return (op.imm & 0xffff) | (op.imm >> 16 ? bit(op.a) : 0);
    case Code::stm: return op.imm >> 16 ? bit(op.a) : 0;
    default: return bit(op.d);
  }
}

// From which registers, as they are behind the operation, its N and Z can be worked out.
u32 sources_of_result(const Op& op) {
  if (op.code == Code::cmpi || (op.code >= Code::cmpi_branch_eq && op.code <= Code::cmpi_branch_le)) return bit(op.a);
  if (op.code == Code::cmp || op.code == Code::cmn || op.code == Code::tst || is_branch(op.code))
    return bit(op.a) | bit(op.b);
  return op.code == Code::movi_s ? 0 : bit(op.d);
}

// The same for C and V; nothing where the operation has lost what they come from.
std::optional<u32> sources_of_carry(const Op& op) {
  switch (op.code) {
    case Code::cmp:
    case Code::cmn: return bit(op.a) | bit(op.b);
    case Code::cmpi: return bit(op.a);
    case Code::addi_s:
    case Code::subi_s:
    case Code::rsbi_s: return bit(op.d == op.a ? op.d : op.a);
    case Code::add_s:
    case Code::sub_s:
      if (op.d == op.b) return std::nullopt;
      return bit(op.d == op.a ? op.d : op.a) | bit(op.b);
    case Code::lsli_s:
    case Code::lsri_s:
    case Code::asri_s:
      if (op.d == op.a || op.imm > 31 || op.imm == 0) return std::nullopt;
      return bit(op.a);
    default: break;
  }
  if (compares(op.code)) return sources_of_result(op);
  return std::nullopt;
}

}  // namespace

bool host_has_flags(Code before, Condition c) {
  switch (before) {
    case Code::sub_s:
    case Code::subi_s: return true;
    case Code::add_s:
    case Code::addi_s: return !(looked_at(c) & flag::C);
    case Code::and_s:
    case Code::orr_s:
    case Code::eor_s:
    case Code::bic_s: return of_sign_or_zero(c);
    default: return false;
  }
}

bool is_side_exit(const Block& block, u32 op) { return op + 1 < block.size && block.ops[op + 1].code == Code::way; }

FlagPlan::FlagPlan(const Block& block) {
  for (u32 i = 0; i < block.size; ++i) {
    const Code code = block.ops[i].code;
    const u8 perhaps = static_cast<u8>(flag::may_write(code) & ~flag::writes(code));
    read(reads(code, i ? block.ops[i - 1].code : Code::nop));
    write(i, writes(code) | perhaps);
    read(perhaps);
    if (tests(code) && !of_sign_or_zero(condition_of(code))) read(flag::N | flag::Z);
    if (is_access(code) || is_side_exit(block, i)) leave(i);
  }
  read(flag::all);
  for (Debt& debt : debts_) pay(debt, block);
  std::erase_if(debts_, [&](Debt& d) { return !(d.flags = static_cast<u8>(d.flags & ~stored_[d.op])); });
}

void FlagPlan::read(u8 flags) {
  for (unsigned f = 0; f < last_.size(); ++f)
    if (flags >> f & 1 && last_[f] != nobody) stored_[last_[f]] |= static_cast<u8>(1u << f);
}

void FlagPlan::write(u32 op, u8 flags) {
  for (unsigned f = 0; f < last_.size(); ++f)
    if (flags >> f & 1) last_[f] = static_cast<u16>(op);
}

void FlagPlan::leave(u32 site) {
  std::array<u8, 256> owed{};
  for (unsigned f = 0; f < last_.size(); ++f)
    if (last_[f] != nobody) owed[last_[f]] |= static_cast<u8>(1u << f);
  for (u32 op = 0; op < owed.size(); ++op)
    if (owed[op]) debts_.push_back({static_cast<u8>(site), static_cast<u8>(op), owed[op]});
}

// Flags whose sources are not there any more when they are owed are stored at once.
void FlagPlan::pay(const Debt& debt, const Block& block) {
  const Op& op = block.ops[debt.op];
  u32 changed = 0;
  for (u32 i = debt.op + 1u; i < debt.site; ++i) changed |= changes(block.ops[i]);
  if (sources_of_result(op) & changed) stored_[debt.op] |= debt.flags & (flag::N | flag::Z);
  const auto sources = sources_of_carry(op);
  if (!sources || *sources & changed) stored_[debt.op] |= debt.flags & (flag::C | flag::V);
}

std::span<const FlagPlan::Debt> FlagPlan::owed(u32 site) const {
  const auto found = std::ranges::equal_range(debts_, static_cast<u8>(site), {}, &Debt::site);
  return {found.begin(), found.end()};
}

}  // namespace cpu::jit
