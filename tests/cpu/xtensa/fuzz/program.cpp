#include "tests/cpu/xtensa/fuzz/program.hpp"

#include <algorithm>
#include <cstring>

namespace xtensa_fuzz {

namespace {

// Globals: the present case's block, a1 while it is saved, which door the case left by, where the blocks end, the end
// of a case's code, and what to write out.
enum Global : u32 {
  block = Program::globals,
  saved = Program::globals + 4,
  door = Program::globals + 8,
  end = Program::globals + 12,
  done = Program::globals + 16,
  size = Program::globals + 20,
  first = Program::globals + 24,
};
constexpr u32 ps = 230, window_base = 72, vecbase = 231, interrupt = 226, intclear = 227, intenable = 228,
              cpenable = 224, atomctl = 99, epc = 176, eps = 192, excsave = 208;
constexpr u32 quiet = 0x1f;  // PS: EXCM, INTLEVEL 15: no windows, no interrupts, no loops

constexpr u32 rounded(u32 n, u32 to) { return (n + to - 1) / to * to; }

}  // namespace

Program::Program(const Model& m, unsigned n)
    : model(m),
      cases(n),
      out_offset_(rounded(static_cast<u32>(m.words.size()) * 4 + scratch_size, 64)),
      stride_(out_offset_ + rounded(static_cast<u32>(m.words.size()) * 4, 64)),
      data_(m.base + code + rounded(slot * n, 0x1000) + 0x2'0000) {
  memory_.resize(data_ + data_size() - m.base);
  write_vectors();
}

u32 Program::landing(u32 chance) const {
  const u32 slots = chance / slot % cases, within = longest + way_out + 3;
  return slot_of(slots) + within + chance % slot % (slot - 3 - within);
}

bool Program::lands(u32 address) const {
  const u32 offset = address - model.base - code;
  return offset < slot * cases && offset % slot >= longest + way_out + 3 && offset % slot < slot - 3;
}

void Program::put(u32 address, std::span<const u8> bytes) {
  std::ranges::copy(bytes, memory_.begin() + (address - model.base));
}

void Program::put_word(u32 address, u32 value) { std::memcpy(&memory_[address - model.base], &value, 4); }

// The code, then the way out: to `done`, by the only register that is free.
void Program::put_case(unsigned n, u32 at, std::span<const u8> instructions) {
  std::fill_n(memory_.begin() + (slot_of(n) - model.base), slot, 0);
  put(at, instructions);
  Assembler out{at + static_cast<u32>(instructions.size())};
  out.wsr(0, excsave + model.enter);
  pointer_to_globals(out, 0);
  out.l32i(0, 0, Global::done);
  out.jx(0);
  put(at + static_cast<u32>(instructions.size()), out.code);
}

void Program::put_state(unsigned n, std::span<const u32> words) {
  std::memcpy(&memory_[block_of(n) - model.base], words.data(), words.size_bytes());
}

void Program::put_scratch(unsigned n, std::span<const u8> bytes) { put(scratch_of(n), bytes); }

Program::Result Program::result(std::span<const u8> data, unsigned n) const {
  const auto at = data.subspan(stride_ * n, stride_);
  Result r{at.subspan(out_offset_ - scratch_size, scratch_size), std::vector<u32>(model.words.size())};
  std::memcpy(r.words.data(), at.data() + out_offset_, r.words.size() * 4);
  return r;
}

void Program::pointer_to_globals(Assembler& a, u32 reg) const {
  a.movi(reg, model.base >> 28);
  a.slli(reg, reg, 28);
}

// Each vector goes through a stub of its own that notes its number; the numbers begin with 1, 0 is the end of the code.
void Program::write_vectors() {
  Assembler a{entry()};
  const u32 own = excsave + model.enter;
  std::vector<u32> stubs, jumps;
  a.movi(0, quiet);
  a.wsr(0, ps);
  a.rsync();
  const u32 over_stubs = a.here();
  a.word(0);
  for (unsigned n = 0; n <= model.vectors.size(); ++n) {
    stubs.push_back(a.here());
    pointer_to_globals(a, 0);
    a.s32i(1, 0, Global::saved);
    a.movi(1, n);
    jumps.push_back(a.here());
    a.word(0);
  }
  const u32 common = a.here();
  store_state(a);
  const u32 to_finish = a.here();
  a.word(0);
  const u32 again = a.here();
  a.word(0);
  const auto patch = [&](u32 at, u32 target) {
    const u32 word = Assembler::jump(at, target);
    std::memcpy(a.code.data() + (at - entry()), &word, 3);
  };
  patch(over_stubs, a.here());
  for (const u32 at : jumps) patch(at, common);
  if (model.has(windows)) a.movi(0, 0), a.wsr(0, window_base), a.rsync();
  pointer_to_globals(a, 0);
  a.addmi(0, 0, vectors >> 8);
  a.wsr(0, vecbase);
  if (model.has(atomic)) a.movi(0, 0x15), a.wsr(0, atomctl);
  patch(again, a.here());
  load_state(a);
  finish_ = a.here();
  const u32 leave = 0x00'0016 | 2 << 8 | (finish_ - to_finish - 4) << 12;  // beqz a2
  std::memcpy(a.code.data() + (to_finish - entry()), &leave, 3);
  put(entry(), a.code);
  for (unsigned n = 0; n < model.vectors.size() * vector_tables; ++n) {
    const std::size_t which = n % model.vectors.size();
    Assembler v{model.base + vectors + n / static_cast<u32>(model.vectors.size()) * vector_table_size +
                model.vectors[which].offset};
    const u32 at = v.here();
    v.wsr(0, own);
    v.j(stubs[which + 1]);
    put(at, v.code);
  }
  put_word(model.base + Global::block, data_);
  put_word(model.base + Global::end, data_ + data_size());
  put_word(model.base + Global::done, stubs[0]);
  put_word(model.base + Global::size, data_size());
  put_word(model.base + Global::first, data_);
}

void Program::load_state(Assembler& a) const {
  const u32 own = excsave + model.enter;
  pointer_to_globals(a, 0);
  a.l32i(2, 0, Global::block);
  a.movi(3, 0);
  a.wsr(3, intenable);
  a.movi(3, 0xfff);
  a.wsr(3, intclear);
  if (model.has(fp)) a.wsr(3, cpenable), a.rsync();
  for (const auto pass : {Word::What::user, Word::What::floating, Word::What::special})
    for (unsigned i = 0; i < model.words.size(); ++i) {
      const Word& w = model.words[i];
      if (w.what != pass) continue;
      if (pass == Word::What::floating) {
        a.lsi(w.number, 2, 4 * i);
        continue;
      }
      const auto reg = std::ranges::find(model.special, w.name, &Register::name);
      if (pass == Word::What::special && w.number != interrupt && !reg->write) continue;
      a.l32i(3, 2, 4 * i);
      pass == Word::What::user ? a.wur(3, w.number) : a.wsr(3, w.number);
    }
  a.l32i(3, 2, 4 * pc_word);
  a.wsr(3, epc + model.enter);
  a.l32i(3, 2, 4 * ps_word);
  a.wsr(3, eps + model.enter);
  a.wsr(2, own);
  if (model.has(windows)) a.l32i(3, 2, 4 * base_word), a.wsr(3, window_base);
  a.rsync();
  // All registers, at once, or four and four through a window that turns round: twice in 32 registers; in 64, each of
  // the 32 is there twice.
  const u32 at_once = model.has(windows) ? 4 : model.registers;
  for (u32 n = 0; n < (model.has(windows) ? 64 : model.registers); n += at_once) {
    const u32 at = first_register + n % model.registers;
    a.rsr(0, own);
    for (u32 i = at_once - 1; i > 0; --i) a.l32i(i, 0, 4 * (at + i));
    a.l32i(0, 0, 4 * at);
    if (model.has(windows)) a.rotw(1);
  }
  a.rfi(model.enter);
}

// a0: globals; a1: the door's number; what both held is saved.
void Program::store_state(Assembler& a) const {
  const u32 own = excsave + model.enter;
  const auto store = [&](u32 reg, unsigned word) { a.s32i(reg, 1, 4 * word); };
  a.s32i(1, 0, Global::door);
  a.l32i(1, 0, Global::block);
  a.addmi(1, 1, (out_offset_ + 128) >> 8);
  a.addi(1, 1, static_cast<i32>(out_offset_ - ((out_offset_ + 128) & ~0xffu)));
  store(2, first_register + 2);
  store(3, first_register + 3);
  a.rsr(2, ps);
  store(2, ps_word);
  a.movi(2, quiet);
  a.wsr(2, ps);
  a.rsync();
  if (model.has(windows)) a.rsr(2, window_base), store(2, base_word);
  for (u32 i = 4; i < 16; ++i) store(i, first_register + i);
  a.l32i(2, 0, Global::saved);
  store(2, first_register + 1);
  a.rsr(2, own);
  store(2, first_register);
  a.l32i(2, 0, Global::door);
  store(2, pc_word);
  for (unsigned i = 0; i < model.words.size(); ++i)
    if (model.words[i].what == Word::What::special) a.rsr(2, model.words[i].number), store(2, i);
  if (model.has(fp)) a.movi(2, 0xff), a.wsr(2, cpenable), a.rsync();
  for (unsigned i = 0; i < model.words.size(); ++i) {
    if (model.words[i].what == Word::What::user) a.rur(2, model.words[i].number), store(2, i);
    if (model.words[i].what == Word::What::floating) a.ssi(model.words[i].number, 1, 4 * i);
  }
  a.wsr(1, own);
  if (model.has(windows)) {  // the sixteen below, which with 32 registers are the sixteen above
    a.rotw(-4);
    a.wsr(0, own - 1);  // stored already
    a.rsr(0, own);
    for (u32 i = 1; i < 16; ++i) a.s32i(i, 0, 4 * (first_register + 16 + i));
    a.rsr(1, own - 1);
    a.s32i(1, 0, 4 * (first_register + 16));
  }
  if (model.has(windows)) a.movi(0, 0), a.wsr(0, window_base), a.rsync();
  pointer_to_globals(a, 0);
  a.l32i(1, 0, Global::block);
  a.addmi(1, 1, (stride_ + 128) >> 8);
  a.addi(1, 1, static_cast<i32>(stride_ - ((stride_ + 128) & ~0xffu)));
  a.s32i(1, 0, Global::block);
  a.l32i(2, 0, Global::end);
  a.sub(2, 2, 1);
}

std::vector<u8> Program::image(bool for_qemu) const {
  Assembler a{finish_};
  if (for_qemu) {
    a.movi(2, 4);  // write
    a.movi(3, 1);
    a.l32i(4, 0, Global::first);
    a.l32i(5, 0, Global::size);
    a.simcall();
    a.movi(2, 1);  // exit
    a.movi(3, 0);
    a.simcall();
  }
  a.j(a.here());
  std::vector<u8> all = memory_;
  std::ranges::copy(a.code, all.begin() + (finish_ - model.base));
  return all;
}

}  // namespace xtensa_fuzz
