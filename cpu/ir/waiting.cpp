#include "cpu/ir/waiting.hpp"

#include <optional>

#include "cpu/ir/flags.hpp"

namespace cpu::ir {

namespace {

struct Uses {
  u32 reads = 0, writes = 0;  // registers
  u8 reads_flags = 0, writes_flags = 0, may_write_flags = 0;
};

constexpr bool between(Code c, Code first, Code last) { return c >= first && c <= last; }

constexpr bool reads_nothing(Code c) {
  return c == Code::movi || c == Code::movi_s || c == Code::nop || c == Code::way || c == Code::jump ||
         between(c, Code::branch_eq, Code::branch_le);
}
constexpr bool reads_one(Code c) {
  switch (c) {
    case Code::mov:
    case Code::addi:
    case Code::rsbi:
    case Code::mvn:
    case Code::lsli:
    case Code::lsri:
    case Code::asri:
    case Code::mov_s:
    case Code::addi_s:
    case Code::subi_s:
    case Code::rsbi_s:
    case Code::mvn_s:
    case Code::lsli_s:
    case Code::lsri_s:
    case Code::asri_s:
    case Code::cmpi:
    case Code::andi:
    case Code::ubfx:
    case Code::abs:
    case Code::nsa:
    case Code::clz: return true;
    default:
      return between(c, Code::sxtb, Code::revsh) || between(c, Code::ldr, Code::ldrsb) ||
             between(c, Code::cmpi_branch_eq, Code::cmpi_branch_le) ||
             between(c, Code::tsti_branch_eq, Code::tsti_branch_le);
  }
}
constexpr bool reads_two(Code c) {
  switch (c) {
    case Code::add:
    case Code::sub:
    case Code::mul:
    case Code::adc:
    case Code::sbc:
    case Code::add_s:
    case Code::sub_s:
    case Code::mul_s:
    case Code::adc_s:
    case Code::sbc_s:
    case Code::cmp:
    case Code::cmn:
    case Code::tst:
    case Code::addx:
    case Code::subx:
    case Code::umulh:
    case Code::smulh:
    case Code::mul16u:
    case Code::mul16s: return true;
    default:
      return between(c, Code::and_, Code::bic) || between(c, Code::and_s, Code::bic_s) ||
             between(c, Code::lsl, Code::ror) || between(c, Code::lsl_s, Code::ror_s) ||
             between(c, Code::smin, Code::umax) || between(c, Code::ldr_x, Code::ldrsb_x) ||
             between(c, Code::cmp_branch_eq, Code::cmp_branch_le) ||
             between(c, Code::tst_branch_eq, Code::tst_branch_le);
  }
}
constexpr bool writes_register(Code c) {
  const bool compares = between(c, Code::cmp, Code::tst);
  return !compares && c != Code::nop && c != Code::way && c < Code::jump;
}

// Nothing for operations that do not belong in such a loop.
std::optional<Uses> uses_of(const Op& op) {
  const Code c = op.code;
  Uses uses;
  if (reads_two(c))
    uses.reads = 1u << op.a | 1u << op.b;
  else if (reads_one(c))
    uses.reads = 1u << op.a;
  else if (!reads_nothing(c))
    return std::nullopt;
  if (writes_register(c)) uses.writes = 1u << op.d;
  if (between(c, Code::branch_eq, Code::branch_le)) uses.reads_flags = flag::all;
  if (c < Code::ldr) {
    uses.writes_flags = flag::writes(c);
    uses.may_write_flags = flag::may_write(c);
    uses.reads_flags = static_cast<u8>(flag::reads(c) | (uses.may_write_flags & ~uses.writes_flags));
  } else if (c > Code::branch_le) {
    const bool test = c >= Code::tst_branch_eq;
    uses.writes_flags = uses.may_write_flags = test ? flag::N | flag::Z : flag::all;
  }
  return uses;
}

}  // namespace

bool waits(std::span<const Op> ops, u32 start, u32 taken_pc, u32 fall_pc) {
  if (ops.empty()) return false;
  const Code end = ops.back().code;
  const bool conditional = end >= Code::branch_eq;
  if (end != Code::jump && !conditional) return false;
  if (taken_pc != start && !(conditional && fall_pc == start)) return false;
  u32 needed = 0, written = 0;
  u8 needed_flags = 0, written_flags = 0, touched_flags = 0;
  for (const Op& op : ops) {
    const auto uses = uses_of(op);
    if (!uses) return false;
    needed |= uses->reads & ~written;
    needed_flags |= static_cast<u8>(uses->reads_flags & ~written_flags);
    written |= uses->writes;
    written_flags |= uses->writes_flags;
    touched_flags |= uses->may_write_flags;
  }
  return !(needed & written) && !(needed_flags & touched_flags);
}

}  // namespace cpu::ir
