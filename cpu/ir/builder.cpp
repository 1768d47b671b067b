#include "cpu/ir/builder.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "cpu/ir/flags.hpp"

namespace cpu::ir {

namespace {

constexpr std::array names{
#define X(name) std::string_view{#name},
    VIVARIUM_IR_EVERY(X)
#undef X
};
static_assert(names.size() == static_cast<std::size_t>(Code::count));

// The same operation without its flag results; nothing for those that exist only for their flags.
std::optional<Code> without_flags(Code c) {
  switch (c) {
    case Code::movi_s: return Code::movi;
    case Code::mov_s: return Code::mov;
    case Code::add_s: return Code::add;
    case Code::addi_s: return Code::addi;
    case Code::sub_s: return Code::sub;
    case Code::subi_s: return Code::addi;  // with the constant negated
    case Code::rsbi_s: return Code::rsbi;
    case Code::and_s: return Code::and_;
    case Code::orr_s: return Code::orr;
    case Code::eor_s: return Code::eor;
    case Code::bic_s: return Code::bic;
    case Code::mvn_s: return Code::mvn;
    case Code::mul_s: return Code::mul;
    case Code::adc_s: return Code::adc;
    case Code::sbc_s: return Code::sbc;
    case Code::lsli_s: return Code::lsli;
    case Code::lsri_s: return Code::lsri;
    case Code::asri_s: return Code::asri;
    case Code::lsl_s: return Code::lsl;
    case Code::lsr_s: return Code::lsr;
    case Code::asr_s: return Code::asr;
    case Code::ror_s: return Code::ror;
    case Code::cmp:
    case Code::cmpi:
    case Code::cmn:
    case Code::tst: return Code::nop;
    default: return std::nullopt;
  }
}

constexpr bool is_access(Code c) { return c >= Code::ldr && c <= Code::stm; }

}  // namespace

std::string_view name_of(Code code) { return names[static_cast<std::size_t>(code)]; }

void Builder::instruction(u32 pc, unsigned bytes, unsigned cycles) {
  cycles_ += cost_;
  cost_ = cycles;
  at_ = static_cast<u8>((pc - start_) / 2);
  next_ = pc + bytes;
}

void Builder::touch(u32 address) {
  address &= ~3u;
  if (std::exchange(looked_up_, address) != address)
    touches_.push_back({.address = address, .op = static_cast<u8>(ops_.size())});
}

void Builder::emit(Code code, unsigned d, unsigned a, unsigned b, u32 imm) {
  if (is_access(code)) looked_up_ = no_word;  // which may change what the cache holds
  ops_.push_back(
      {code, static_cast<u8>(d), static_cast<u8>(a), static_cast<u8>(b), at_, static_cast<u16>(cycles_), imm});
}

void Builder::end(Code code, unsigned d, unsigned a, u32 imm, u32 taken_pc, unsigned taken_cycles) {
  emit(code, d, a, 0, imm);
  taken_pc_ = taken_pc;
  fall_pc_ = next_;
  taken_cycles_ = cycles_ + taken_cycles;
  fall_cycles_ = cycles_ + cost_;
  ended_ = true;
}

void Builder::fold(u32 address, u32 size) {
  if (data_start_ == data_end_) data_start_ = address, data_end_ = address + size;
  data_start_ = std::min(data_start_, address);
  data_end_ = std::max(data_end_, address + size);
}

void Builder::optimise() {
  drop_dead_flags();
  join_compare_and_branch();
}

void Builder::drop_dead_flags() {
  u8 live = flag::all;
  for (auto op = ops_.rbegin(); op != ops_.rend(); ++op) {
    const u8 written = flag::may_write(op->code);
    if (const auto plain = without_flags(op->code); plain && !(written & live)) {
      if (op->code == Code::subi_s) op->imm = 0u - op->imm;
      op->code = *plain;
      if (op->code == Code::lsri && op->imm == 32) *op = {Code::movi, op->d, 0, 0, op->at, op->cycles, 0};
      if (op->code == Code::asri && op->imm == 32) op->imm = 31;
    }
    live = static_cast<u8>((live & ~flag::writes(op->code)) | flag::reads(op->code));
  }
  drop_nops();
}

// The instruction behind an access stays even if it does nothing: if the access wants attention, execution goes on
// there, and nowhere later.
void Builder::drop_nops() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < ops_.size(); ++i)
    if (ops_[i].code != Code::nop || (kept && is_access(ops_[kept - 1].code))) ops_[kept++] = ops_[i];
  ops_.resize(kept);
}

void Builder::join_compare_and_branch() {
  if (ops_.size() < 2) return;
  Op& branch = ops_.back();
  Op& compare = ops_[ops_.size() - 2];
  if (branch.code < Code::branch_eq || branch.code > Code::branch_le) return;
  Code first;
  switch (compare.code) {
    case Code::cmp: first = Code::cmp_branch_eq; break;
    case Code::cmpi: first = Code::cmpi_branch_eq; break;
    case Code::tst: first = Code::tst_branch_eq; break;
    default: return;
  }
  const auto condition = static_cast<u16>(branch.code) - static_cast<u16>(Code::branch_eq);
  compare.code = static_cast<Code>(static_cast<u16>(first) + condition);
  ops_.pop_back();
}

}  // namespace cpu::ir
