#include "cpu/ir/builder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cpu/ir/context.hpp"
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
// The first of those that compare and branch at once.
std::optional<Code> branch_after(Code compare) {
  switch (compare) {
    case Code::cmp: return Code::cmp_branch_eq;
    case Code::cmpi: return Code::cmpi_branch_eq;
    case Code::tst: return Code::tst_branch_eq;
    default: return std::nullopt;
  }
}
constexpr unsigned conditions = 14;
unsigned condition_of(Code branch) {
  return (static_cast<unsigned>(branch) - static_cast<unsigned>(Code::branch_eq)) % conditions;
}
// The same kind of branch on the opposite condition: they come in pairs.
Code inverse(Code branch) {
  const unsigned nth = static_cast<unsigned>(branch) - static_cast<unsigned>(Code::branch_eq);
  return static_cast<Code>(static_cast<unsigned>(Code::branch_eq) + (nth ^ 1));
}
Code conditional(Code first, unsigned condition) { return static_cast<Code>(static_cast<unsigned>(first) + condition); }

}  // namespace

std::string_view name_of(Code code) { return names[static_cast<std::size_t>(code)]; }

void Builder::instruction(u32 pc, unsigned bytes, unsigned cycles) {
  cycles_ += cost_;
  cost_ = cycles;
  pc_ = pc;
  next_ = pc + bytes;
  range_.to = std::max(range_.to, next_);
}

void Builder::touch(u32 address) {
  address &= ~3u;
  if (std::exchange(looked_up_, address) != address)
    touches_.push_back({.address = address, .op = static_cast<u8>(ops_.size())});
}

void Builder::emit(Code code, unsigned d, unsigned a, unsigned b, u32 imm) {
  if (is_access(code)) looked_up_ = no_word;  // which may change what the cache holds
  if (known_ && (d == known_->reg || (code == Code::help && a == known_->reg))) known_.reset();
  ops_.push_back(
      {code, static_cast<u8>(d), static_cast<u8>(a), static_cast<u8>(b), static_cast<u16>(cycles_), imm, pc_});
}

void Builder::end(Code code, unsigned d, unsigned a, u32 imm, u32 taken_pc, unsigned taken_cycles, unsigned b) {
  emit(code, d, a, b, imm);
  taken_pc_ = taken_pc;
  fall_pc_ = next_;
  taken_cycles_ = cycles_ + taken_cycles;
  fall_cycles_ = cycles_ + cost_;
  most_cycles_ = std::max({most_cycles_, taken_cycles_, fall_cycles_});
  ended_ = true;
}

// Blocks stay small enough for Step::index, and do not go round in circles.
bool Builder::has_room() const { return seen_ && ops_.size() < 200; }

bool Builder::leads_on(u32 pc) const {
  const auto covers = [pc](const Range& r) { return r.from <= pc && pc < r.to; };
  return has_room() && !covers(range_) && std::ranges::none_of(ranges_, covers);
}

void Builder::go_on(u32 pc, unsigned cycles) {
  cost_ = cycles;
  ranges_.push_back(range_);
  range_ = {pc, pc};
  next_ = pc;
}

void Builder::jump(u32 target, unsigned cycles) {
  if (!leads_on(target)) return end(Code::jump, 0, 0, 0, target, cycles);
  emit(Code::nop);
  go_on(target, cycles);
}

void Builder::call(unsigned d, u32 link, u32 target, unsigned cycles) {
  if (!leads_on(target)) return end(Code::call, d, 0, link, target, cycles);
  emit(Code::movi, d, 0, 0, link);
  known_ = Known{d, link};
  go_on(target, cycles);
}

void Builder::branch(Code code, u32 target, unsigned cycles, unsigned a, unsigned b, u32 imm) {
  const unsigned jumps = has_room() ? seen_(target) : 0, stays = has_room() ? seen_(next_) : 0;
  const bool taken = jumps > stays;
  if (jumps == stays || (taken && !leads_on(target))) return end(code, 0, a, imm, target, cycles, b);
  if (!taken) return side_exit(code, target, cycles, a, b, imm);
  const unsigned own = cost_;
  side_exit(inverse(code), next_, own, a, b, imm);  // the block is left if it holds
  go_on(target, cycles);
}

void Builder::side_exit(Code code, u32 target, unsigned cycles, unsigned a, unsigned b, u32 imm) {
  emit(code, 0, a, b, imm);
  emit(Code::way, 0, 0, 0, target);
  ops_.back().cycles = static_cast<u16>(cycles_ + cycles);
  most_cycles_ = std::max<unsigned>(most_cycles_, ops_.back().cycles);
}

void Builder::jump_reg(unsigned a, unsigned cycles) {
  if (known_ && known_->reg == a) return jump(known_->value & ~1u, cycles);
  end(Code::jump_reg, 0, a, 0, next_, cycles);
}

void Builder::go(unsigned a, unsigned cycles) {
  if (known_ && known_->reg == a) return jump(known_->value, cycles);
  end(Code::go, 0, a, 0, next_, cycles);
}

void Builder::call_window(unsigned d, u32 link, u32 target, unsigned cycles) {
  if (!leads_on(target)) return end(Code::call_window, d, 0, link, target, cycles);
  emit(Code::link, d, 0, 0, link);
  callers_.push_back(known_);
  known_ = Known{d, link};
  go_on(target, cycles);
}

// What a call has left in the register of its frame is in the first one of the new frame.
void Builder::enter(unsigned sp, u32 bytes) {
  const auto left = known_;
  emit(Code::enter, sp, sp, 0, bytes);
  known_.reset();
  if (left && left->reg == Context::window + 4 * (left->value >> 30)) known_ = Known{Context::window, left->value};
}

void Builder::leave(unsigned a, u32 imm, unsigned cycles) {
  if (!known_ || known_->reg != a || callers_.empty()) return end(Code::leave, 0, a, imm, next_, cycles);
  const u32 link = known_->value, to = (link & 0x3fff'ffff) | (imm & 0xc000'0000);
  if (!leads_on(to)) return end(Code::leave, 0, a, imm, next_, cycles);
  emit(Code::unwind, 0, a, 0, link >> 30);
  known_ = callers_.back();
  callers_.pop_back();
  go_on(to, cycles);
}

void Builder::fold(u32 address, u32 size) { ranges_.push_back({address, address + size}); }

std::vector<Range> Builder::ranges() const {
  std::vector<Range> all = ranges_;
  all.push_back({range_.from, std::max(range_.to, range_.from + 1)});
  std::ranges::sort(all, {}, &Range::from);
  // One range for neighbours: folded constants lie in a row.
  std::size_t kept = 0;
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i].from <= all[kept].to)
      all[kept].to = std::max(all[kept].to, all[i].to);
    else
      all[++kept] = all[i];
  all.resize(kept + 1);
  return all;
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
      if (op->code == Code::lsri && op->imm == 32) *op = {Code::movi, op->d, 0, 0, op->cycles, 0, op->pc};
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
  std::size_t kept = 0;
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    const Code branch = ops_[i].code;
    if (kept && branch >= Code::branch_eq && branch <= Code::branch_le)
      if (const auto first = branch_after(ops_[kept - 1].code)) {
        ops_[kept - 1].code = conditional(*first, condition_of(branch));
        continue;
      }
    ops_[kept++] = ops_[i];
  }
  ops_.resize(kept);
}

}  // namespace cpu::ir
