#include "cpu/thumb/translator.hpp"

#include <cstring>

namespace cpu::thumb {

using ir::Code;

namespace {
constexpr u32 sign_extend(u32 value, unsigned bits) {
  return static_cast<u32>(static_cast<i32>(value << (32 - bits)) >> (32 - bits));
}
}  // namespace

void Translator::instruction(u32 pc, u32 word, unsigned bytes) {
  pc_ = pc;
  word_ = word;
  b_.instruction(pc, bytes, 1);
  if (bus_.cached().covers(pc)) {
    b_.touch(pc);
    if (bytes == 4 && pc & 2) b_.touch(pc + 2);
  }
  if (const auto* found = find_instruction(word, bytes))
    found->translate(*this, word);
  else
    end_system(1);
}

void Translator::system_at(u32 pc, u32 word, unsigned bytes) {
  pc_ = pc;
  word_ = word;
  b_.instruction(pc, bytes, 0);
  end_system(0);
}

void Translator::end_system(unsigned cycles) {
  b_.cost(cycles);
  b_.end(Code::system, 0, 0, word_, b_.next(), cycles);
}

void Translator::lsls_imm(u32 i, Reg m, Reg d) { emit(Code::lsli_s, d, m, {}, i); }
void Translator::lsrs_imm(u32 i, Reg m, Reg d) { emit(Code::lsri_s, d, m, {}, i ? i : 32); }
void Translator::asrs_imm(u32 i, Reg m, Reg d) { emit(Code::asri_s, d, m, {}, i ? i : 32); }
void Translator::adds_reg(Reg m, Reg n, Reg d) { emit(Code::add_s, d, n, m); }
void Translator::subs_reg(Reg m, Reg n, Reg d) { emit(Code::sub_s, d, n, m); }
void Translator::adds_imm3(u32 i, Reg n, Reg d) { emit(Code::addi_s, d, n, {}, i); }
void Translator::subs_imm3(u32 i, Reg n, Reg d) { emit(Code::subi_s, d, n, {}, i); }
void Translator::movs_imm(Reg d, u32 i) { emit(Code::movi_s, d, {}, {}, i); }
void Translator::cmp_imm(Reg n, u32 i) { emit(Code::cmpi, {}, n, {}, i); }
void Translator::adds_imm8(Reg d, u32 i) { emit(Code::addi_s, d, d, {}, i); }
void Translator::subs_imm8(Reg d, u32 i) { emit(Code::subi_s, d, d, {}, i); }
void Translator::rsbs(Reg n, Reg d) { emit(Code::rsbi_s, d, n, {}, 0); }

void Translator::muls(Reg n, Reg d) {
  b_.cost(t_.multiply);
  emit(Code::mul_s, d, n, d);
}

// The high-register forms may read the program counter (as pc+4) and write it (a jump).
void Translator::add_high(Reg d, Reg m) {
  if (d == Reg::pc) {
    constexpr Reg scratch{16};
    if (m == Reg::pc)
      emit(Code::movi, scratch, {}, {}, pc() + pc());
    else
      emit(Code::addi, scratch, m, {}, pc());
    b_.end(Code::jump_mov, 0, static_cast<unsigned>(scratch), 0, b_.next(), t_.write_pc);
    return;
  }
  if (m == Reg::pc)
    emit(Code::addi, d, d, {}, pc());
  else
    emit(Code::add, d, d, m);
  if (d == Reg::sp) {
    emit(Code::lsri, d, d, {}, 2);
    emit(Code::lsli, d, d, {}, 2);
  }
}

void Translator::cmp_high(Reg n, Reg m) {
  if (m == Reg::pc)
    emit(Code::cmpi, {}, n, {}, pc());
  else
    emit(Code::cmp, {}, n, m);
}

void Translator::mov_high(Reg d, Reg m) {
  if (d == Reg::pc) {
    constexpr Reg scratch{16};
    if (m == Reg::pc) emit(Code::movi, scratch, {}, {}, pc());
    b_.end(Code::jump_mov, 0, static_cast<unsigned>(m == Reg::pc ? scratch : m), 0, b_.next(), t_.write_pc);
    return;
  }
  if (m == Reg::pc)
    emit(Code::movi, d, {}, {}, pc());
  else
    emit(Code::mov, d, m, {});
  if (d == Reg::sp) {  // the two low bits of a stack pointer are always 0 (B1.4.1)
    emit(Code::lsri, d, d, {}, 2);
    emit(Code::lsli, d, d, {}, 2);
  }
}

void Translator::bx(Reg m) {
  if (m == Reg::pc) {  // a jump without the Thumb bit
    constexpr Reg scratch{16};
    emit(Code::movi, scratch, {}, {}, pc());
    m = scratch;
  }
  b_.jump_reg(static_cast<unsigned>(m), t_.exchange);
}

void Translator::blx(Reg m) {
  if (m == Reg::pc) return end_system(1);  // UNPREDICTABLE: taken as undefined
  b_.end(Code::call_reg, static_cast<unsigned>(Reg::lr), static_cast<unsigned>(m), b_.next() | 1, b_.next(),
         t_.exchange);
}

void Translator::ldr_literal(Reg t, u32 i) {
  b_.cost(t_.load);
  const u32 address = (pc() & ~3u) + i * 4;
  if (bus_.cached().covers(address)) b_.touch(address);
  const auto bytes = bus_.fetch(address, 4);
  if (bytes.size() == 4 && bus_.constant(address)) {
    u32 value = 0;
    std::memcpy(&value, bytes.data(), 4);
    emit(Code::movi, t, {}, {}, value);
    b_.fold(address, 4);
    return;
  }
  constexpr Reg scratch{16};
  emit(Code::movi, scratch, {}, {}, address);
  emit(Code::ldr, t, scratch, {}, 0);
}

void Translator::adr(Reg d, u32 i) { emit(Code::movi, d, {}, {}, (pc() & ~3u) + i * 4); }
void Translator::add_sp(Reg d, u32 i) { emit(Code::addi, d, Reg::sp, {}, i * 4); }
void Translator::add_sp_sp(u32 i) { emit(Code::addi, Reg::sp, Reg::sp, {}, i * 4); }
void Translator::sub_sp_sp(u32 i) { emit(Code::addi, Reg::sp, Reg::sp, {}, 0u - i * 4); }

void Translator::push(u32 lr, u32 list) {
  list |= lr << 14;
  const auto n = static_cast<unsigned>(std::popcount(list));
  if (!n) return end_system(1);  // UNPREDICTABLE: taken as undefined
  b_.cost(t_.multiple_base + n);
  b_.emit(Code::push, n, 13, 0, list);
}

void Translator::pop(u32 pc, u32 list) {
  const auto n = static_cast<unsigned>(std::popcount(list)) + pc;
  if (!n) return end_system(1);
  b_.cost((pc ? t_.pop_pc_base : t_.multiple_base) + n);
  if (pc)
    b_.end(Code::pop_jump, n, 13, list, b_.next(), t_.pop_pc_base + n);
  else
    b_.emit(Code::pop, n, 13, 0, list);
}

void Translator::stm(Reg n, u32 list) {
  const auto count = static_cast<unsigned>(std::popcount(list));
  if (!count) return end_system(1);
  b_.cost(t_.multiple_base + count);
  b_.emit(Code::stm, count, static_cast<unsigned>(n), 0, list | 1u << 16);
}

void Translator::ldm(Reg n, u32 list) {
  const auto count = static_cast<unsigned>(std::popcount(list));
  if (!count) return end_system(1);
  const bool writeback = !(list >> static_cast<u32>(n) & 1);
  b_.cost(t_.multiple_base + count);
  b_.emit(Code::ldm, count, static_cast<unsigned>(n), 0, list | u32{writeback} << 16);
}

void Translator::hint(u32) { nop(); }
void Translator::nop() { b_.emit(Code::nop); }
void Translator::system() { end_system(word_ == 0xbf40 ? 1 : t_.wait); }
void Translator::system_status(u32, u32) { end_system(t_.status); }
void Translator::cps(u32) { end_system(1); }
// Memory accesses happen in order and at once here, and changed code is seen at the next instruction anyway.
void Translator::barrier(u32) {
  b_.cost(t_.barrier);
  b_.emit(Code::nop);
}
void Translator::bkpt(u32) { end_system(1); }
void Translator::svc(u32) { end_system(1); }
void Translator::udf(u32) { end_system(1); }
void Translator::udf_w(u32, u32) { end_system(1); }

void Translator::b_cond(u32 condition, u32 offset) {
  const auto code = static_cast<Code>(static_cast<u32>(Code::branch_eq) + condition);
  b_.branch(code, pc() + sign_extend(offset << 1, 9), t_.branch);
}

void Translator::b(u32 offset) { b_.jump(pc() + sign_extend(offset << 1, 12), t_.branch); }

void Translator::bl(u32 s, u32 high, u32 j1, u32 j2, u32 low) {
  const u32 i1 = ~(j1 ^ s) & 1, i2 = ~(j2 ^ s) & 1;
  const u32 offset = sign_extend(s << 24 | i1 << 23 | i2 << 22 | high << 12 | low << 1, 25);
  b_.call(static_cast<unsigned>(Reg::lr), b_.next() | 1, pc() + offset, t_.call);
}

}  // namespace cpu::thumb
