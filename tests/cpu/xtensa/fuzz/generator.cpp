#include "tests/cpu/xtensa/fuzz/generator.hpp"

#include <algorithm>

namespace xtensa_fuzz {

namespace {

u32 field(u32 word, unsigned low) { return word >> low & 15; }
u32 r_of(u32 word) { return field(word, 12); }
u32 s_of(u32 word) { return field(word, 8); }
u32 t_of(u32 word) { return field(word, 4); }

// Words that are not tried as undefined ones: what Model::left_out names, and where de233_fpu has more than an LX6.
bool is_left_out(const Model& m, u32 word) {
  const u32 op0 = word & 15, op1 = field(word, 16), op2 = field(word, 20), number = word >> 8 & 0xff;
  const auto among = [](u32 n, std::initializer_list<u32> all) { return std::ranges::find(all, n) != all.end(); };
  const bool lx6 = m.has(windows);
  if ((word & 0xf0ef) == 0xf00d) return true;   // RET.N and RETW.N with reserved bits: GNU has them, QEMU has not
  if (op0 == 2) return r_of(word) == 7 && lx6;  // caches
  if (op0 == 3 && lx6) return true;             // double-precision loads and stores
  if (op0 != 0) return false;
  if (op1 == 0 && op2 == 0) return (word & 0xffff0f) == 0x005100 || (word & 0xf00f) == 0x3000;  // SIMCALL; RFUE, RFME
  if (op1 == 0 && op2 == 4) return r_of(word) == 6 || r_of(word) == 7;                          // RER, WER
  if (op1 == 0 && op2 == 5) return true;                                                        // TLBs
  if (op1 == 1 && op2 == 15) return true;                                                       // caches, RFDO, RFDD
  if (op1 == 2) return lx6 && (op2 == 6 || op2 == 7);                                           // SALT, SALTU
  if ((op1 == 3 && op2 < 2) || (op1 == 1 && op2 == 6))
    return among(number, {83,  89,  90,  91,  92,  95,  96,  97,  99,  104, 128, 129, 144,
                          145, 160, 161, 176, 208, 234, 236, 237, 240, 241, 242, 246, 247});
  if (op1 == 3 && op2 == 14) return lx6 && among(word >> 4 & 0xff, {230, 234, 235, 236});
  if (op1 == 3 && op2 == 15) return lx6 && among(number, {230, 234, 235, 236});
  return lx6 && op1 >= 8;  // the floating-point unit's
}

// ANY4 to ALL8, ANDB to XORB, UN.S to ULE.S.
bool writes_booleans(u32 word, unsigned bytes) {
  if (bytes != 3 || (word & 15) != 0) return false;
  const u32 op1 = field(word, 16), op2 = field(word, 20);
  return (op1 == 0 && op2 == 0 && r_of(word) >= 8 && r_of(word) < 12) || (op1 == 2 && op2 < 5) ||
         (op1 == 11 && op2 > 0 && op2 < 8);
}

}  // namespace

// Between a change of LBEG, LEND, LCOUNT or PS and the end of a loop there has to be an ISYNC (4.3.2.4).
bool may_end_a_loop(Kind kind) {
  return kind != Kind::loop && kind != Kind::write_special && kind != Kind::exchange_special && kind != Kind::wait;
}

bool is_open(const Encoding& e, u32 word) {
  if (e.name == "slli") return (word & 0x10'00f0) == 0;  // by 32
  if (e.kind == Kind::wait) return s_of(word) != 0;      // might wait forever
  return false;
}

Generator::Generator(const Model& m, const std::vector<Encoding>& all, u64 seed, u64 batch)
    : model_(m), encodings_(all), random_(seed ^ batch * 0x2545'f491'4f6c'dd1d, m.name) {
  for (std::size_t i = 0; i < all.size(); ++i) by_kind_[all[i].kind].push_back(i);
}

Case Generator::make(const Program& program, unsigned n) {
  program_ = &program;
  number_ = n;
  case_ = {};
  case_.at = program.slot_of(n) + below(4);
  random_state();
  const u32 kind = below(16);
  if (kind < 3)
    sequence();
  else if (kind == 3 && by_kind_.contains(Kind::loop))
    looping();
  else if (kind == 4)
    add_undefined();
  else
    add(any(below(static_cast<u32>(encodings_.size()))));
  const auto& last = case_.instructions.back();
  if (model_.has(loops) && one_in(4) && last.row != no_row && may_end_a_loop(encodings_[last.row].kind)) {
    special("lend") = here();
    const bool again = case_.instructions.size() == 1 && encodings_[last.row].kind == Kind::plain && one_in(2);
    if (again) special("lbeg") = case_.at, special("lcount") = below(4);
  }
  for (u8& b : case_.scratch) b = static_cast<u8>(bits());
  return case_;
}

u32 Generator::here() const {
  u32 at = case_.at;
  for (const Chosen& c : case_.instructions) at += c.bytes;
  return at;
}

Chosen Generator::any(std::size_t row) {
  const Encoding& e = encodings_[row];
  for (;;) {
    u32 word = e.match | (bits() & e.free);
    if (e.name == "rfi") word = e.match | (2 + below(model_.enter - 2)) << 8;  // the driver's own would come back here
    const u32 base = case_.state[base_word];
    if (e.name == "rotw" && base + (t_of(word) ^ 8) - 8 > 7) continue;
    if (!is_open(e, word)) return {row, word, e.bytes};
  }
}

Chosen Generator::one_of(Kind kind) {
  const auto& rows = by_kind_.at(kind);
  return any(rows[below(static_cast<u32>(rows.size()))]);
}

// Whether the registers it might name are in the window comes second, but not everywhere: so they are.
void Generator::add_undefined() {
  if (model_.has(windows)) special("windowstart") = (1u << case_.state[base_word]) * 0x101;
  add(undefined());
}

// A word that no encoding has.
Chosen Generator::undefined() {
  for (;;) {
    u32 word = bits() & 0xff'ffff;
    if (one_in(2)) word &= 0xff'f00f | bits();
    if (one_in(2)) word = (word & ~0xfu) | (one_in(2) ? 0 : 4);
    const u32 op0 = word & 15;
    const unsigned size = op0 >= 8 && op0 < 14 ? 2 : 3;
    if (size == 2) word &= 0xffff;
    const bool known = std::ranges::any_of(
        encodings_, [&](const Encoding& e) { return e.bytes == size && (word & ~e.free) == e.match; });
    if (!known && !is_left_out(model_, word)) return {no_row, word, size};
  }
}

void Generator::sequence() {
  const unsigned length = 2 + below(5);
  const auto room = [&] { return case_.at + Program::longest - 3 - here() >= 6; };
  if (one_in(3)) add(one_of(Kind::memory));  // its pointer is as the state has it: nothing comes before
  while (case_.instructions.size() < length && room()) add_plain();
  if (one_in(3)) add(one_of(one_in(2) && by_kind_.contains(Kind::branch) ? Kind::branch : Kind::branch_zero));
}

// One more of a sequence. In one block QEMU 7.2 shifts right by 32 wrongly behind the SSL or SSA8B that made SAR so,
// and loses one of two changes of booleans now and then.
void Generator::add_plain() {
  const auto is = [&](const Chosen& c, std::string_view one, std::string_view other) {
    return encodings_[c.row].name == one || encodings_[c.row].name == other;
  };
  const bool shifted = std::ranges::any_of(case_.instructions, [&](const Chosen& c) { return is(c, "ssl", "ssa8b"); });
  const bool decided =
      std::ranges::any_of(case_.instructions, [](const Chosen& c) { return writes_booleans(c.word, c.bytes); });
  for (;;) {
    const Chosen c = one_of(Kind::plain);
    if ((c.word & 0xff'0fff) == 0xe3'0e90) continue;  // RUR.FSR: not all of it can be compared
    if (!(shifted && is(c, "srl", "sra")) && !(decided && writes_booleans(c.word, c.bytes))) return add(c);
  }
}

// Few: LOOP by 0 goes round 2^32 times, and LOOPNEZ by -1 nearly.
u32 Generator::rounds(const Encoding& e) {
  if (e.name == "loop") return 1 + below(5);
  return e.name == "loopnez" ? below(6) : below(7) - 1;
}

// LOOP and what it goes round.
void Generator::looping() {
  const Chosen c = one_of(Kind::loop);
  const Encoding& e = encodings_[c.row];
  const u32 counter = below(16);
  reg(counter) = rounds(e);
  case_.instructions.push_back({c.row, e.match | counter << 8, 3});
  for (unsigned n = 1 + below(4); n; --n) add_plain();
  case_.instructions[0].word |= (here() - case_.at - 4) << 16;
}

void Generator::add(const Chosen& c) {
  Chosen chosen = c;
  if (c.row != no_row) {
    const u32 at = here();
    switch (encodings_[c.row].kind) {
      case Kind::branch: chosen.word = (c.word & 0xffff) | aimed(at + 4, 8, 0, true) << 16; break;
      case Kind::loop: chosen.word = (c.word & 0xffff) | aimed(at + 4, 8, 0, false) << 16; break;
      case Kind::branch_zero: chosen.word = (c.word & 0xfff) | aimed(at + 4, 12, 0, true) << 12; break;
      case Kind::jump: chosen.word = (c.word & 0x3f) | aimed(at + 4, 18, 0, true) << 6; break;
      case Kind::call: chosen.word = (c.word & 0x3f) | aimed((at & ~3u) + 4, 18, 2, true) << 6; break;
      case Kind::branch_narrow: {
        const u32 offset = aimed(at + 4, 6, 0, false);
        chosen.word = (c.word & 0xfcf) | (offset & 15) << 12 | offset >> 4 << 4;
        break;
      }
      default: break;
    }
    prepare(chosen);
  }
  case_.instructions.push_back(chosen);
}

u32 Generator::aimed(u32 from, unsigned width, unsigned scale, bool with_sign) {
  for (;;) {
    const u32 offset = bits() & ((1u << width) - 1);
    const bool negative = with_sign && offset >> (width - 1);
    const u32 target = from + ((negative ? offset - (1u << width) : offset) << scale);
    if (program_->lands(target)) return offset;
  }
}

// Gives the registers that an instruction aims with values that hit something.
void Generator::prepare(const Chosen& c) {
  const Encoding& e = encodings_[c.row];
  const u32 w = c.word, s = s_of(w), t = t_of(w);
  const unsigned scale = e.scale;
  const u32 misaligned = one_in(8) ? below(4) : 0;
  const u32 room = Program::scratch_size - 8;
  const u32 pointer = program_->scratch_of(number_) + (below(room) >> scale << scale) + misaligned;
  switch (e.kind) {
    case Kind::memory: reg(s) = pointer - ((e.bytes == 2 ? r_of(w) : w >> 16) << scale); break;
    case Kind::memory_words: reg(s) = pointer - 4 * r_of(w); break;
    case Kind::memory_post: reg(s) = pointer; break;
    case Kind::memory_index:
      if (s == t)
        reg(s) = (program_->scratch_of(number_) + below(8) * 8) / 2;
      else
        reg(t) = value(), reg(s) = pointer - reg(t);
      break;
    case Kind::mac_load:
      reg(s) = (pointer & ~3u) + 4 - 8 * (field(w, 20) & 1 ? 0u : 1u) + (one_in(8) ? misaligned : 0);
      break;
    case Kind::window_memory: reg(s) = pointer + 64 - 4 * r_of(w); break;
    case Kind::jump_register: reg(s) = landing(); break;
    case Kind::back: reg(0) = landing(); break;
    case Kind::back_window: reg(0) = (landing() & 0x3fff'ffff) | below(4) << 30; break;
    case Kind::loop:
      if (w >> 16 < Program::slot) reg(s) = rounds(e);
      break;
    case Kind::from_exception: prepare_return(e, w); break;
    case Kind::read_special: prepare_read(e); break;
    case Kind::write_special:
    case Kind::exchange_special: prepare_write(e, w); break;
    case Kind::wait:  // for what is there already, once the level is down
      case_.state[ps_word] = (status() & ~0x1fu) | (1 + below(15));
      special("interrupt") = special("intenable") = 1u << model_.software_interrupt;
      break;
    default: break;
  }
}

void Generator::prepare_return(const Encoding& e, u32 word) {
  if (e.name == "rfde") {
    special("depc") = landing();
  } else if (e.name == "rfi") {
    special("epc" + std::to_string(s_of(word))) = landing();
    special("eps" + std::to_string(s_of(word))) = status();
  } else {
    special("epc1") = landing();
  }
}

// WINDOWSTART has 8 bits there and 16 here, otherwise twice the same 8; without checks of windows its upper half can be
// 0.
void Generator::prepare_read(const Encoding& e) {
  if (!e.name.ends_with(".windowstart")) return;
  special("windowstart") &= 0xff;
  case_.state[ps_word] |= 0x10;
}

void Generator::prepare_write(const Encoding& e, u32 word) {
  prepare_read(e);
  u32& value = reg(t_of(word));
  const std::string_view name = std::string_view{e.name}.substr(4);
  if (name == "ps" || name.starts_with("eps")) value = status();
  // Not round the end of the window, which is not at the same place on both sides.
  if (name == "windowbase") value = case_.state[base_word] + below(8 - case_.state[base_word]);
  if (name == "windowstart") value |= 1u << case_.state[base_word];
  if (name == "vecbase")
    value = model_.base + Program::vectors + below(Program::vector_tables) * Program::vector_table_size;
  if (name == "litbase") value = special("litbase") ^ one_in(2);
  if (name.starts_with("int")) value &= 0xf8f;
  if (name == "exccause") value &= 0x3f;  // QEMU keeps 32 bits
}

u32 Generator::number() {
  constexpr u32 edges[] = {0,           1,           2,           31,          32,          33,
                           127,         128,         255,         0x7fff,      0x8000,      0xffff,
                           0x7fff'ffff, 0x8000'0000, 0x8000'0001, 0xffff'ffff, 0xffff'ff80, 0xffff'8000};
  const u32 kind = below(8);
  if (kind < 2) return below(64);
  if (kind < 4) return edges[below(std::size(edges))];
  if (kind == 4) return bits() & 0xffff;
  if (kind == 5) return static_cast<u32>(static_cast<i32>(bits()) >> below(32));
  return bits();
}

// A number, or a single-precision one.
u32 Generator::value() {
  constexpr u32 special[] = {0, 0x7f80'0000, 0x7fc0'0000, 0x7f80'0001, 0x7f7f'ffff, 0x0080'0000, 0x007f'ffff,
                             1, 0x3f80'0000, 0x4f00'0000, 0x4f80'0000, 0x3f00'0000, 0x7fc1'2345};
  const u32 sign = bits() & 0x8000'0000;
  switch (below(6)) {
    case 0: return special[below(std::size(special))] | sign;
    case 1: return (bits() & 0x007f'ffff) | (100 + below(60)) << 23 | sign;
    case 2: return (below(16) << 19) | (120 + below(16)) << 23 | sign;
    default: return number();
  }
}

u32 Generator::status() {
  const u32 level = one_in(4) ? below(16) : 0;
  const u32 exception = one_in(4) ? 0x10 : 0, user = one_in(2) ? 0x20 : 0;
  if (!model_.has(windows)) return level | exception | user;
  return level | exception | user | below(8) << 8 | below(4) << 16 | (one_in(4) ? 0 : 0x4'0000);
}

void Generator::random_state() {
  case_.state.resize(model_.words.size());
  for (unsigned i = 0; i < case_.state.size(); ++i) {
    u32& w = case_.state[i];
    const Word& word = model_.words[i];
    const std::string_view name = word.name;
    w = value();
    if (word.what == Word::What::address && i > first_register && one_in(8)) w = case_.state[i - 1];
    if (name == "pc") w = case_.at;
    if (name == "ps" || name.starts_with("eps")) w = status();
    if (name == "windowbase") w = 3 + below(2);  // not round the end of the window (prepare_write)
    if (name == "windowstart") w = ((bits() & bits() & 0xff) | 1u << case_.state[base_word]) * 0x101;
    if (name == "lbeg" || name == "lend") w = landing();
    if (name == "lcount" && one_in(2)) w = below(4);
    if (name == "sar") w = below(33);
    if (name == "cpenable") w = one_in(8) ? 0 : 1;
    if (name == "interrupt" || name == "intenable") w = one_in(8) ? 1u << model_.software_interrupt : 0;
    if (name == "vecbase") w = model_.base + Program::vectors;
    if (name == "exccause") w = below(64);
    if (name == "fcr") w = below(4) | (one_in(4) ? below(32) << 2 : 0);
    if (name == "fsr") w = below(32) << 7;
    if (name == "litbase")
      w = one_in(2) ? ((model_.base + Program::code + 0x4'0000 + below(0x10000)) & ~0xfffu) | 1 : 0;
  }
}

}  // namespace xtensa_fuzz
