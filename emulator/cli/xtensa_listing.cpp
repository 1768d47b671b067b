#include "emulator/cli/xtensa_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cpu/xtensa/pie.hpp"

namespace cli {

using namespace emulator;

namespace {

// What one reading finds out changes where instructions begin in the next.
constexpr unsigned readings = 3;

struct ChipCore {
  std::string_view chip;
  const cpu::xtensa::Config* core;
};
constexpr std::array cores{ChipCore{"ESP32", &cpu::xtensa::lx6}, ChipCore{"ESP32-S2", &cpu::xtensa::lx7_s2},
                           ChipCore{"ESP32-S3", &cpu::xtensa::lx7_s3}, ChipCore{"ESP8266", &cpu::xtensa::lx106}};

// Opcodes by their lowest bits, in every configuration: L32R; CALL4, CALL8 and CALL12; ENTRY.
bool loads_literal(u32 word) { return (word & 0xf) == 1; }
bool calls_windowed(u32 word) { return (word & 0xf) == 5 && word & 0x30; }
bool is_entry(u32 word) { return (word & 0xff) == 0x36; }

bool is_place(const Symbol& s) { return s.kind == SymbolKind::Function || s.kind == SymbolKind::Label; }

}  // namespace

const cpu::xtensa::Config* xtensa_core(std::string_view chip) {
  const auto found = std::ranges::find(cores, chip, &ChipCore::chip);
  return found == cores.end() ? nullptr : found->core;
}

std::string xtensa_chips() {
  std::string names;
  for (const ChipCore& c : cores) names += fmt::format("{}{}", names.empty() ? "" : ", ", c.chip);
  return names;
}

XtensaListing::XtensaListing(const cpu::xtensa::Config& config, std::vector<XtensaCode> code,
                             std::vector<const Image*> names)
    : config_(config), names_(std::move(names)) {
  for (const XtensaCode& c : code) mark_symbols(pieces_.emplace_back(Piece{c, std::vector<u8>(c.bytes.size())}));
  for (unsigned i = 0; i < readings; ++i) mark_what_code_names();
}

// ---- what is what

void XtensaListing::mark(u32 address, Mark what) {
  for (Piece& p : pieces_)
    if (address - p.code.address < p.code.bytes.size()) p.marks[address - p.code.address] |= what;
}

void XtensaListing::mark_symbols(Piece& piece) const {
  const u64 first = piece.code.address, end = first + piece.code.bytes.size();
  for (const Image* image : names_)
    for (const Symbol& s : image->symbols) {
      if (s.address < first || s.address >= end) continue;
      const std::size_t at = s.address - first;
      if (is_place(s)) piece.marks[at] |= begins;
      if (s.kind != SymbolKind::Object || s.address % 4) continue;
      for (std::size_t i = at; i + 4 <= at + s.size && i + 4 <= piece.marks.size(); i += 4) piece.marks[i] |= data;
    }
}

void XtensaListing::mark_what_code_names() {
  std::vector<std::pair<u32, Mark>> found;
  for (const Piece& piece : pieces_)
    for (std::size_t at = 0; at < piece.code.bytes.size();) {
      const Unit u = unit(piece, at);
      const u32 address = piece.code.address + static_cast<u32>(at);
      at += u.size;
      if (u.kind != Kind::instruction) continue;
      const auto named = cpu::xtensa::named_address(u.word, address, config_);
      if (!named) continue;
      if (loads_literal(u.word)) found.emplace_back(*named, data);
      if (const auto there = value_at(*named, 3); calls_windowed(u.word) && there && is_entry(*there))
        found.emplace_back(*named, begins);
    }
  for (Piece& piece : pieces_) {
    std::ranges::fill(piece.marks, u8{0});
    mark_symbols(piece);
  }
  for (const auto& [address, what] : found) mark(address, what);
}

XtensaListing::Unit XtensaListing::unit(const Piece& piece, std::size_t offset) const {
  const auto bytes = piece.code.bytes.subspan(offset);
  u32 word = 0;
  for (unsigned i = 0; i < 4 && i < bytes.size(); ++i) word |= u32{bytes[i]} << 8 * i;
  const auto free = [&](unsigned size, u8 marks) {  // up to where something else begins
    unsigned n = 1;
    while (n < size && n < bytes.size() && !(piece.marks[offset + n] & marks)) ++n;
    return n;
  };
  const u8 here = piece.marks[offset];
  if (here & data && !(here & begins) && free(4, begins | data) == 4) return {Kind::word, 4, word};
  const unsigned wanted = cpu::xtensa::length_of(word), size = free(wanted, begins | data);
  if (wanted < 4) word &= (1u << 8 * wanted) - 1;
  const bool known =
      cpu::xtensa::find_row(word, config_) || (config_.has(cpu::xtensa::Option::pie) && cpu::xtensa::pie::find(word));
  const bool whole = size == wanted && known;
  return {whole ? Kind::instruction : Kind::bytes, size, word};
}

const XtensaListing::Piece* XtensaListing::piece_with(u32 address, unsigned size) const {
  for (const Piece& p : pieces_)
    if (const u32 at = address - p.code.address; at < p.code.bytes.size() && size <= p.code.bytes.size() - at)
      return &p;
  return nullptr;
}

std::optional<u32> XtensaListing::value_at(u32 address, unsigned size) const {
  const Piece* piece = piece_with(address, size);
  if (!piece) return {};
  u32 value = 0;
  for (unsigned i = 0; i < size; ++i) value |= u32{piece->code.bytes[address - piece->code.address + i]} << 8 * i;
  return value;
}

// ---- text

const Symbol* XtensaListing::symbol_at(u32 address) const {
  for (const Image* image : names_)
    if (const Symbol* s = image->symbol_at(address); s && s->kind != SymbolKind::Absolute) return s;
  return nullptr;
}

std::string XtensaListing::name_of(u32 address) const {
  const Symbol* s = symbol_at(address);
  if (!s) return {};
  const u32 beyond = address - s->address;
  return beyond ? fmt::format(" <{}+{:#x}>", s->name, beyond) : fmt::format(" <{}>", s->name);
}

// What an address names; of a literal also its value, and what that names.
std::string XtensaListing::comment(const Unit& u, u32 at) const {
  const auto named = cpu::xtensa::named_address(u.word, at, config_);
  if (!named) return {};
  if (!loads_literal(u.word)) return name_of(*named);
  const auto value = value_at(*named, 4);
  return value ? fmt::format("  ; {:#010x}{}", *value, name_of(*value)) : std::string{};
}

std::string XtensaListing::line(const Unit& u, u32 at) const {
  std::string text;
  if (const Symbol* s = symbol_at(at); s && s->address == at) text = fmt::format("\n{}:\n", s->name);
  std::string bytes, instruction;
  switch (u.kind) {
    case Kind::word:
      bytes = fmt::format("{:08x}", u.word);
      instruction = fmt::format(".word {:#010x}{}", u.word, name_of(u.word));
      break;
    case Kind::instruction:
      bytes = fmt::format("{:0{}x}", u.word, 2 * u.size);
      instruction = cpu::xtensa::disassemble(u.word, at, config_) + comment(u, at);
      break;
    case Kind::bytes:
      instruction = ".byte";
      for (unsigned i = 0; i < u.size; ++i) {
        const u32 byte = u.word >> 8 * i & 0xff;
        bytes.insert(0, fmt::format("{:02x}", byte));
        instruction += fmt::format("{} {:#04x}", i ? "," : "", byte);
      }
  }
  return text + fmt::format("{:08x}  {:<8}  {}\n", at, bytes, instruction);
}

bool XtensaListing::range(u64 from, u64 to, const Print& print) const {
  bool any = false;
  for (const Piece& piece : pieces_)
    for (std::size_t at = 0; at < piece.code.bytes.size();) {
      const u64 address = piece.code.address + at;
      if (address >= to) break;
      const Unit u = unit(piece, at);
      at += u.size;
      if (address + u.size <= from) continue;
      print(line(u, static_cast<u32>(address)));
      any = true;
    }
  return any;
}

}  // namespace cli
