#include "tests/cpu/xtensa/engines/program.hpp"

#include <algorithm>
#include <stdexcept>

#include "cpu/xtensa/system.hpp"

namespace xtensa_engines {

namespace special = cpu::xtensa::special;
using cpu::xtensa::Row;

namespace {

constexpr u32 function_count = 24, pointers = 64;  // literals: pointers first, then the functions' addresses

const Row& row_of(std::string_view name) {
  for (const Row& row : cpu::xtensa::rows())
    if (row.instruction.name == name) return row;
  throw std::logic_error(std::string{name} + ": no such row");
}

bool among(std::string_view name, std::initializer_list<std::string_view> all) {
  return std::ranges::find(all, name) != all.end();
}

// What would stop a program, or is put in otherwise.
bool is_left_out(const Row& row) {
  const std::string_view name = row.instruction.name;
  return !cpu::xtensa::lx6.has(row.needs) ||
         among(name, {"WAITI", "SIMCALL", "RFDO", "RFDD", "RFI",   "RFDE",  "RFE",    "RFWO",
                      "RFWU",  "L32R",    "WSR",  "XSR",  "WUR",   "ENTRY", "CALL0",  "CALL4",
                      "CALL8", "CALL12",  "ROTW", "ILL",  "ILL.N", "BREAK", "BREAK.N"});
}

bool is_access(std::string_view name) {
  return among(name, {"L8UI",  "L16UI", "L16SI",  "L32I", "S8I",  "S16I",  "S32I", "L32I.N", "S32I.N",
                      "L32AI", "S32RI", "S32C1I", "L32E", "S32E", "S32NB", "LSI",  "LSIP",   "SSI",
                      "SSIP",  "LSX",   "SSX",    "LSXP", "SSXP", "LDINC", "LDDEC"});
}

}  // namespace

Program::Program(Random& random) : random_(random), bytes_(place::iram_size) {
  for (u32 i = 0; i < function_count; ++i) functions_.push_back(place::code + i * (place::code_size / function_count));
  write_vectors();
  write_literals();
  for (u32 i = 0; i < function_count; ++i) {
    at_ = functions_[i];
    write_function(i + 1 < function_count ? functions_[i + 1] : place::code + place::code_size);
  }
}

void Program::put(u32 word) {
  for (unsigned i = 0; i < cpu::xtensa::length_of(word); ++i)
    bytes_[at_++ - place::vectors] = static_cast<u8>(word >> 8 * i);
}

// Operands in the order of their letters' first appearance in the row's pattern.
void Program::put(std::string_view name, std::initializer_list<u32> operands) {
  const cpu::Encoding& e = row_of(name).instruction.encoding;
  u32 word = e.match;
  std::size_t i = 0;
  for (u32 value : operands) word |= cpu::scatter(value, e.bits[i++]);
  put(word);
}

void Program::write_vectors() {
  const auto frame = [](i32 offset) { return static_cast<u32>(offset + 64) / 4; };
  const auto save = [&](u32 reg, u32 base, i32 offset) { put("S32E", {frame(offset), base, reg}); };
  const auto fetch = [&](u32 reg, u32 base, i32 offset) { put("L32E", {frame(offset), base, reg}); };
  const auto begin = [&](u32 offset) { at_ = place::vectors + offset; };
  for (u32 size = 0; size < 3; ++size) {
    const u32 next = 5 + 4 * size;  // the stack pointer of the frame above
    begin(0x80 * size);
    for (u32 r = 0; r < 4; ++r) save(r, next, 4 * static_cast<i32>(r) - 16);
    if (size) fetch(0, 1, -12);
    for (u32 r = 4; size && r < 4 + 4 * size; ++r)
      save(r, 0, 4 * static_cast<i32>(r) - 16 - 16 * static_cast<i32>(size));
    put("RFWO", {});
    begin(0x80 * size + 0x40);
    for (u32 r = 0; r < 4; ++r) fetch(r, next, 4 * static_cast<i32>(r) - 16);
    if (size) fetch(7, 1, -12);
    for (u32 r = 4; size && r < 4 + 4 * size; ++r)
      if (r != 7) fetch(r, 7, 4 * static_cast<i32>(r) - 16 - 16 * static_cast<i32>(size));
    put("RFWU", {});
  }
  // Further interrupts wait until INTENABLE is written again.
  const auto quiet = [&] { put("MOVI", {0, 0, 0}), put("WSR", {special::intenable, 0}); };
  for (u32 level = 2; level < 8; ++level) {
    begin(0x180 + 0x40 * (level - 2));
    put("WSR", {special::excsave1 + level - 1, 0});
    if (level == 6) put("RSR", {special::epc1 + 5, 0}), put("ADDI", {3, 0, 0}), put("WSR", {special::epc1 + 5, 0});
    quiet();
    put("RSR", {special::excsave1 + level - 1, 0});
    put("RFI", {level});
  }
  for (u32 offset : {0x300u, 0x340u}) {
    begin(offset);
    put("WSR", {special::excsave1, 0});
    put("RSR", {special::epc1, 0});
    put("ADDI", {3, 0, 0});
    put("WSR", {special::epc1, 0});
    quiet();
    put("RSR", {special::excsave1, 0});
    put("RFE", {});
  }
  begin(0x3c0);
  put("RSR", {special::depc, 0});
  put("ADDI", {3, 0, 0});
  put("WSR", {special::depc, 0});
  put("RFDE", {});
}

u32 Program::pointer() {
  const u32 misaligned = one_in(8) ? below(4) : 0;
  switch (below(16)) {
    case 0: return place::device + 4 * below(16) + misaligned;
    case 1: return place::code + below(place::code_size) / 4 * 4 + misaligned;
    case 2: return place::rom + 4 * below(place::rom_size / 4) + misaligned;
    case 3:
    case 4:
    case 5: return place::more + 4 * below(place::more_size / 4) + misaligned;
    case 6: return place::dram + place::dram_size - 8 + below(16);  // an end
    case 7: return bits();
    default: return place::dram + 4 * below(place::dram_size / 4) + misaligned;
  }
}

void Program::write_literals() {
  at_ = place::literals;
  const auto word = [&](u32 value) {
    for (int i = 0; i < 4; ++i) bytes_[at_++ - place::vectors] = static_cast<u8>(value >> 8 * i);
  };
  for (u32 i = 0; i < pointers; ++i) word(pointer());
  for (u32 f : functions_) word(f);
}

// L32R of one of `count` literals.
void Program::literal(u32 reg, u32 first, u32 count) {
  const u32 address = place::literals + 4 * (first + below(count));
  put("L32R", {(address - ((at_ + 3) & ~3u)) >> 2 & 0xffff, reg});
}

void Program::special_register() {
  static constexpr u32 usual[] = {special::sar, special::lbeg, special::lcount, special::br, special::scompare1};
  static constexpr u32 seldom[] = {special::lend,      special::intenable,   special::ps,        special::windowbase,
                                   special::ccompare0, special::ccompare1,   special::intset,    special::cpenable,
                                   special::epc1,      special::windowstart, special::ccompare2, special::excsave1};
  const u32 number = one_in(4) ? seldom[below(std::size(seldom))] : usual[below(std::size(usual))];
  const u32 reg = below(16);
  if (number == special::lcount) put("MOVI.N", {below(16), reg, 0});
  if (number == special::ps) put("MOVI", {0, one_in(3) ? 0x20u : 0u, reg});
  if (number == special::windowstart && !one_in(4)) return;
  put(one_in(4) ? "XSR" : "WSR", {number, reg});
}

void Program::write_function(u32 end) {
  const u32 length = end - at_;
  starts_.push_back(at_);
  put("ENTRY", {2 + 2 * below(4), 1});
  while (at_ + 24 < end && at_ + length > end) {
    starts_.push_back(at_);
    any();
    if (one_in(24)) break;
  }
  put(one_in(8) ? "RET" : "RETW", {});
  while (at_ < end) bytes_[at_++ - place::vectors] = 0;
}

void Program::any() {
  switch (below(20)) {
    case 0: return special_register();
    case 1: {
      const u32 to = function();
      return put(std::array{"CALL0", "CALL4", "CALL8", "CALL8", "CALL12"}[below(5)],
                 {(to - (at_ & ~3u) - 4) >> 2 & 0x3'ffff});
    }
    case 2: {
      const u32 reg = 2 + below(6);
      literal(reg, pointers, function_count);
      return put(std::array{"CALLX0", "CALLX4", "CALLX8", "CALLX8", "CALLX12", "JX"}[below(6)], {reg});
    }
    case 3:
      if (one_in(12)) return put("ROTW", {below(16)});
      if (one_in(6)) return put("BREAK.N", {below(16)});
      if (one_in(6)) return put("ILL", {});
      return put("MOVI", {below(16), 0, below(16)});
    default: break;
  }
  const auto rows = cpu::xtensa::rows();
  const Row* row = nullptr;
  do row = &rows[below(static_cast<u32>(rows.size()))];
  while (is_left_out(*row));
  const cpu::Encoding& e = row->instruction.encoding;
  const std::string_view assembly = row->instruction.assembly;
  if (assembly.find("{i:branch}") != assembly.npos || assembly.find("{i:loop}") != assembly.npos) return branch(e);
  u32 word = e.match;
  for (std::size_t i = 0; i < e.operands; ++i) word |= e.bits[i] & bits();
  if (is_access(row->instruction.name) && !one_in(4)) {
    const u32 base = below(16);
    literal(base, 0, pointers);
    const auto s = e.find('s');
    if (s < e.operands) word = (word & ~e.bits[s]) | cpu::scatter(base, e.bits[s]);
    const auto i = e.find('i');
    if (i < e.operands && one_in(2)) word &= ~(e.bits[i] & cpu::scatter(0xfc, e.bits[i]));
  }
  put(word);
}

// To an instruction before, or a little way on.
void Program::branch(const cpu::Encoding& e) {
  u32 word = e.match;
  for (std::size_t i = 0; i < e.operands; ++i)
    if (e.letter[i] != 'i') word |= e.bits[i] & bits();
  const auto i = e.find('i');
  u32 offset = below(24) + 2;
  const bool loop = (e.match & 0xff) == 0x76 && (e.match & 0x8000);
  const bool narrow = e.width == 16;
  if (!loop && !narrow && one_in(3)) {
    const std::size_t back = 1 + below(8);
    if (back <= starts_.size()) offset = starts_[starts_.size() - back] - at_ - 4;
  }
  if (loop && !one_in(3)) put("MOVI.N", {below(8), word >> 8 & 15, 0});
  put(word | cpu::scatter(offset, e.bits[i]));
}

}  // namespace xtensa_engines
