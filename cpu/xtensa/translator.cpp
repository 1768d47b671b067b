#include "cpu/xtensa/translator.hpp"

#include <array>
#include <cstring>

#include "cpu/xtensa/system.hpp"

namespace cpu::xtensa {

using ir::Code;
using ir::Context;

// Tables 3-17 and 3-18.
u32 Translator::b4const(u32 n) {
  static constexpr std::array<u32, 16> values{~0u, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256};
  return values[n];
}
u32 Translator::b4constu(u32 n) {
  static constexpr std::array<u32, 16> values{32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256};
  return values[n];
}

void Translator::instruction(u32 pc, u32 word) {
  pc_ = pc;
  word_ = word;
  const unsigned bytes = length_of(word);
  after_ = pc + bytes;
  falls_through_ = true;
  b_.instruction(pc, bytes, cost_ = 1);
  if (const Row* row = find_row(word, config_))
    row->instruction.translate(*this, word);
  else
    b_.end(Code::system, 0, 0, instead::unknown | (word & 0xff'ffff), after_, cost_);
  if (b_.ended() || !falls_through_ || b_.next() != after_) return;
  const auto loop = loop_ends_.find(after_);
  if (loop == loop_ends_.end()) return;
  // Belongs to what lies behind the last instruction, which has been completed.
  b_.instruction(after_, 0, 0);
  b_.end(Code::loop_end, slot::lbeg, slot::lcount, after_, loop->second, 0, slot::active_end);
}

void Translator::system_at(u32 pc, u32 what) {
  b_.instruction(pc, 0, 0);
  b_.end(Code::system, 0, 0, what, pc, 0);
}

void Translator::end_system() { b_.end(Code::system, 0, 0, word_ & 0xff'ffff, after_, cost_); }

void Translator::need(u32 fours) {
  if (fours <= in_sight_ || !config_.has(Option::windows)) return;
  in_sight_ = fours;
  emit(Code::window, 0, 0, 0, fours);
}

// --- moves, arithmetic, logic ---
void Translator::or_(Ar r, Ar s, Ar t) {
  use(r, s, t);
  s == t ? emit(Code::mov, reg(r), reg(s)) : emit(Code::orr, reg(r), reg(s), reg(t));
}
void Translator::mov_n(Ar s, Ar t) {
  use(s, t);
  emit(Code::mov, reg(t), reg(s));
}
void Translator::movsp(Ar s, Ar t) {
  use(s, t);
  help(Help::movsp, reg(t), reg(s), 0);
}
void Translator::neg(Ar r, Ar t) {
  use(r, t);
  emit(Code::rsbi, reg(r), reg(t));
}
void Translator::movi(u32 low, u32 high, Ar t) {
  use(t);
  emit(Code::movi, reg(t), 0, 0, sign_extend(high << 8 | low, 12));
}
// -32 to 95.
void Translator::movi_n(u32 low, Ar s, u32 high) {
  use(s);
  const u32 value = high << 4 | low;
  emit(Code::movi, reg(s), 0, 0, value < 96 ? value : value - 128);
}
void Translator::addi(u32 i, Ar s, Ar t) {
  use(s, t);
  emit(Code::addi, reg(t), reg(s), 0, sign_extend(i, 8));
}
void Translator::addmi(u32 i, Ar s, Ar t) {
  use(s, t);
  emit(Code::addi, reg(t), reg(s), 0, sign_extend(i, 8) << 8);
}
void Translator::addi_n(Ar r, Ar s, u32 i) {
  use(r, s);
  emit(Code::addi, reg(r), reg(s), 0, i ? i : ~0u);
}
void Translator::sext(Ar r, Ar s, u32 i) {
  use(r, s);
  const u32 unused = 31 - (i + 7);
  if (unused == 24) return emit(Code::sxtb, reg(r), reg(s));
  if (unused == 16) return emit(Code::sxth, reg(r), reg(s));
  emit(Code::lsli, reg(r), reg(s), 0, unused);
  emit(Code::asri, reg(r), reg(r), 0, unused);
}
void Translator::clamps(Ar r, Ar s, u32 i) {
  use(r, s);
  help(Help::clamps, reg(r), reg(s), 0, i + 7);
}

// --- shifts ---
void Translator::ssr(Ar s) {
  use(s);
  emit(Code::andi, slot::sar, reg(s), 0, 31);
}
void Translator::ssl(Ar s) {
  use(s);
  emit(Code::left, slot::sar, reg(s));
}
void Translator::ssa8l(Ar s) {
  use(s);
  emit(Code::lsli, slot::sar, reg(s), 0, 3);
  emit(Code::andi, slot::sar, slot::sar, 0, 24);
}
void Translator::ssa8b(Ar s) {
  use(s);
  emit(Code::lsli, slot::sar, reg(s), 0, 3);
  emit(Code::andi, slot::sar, slot::sar, 0, 24);
  emit(Code::rsbi, slot::sar, slot::sar, 0, 32);
}
void Translator::ssai(u32 low, u32 high) { emit(Code::movi, slot::sar, 0, 0, high << 4 | low); }
// The encoding holds 32 - the amount; 0 would be 32 and is reserved.
void Translator::slli(u32 i, Ar r, Ar s) {
  use(r, s);
  i ? emit(Code::lsli, reg(r), reg(s), 0, 32 - i) : emit(Code::movi, reg(r));
}
void Translator::srai(u32 i, Ar r, Ar t) {
  use(r, t);
  emit(Code::asri, reg(r), reg(t), 0, i);
}
void Translator::srli(Ar r, u32 i, Ar t) {
  use(r, t);
  emit(Code::lsri, reg(r), reg(t), 0, i);
}
void Translator::src(Ar r, Ar s, Ar t) {
  use(r, s, t);
  emit(Code::funnel, reg(r), reg(s), reg(t), slot::sar);
}
void Translator::srl(Ar r, Ar t) {
  use(r, t);
  emit(Code::lsr, reg(r), reg(t), slot::sar);
}
void Translator::sll(Ar r, Ar s) {
  use(r, s);
  emit(Code::funnel, reg(r), reg(s), slot::zero, slot::sar);
}
void Translator::sra(Ar r, Ar t) {
  use(r, t);
  emit(Code::asr, reg(r), reg(t), slot::sar);
}
void Translator::extui(u32 n, u32 i, Ar r, Ar t) {
  use(r, t);
  const u32 mask = (2u << n) - 1;
  if (n + 1 + i >= 32) return emit(Code::lsri, reg(r), reg(t), 0, i);
  if (i == 0) return emit(Code::andi, reg(r), reg(t), 0, mask);
  emit(Code::ubfx, reg(r), reg(t), 0, i | mask << 16);
}

// --- memory ---
// Constants from memory become part of the block, which is forgotten when they change.
void Translator::l32r(u32 i, Ar t) {
  use(t);
  const u32 base = litbase_ & 1 ? litbase_ & ~0xfffu : (pc_ + 3) & ~3u;  // 4.3.4: bit 0 enables it
  const u32 address = base + (0xfffc'0000 | i << 2);
  const auto bytes = bus_.fetch(address, 4);
  if (bytes.size() == 4 && (bus_.constant(address) || bus_.word_read_pages()[address >> Bus::page_bits])) {
    u32 value = 0;
    std::memcpy(&value, bytes.data(), 4);
    emit(Code::movi, reg(t), 0, 0, value);
    b_.fold(address, 4);
    return;
  }
  emit(Code::ldr, reg(t), slot::zero, 0, address);
}
void Translator::l32e(u32 i, Ar s, Ar t) {
  use(s, t);
  emit(Code::ldr, reg(t), reg(s), 0, i * 4 - 64);
}
void Translator::s32e(u32 i, Ar s, Ar t) {
  use(s, t);
  emit(Code::str, reg(t), reg(s), 0, i * 4 - 64);
}
void Translator::cache(u32, Ar s) {
  use(s);
  nop();
}

// --- control ---
void Translator::j(u32 i) {
  falls_through_ = false;
  b_.jump(pc_ + 4 + sign_extend(i, 18), config_.timing.taken);
}
void Translator::jx(Ar s) {
  use(s);
  falls_through_ = false;
  b_.go(reg(s), config_.timing.taken);
}
void Translator::ret() {
  falls_through_ = false;
  b_.go(Context::window, config_.timing.taken);
}
void Translator::retw() {
  falls_through_ = false;
  b_.leave(Context::window, (pc_ & 0xc000'0000) | (word_ & 0xff'ffff), config_.timing.taken);
  in_sight_ = 0;
}
void Translator::call0(u32 i) {
  falls_through_ = false;
  b_.call(Context::window, after_, call_target(i), config_.timing.taken);
}
void Translator::callx0(Ar s) {
  use(s);
  falls_through_ = false;
  b_.end(Code::call_go, Context::window, reg(s), after_, after_, config_.timing.taken);
}
void Translator::call_window(unsigned n, u32 i) {
  use(Ar{4 * n});
  falls_through_ = false;
  b_.call_window(Context::window + 4 * n, (after_ & 0x3fff'ffff) | n << 30, call_target(i), config_.timing.taken);
}
void Translator::callx_window(unsigned n, Ar s) {
  use(s, Ar{4 * n});
  falls_through_ = false;
  b_.end(Code::call_go_window, Context::window + 4 * n, reg(s), (after_ & 0x3fff'ffff) | n << 30, after_,
         config_.timing.taken);
}
void Translator::entry(u32 i, Ar s) {
  if (static_cast<u32>(s) > 3) return end_system();
  b_.enter(reg(s), i * 8);
  in_sight_ = 0;
}

// At the end of a loop the way on that does not jump is the loop's.
void Translator::branch_to(Code code, unsigned a, unsigned b, u32 imm, u32 target) {
  if (loop_ends_.contains(after_)) return b_.side_exit(code, target, config_.timing.taken, a, b, imm);
  b_.branch(code, target, config_.timing.taken, a, b, imm);
  falls_through_ = false;
}

// 4.3.2: LCOUNT is how often the loop goes back, one less than it runs.
void Translator::loop(u32 i, Ar s) {
  use(s);
  const u32 end = pc_ + 4 + i;
  emit(Code::movi, slot::lbeg, 0, 0, after_);
  emit(Code::movi, slot::lend, 0, 0, end);
  emit(Code::addi, slot::lcount, reg(s), 0, ~0u);
  emit(Code::and_, slot::active_end, slot::lend, slot::loop_mask);
  const auto [known, fresh] = loop_ends_.try_emplace(end, after_);
  known->second = after_;
  if (fresh) on_loop_end_(end);
}

// --- booleans, floating point, MAC16 ---
void Translator::wer(Ar s, Ar t) {
  use(s, t);
  help(Help::wer, 0, reg(s), reg(t));
}
void Translator::tlb_nothing(Ar s) {
  use(s);
  nop();
}
void Translator::rfr(Ar r, u32 s) {
  use(r);
  help(Help::rfr, reg(r), s, 0);
}
void Translator::wfr(u32 r, Ar s) {
  use(s);
  help(Help::wfr, r, reg(s), 0);
}
void Translator::mac(Mac m, unsigned a, unsigned b) {
  const bool both_registers = !m.first_m && !m.second_m;
  if (m.operation == 0 && !both_registers) return end_system();  // UMUL is there for AA only
  help(Help::mac, 0, a, b, m.packed());
}
void Translator::mac_dd(u32 o, u32 h, u32 x, u32 y) { mac({o, h, true, true, x, y + 2, false, false}, 0, 0); }
void Translator::mac_ad(u32 o, u32 h, Ar s, u32 y) {
  use(s);
  mac({o, h, false, true, 0, y + 2, false, false}, reg(s), 0);
}
void Translator::mac_da(u32 o, u32 h, u32 x, Ar t) {
  use(t);
  mac({o, h, true, false, x, 0, false, false}, 0, reg(t));
}
void Translator::mac_aa(u32 o, u32 h, Ar s, Ar t) {
  use(s, t);
  mac({o, h, false, false, 0, 0, false, false}, reg(s), reg(t));
}

// --- the processor itself ---
void Translator::rsil(u32, Ar t) {
  use(t);
  end_system();
}

// Registers that are slots of the context.
void Translator::rsr(u32 i, Ar t) {
  use(t);
  if (!special::exists(i, config_) || !special::allows(i, special::Way::read)) return end_system();
  switch (i) {
    case special::lbeg: return emit(Code::mov, reg(t), slot::lbeg);
    case special::lend: return emit(Code::mov, reg(t), slot::lend);
    case special::lcount: return emit(Code::mov, reg(t), slot::lcount);
    case special::sar: return emit(Code::mov, reg(t), slot::sar);
    case special::br: return emit(Code::mov, reg(t), slot::br);
    default: return help(Help::rsr, reg(t), 0, 0, i);
  }
}
void Translator::wsr(u32 i, Ar t) {
  use(t);
  if (!special::exists(i, config_) || !special::can_write_in_block(i)) return end_system();
  switch (i) {
    case special::lbeg: return emit(Code::mov, slot::lbeg, reg(t));
    case special::lcount: return emit(Code::mov, slot::lcount, reg(t));
    case special::sar: return emit(Code::andi, slot::sar, reg(t), 0, 63);
    case special::br: return emit(Code::andi, slot::br, reg(t), 0, 0xffff);
    default: return help(Help::wsr, 0, reg(t), 0, i);
  }
}
void Translator::xsr(u32 i, Ar t) {
  use(t);
  if (!special::exists(i, config_) || !special::can_write_in_block(i)) return end_system();
  help(Help::xsr, reg(t), 0, 0, i);
}
void Translator::rur(Ar r, u32 i) {
  use(r);
  if (!user::exists(i, config_)) return end_system();
  help(Help::rur, reg(r), 0, 0, i);
}
void Translator::wur(u32 i, Ar t) {
  use(t);
  if (!user::exists(i, config_)) return end_system();
  help(Help::wur, 0, reg(t), 0, i);
}

}  // namespace cpu::xtensa
