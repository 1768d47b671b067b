#include "emulator/image/elf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "emulator/image/reader.hpp"
#include "emulator/image/segments.hpp"

namespace emulator {

namespace {

// Names and values of gABI 4.1 chapters 4 and 5.
enum : std::uint32_t {
  ET_REL = 1,
  ET_EXEC = 2,
  EM_ARM = 40,
  EM_XTENSA = 94,
  EM_RISCV = 243,
  PT_LOAD = 1,
  SHT_SYMTAB = 2
};
enum : std::uint32_t {
  SHN_UNDEF = 0,
  SHN_ABS = 0xfff1,
  SHN_COMMON = 0xfff2,
  STT_OBJECT = 1,
  STT_FUNC = 2,
  STT_SECTION = 3,
  STT_FILE = 4,
  STB_LOCAL = 0
};
constexpr std::size_t kProgramHeaderSize = 32;
constexpr std::size_t kSectionHeaderSize = 40;
constexpr std::size_t kSymbolSize = 16;
constexpr std::size_t kMostNameBytes = std::size_t{64} << 20;

struct Header {
  std::uint16_t machine = 0;
  std::uint32_t entry = 0;
  std::uint32_t program_headers = 0;
  std::uint32_t section_headers = 0;
  std::uint16_t program_header_count = 0;
  std::uint16_t section_header_count = 0;
};

struct Section {
  std::uint32_t type = 0;
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t link = 0;
};

class ElfReader {
 public:
  ElfReader(std::span<const std::uint8_t> bytes, std::string_view source)
      : reader_(bytes, source, "the ELF header"), segments_(Places(source, "program header")) {
    image_.source = source;
    image_.format = ImageFormat::Elf;
  }

  Image read() {
    read_header();
    read_segments();
    read_symbols();
    if (image_.segments.empty()) throw reader_.error("is an ELF file with nothing to load");
    return std::move(image_);
  }

 private:
  void read_header() {
    reader_.skip(4);
    const auto file_class = reader_.u8();
    const auto encoding = reader_.u8();
    if (file_class == 2) throw reader_.error("is a 64-bit ELF file; the chips here are 32-bit");
    if (file_class != 1) throw reader_.error(fmt::format("has ELF class {}, should be 1 (32-bit)", file_class));
    if (encoding != 1) throw reader_.error("is not a little-endian ELF file");
    reader_.seek(16);
    const auto type = reader_.u16();
    header_.machine = reader_.u16();
    if (type == ET_REL) throw reader_.error("is an object file, not a linked program");
    if (type != ET_EXEC) throw reader_.error(fmt::format("has ELF type {}, should be 2 (an executable)", type));
    image_.machine = machine();
    reader_.skip(4);
    header_.entry = reader_.u32();
    header_.program_headers = reader_.u32();
    header_.section_headers = reader_.u32();
    reader_.skip(6);
    const auto program_header_size = reader_.u16();
    header_.program_header_count = reader_.u16();
    const auto section_header_size = reader_.u16();
    header_.section_header_count = reader_.u16();
    if (header_.program_header_count != 0 && program_header_size != kProgramHeaderSize) {
      throw reader_.error(
          fmt::format("has program headers of {} bytes, should be {}", program_header_size, kProgramHeaderSize));
    }
    if (header_.section_header_count != 0 && section_header_size != kSectionHeaderSize) {
      throw reader_.error(
          fmt::format("has section headers of {} bytes, should be {}", section_header_size, kSectionHeaderSize));
    }
    image_.entry = header_.entry;
  }

  ElfMachine machine() const {
    switch (header_.machine) {
      case EM_ARM: return ElfMachine::Arm;
      case EM_XTENSA: return ElfMachine::Xtensa;
      case EM_RISCV: return ElfMachine::RiscV;
      default:
        throw reader_.error(
            fmt::format("is a program for ELF machine {}, not for Arm, Xtensa or RISC-V", header_.machine));
    }
  }

  void read_segments() {
    for (std::uint32_t i = 0; i < header_.program_header_count; ++i) {
      reader_.inside("the program headers");
      reader_.seek(header_.program_headers + std::uint64_t{i} * kProgramHeaderSize);
      const auto type = reader_.u32();
      const auto offset = reader_.u32();
      reader_.skip(4);
      const auto address = reader_.u32();
      const auto file_size = reader_.u32();
      const auto memory_size = reader_.u32();
      reader_.skip(8);
      if (type != PT_LOAD || file_size == 0) continue;
      if (file_size > memory_size)
        throw reader_.error(fmt::format("program header {}: more bytes in the file than in memory", i));
      reader_.inside(fmt::format("the bytes of program header {}", i));
      reader_.seek(offset);
      segments_.add(address, reader_.take(file_size), i);
    }
    image_.segments = segments_.finish();
  }

  Section section(std::uint32_t index) {
    reader_.inside("the section headers");
    reader_.seek(header_.section_headers + std::uint64_t{index} * kSectionHeaderSize + 4);
    Section result;
    result.type = reader_.u32();
    reader_.skip(8);
    result.offset = reader_.u32();
    result.size = reader_.u32();
    result.link = reader_.u32();
    reader_.skip(12);
    return result;
  }

  void read_symbols() {
    bool seen = false;
    for (std::uint32_t i = 0; i < header_.section_header_count; ++i) {
      const Section table = section(i);
      if (table.type != SHT_SYMTAB) continue;
      if (std::exchange(seen, true))
        throw reader_.error(fmt::format("section {}: a second symbol table", i));  // gABI 4.1: one
      if (table.link >= header_.section_header_count)
        throw reader_.error(
            fmt::format("section {}: its names are in section {}, which does not exist", i, table.link));
      const Section names = section(table.link);
      reader_.inside("the symbol names");
      reader_.seek(names.offset);
      read_symbol_table(table, reader_.take(names.size));
    }
    std::stable_sort(image_.symbols.begin(), image_.symbols.end(), [](const Symbol& a, const Symbol& b) {
      return std::tie(a.address, a.name) < std::tie(b.address, b.name);
    });
  }

  void read_symbol_table(const Section& table, std::span<const std::uint8_t> names) {
    reader_.inside("the symbol table");
    reader_.seek(table.offset);
    for (std::uint32_t i = 0; i < table.size / kSymbolSize; ++i) {
      const auto name = reader_.u32();
      Symbol symbol;
      symbol.address = reader_.u32();
      symbol.size = reader_.u32();
      const auto info = reader_.u8();
      reader_.skip(1);
      const auto where = reader_.u16();
      const std::uint32_t type = info & 0xf;
      if (where == SHN_UNDEF || where == SHN_COMMON || type == STT_SECTION || type == STT_FILE) continue;
      if (name >= names.size())
        throw reader_.error(
            fmt::format("symbol {} has its name at {}, outside of the {} bytes of names", i, name, names.size()));
      symbol.name = text_at(names.subspan(name));
      if (symbol.name.empty()) continue;
      symbol.global = info >> 4 != STB_LOCAL;
      symbol.kind = kind(symbol.name, type, where);
      if (header_.machine == EM_ARM && symbol.kind == SymbolKind::Function) symbol.address &= ~1u;
      image_.symbols.push_back(std::move(symbol));
    }
  }

  std::string text_at(std::span<const std::uint8_t> bytes) {
    std::string text(bytes.begin(), std::find(bytes.begin(), bytes.end(), std::uint8_t{0}));
    name_bytes_ += text.size();
    if (name_bytes_ > kMostNameBytes)
      throw reader_.error(fmt::format("has more than {} MiB of symbol names", kMostNameBytes >> 20));
    return text;
  }

  static SymbolKind kind(std::string_view name, std::uint32_t type, std::uint32_t where) {
    if (type == STT_FUNC) return SymbolKind::Function;
    if (type == STT_OBJECT) return SymbolKind::Object;
    if (where == SHN_ABS) return SymbolKind::Absolute;
    const bool mapping =
        name.size() >= 2 && name[0] == '$' && std::string_view("adtx").find(name[1]) != std::string_view::npos;
    return mapping ? SymbolKind::Mapping : SymbolKind::Label;
  }

  Reader reader_;
  SegmentBuilder segments_;
  Header header_;
  Image image_;
  std::size_t name_bytes_ = 0;
};

}  // namespace

bool is_elf(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 4 && bytes[0] == 0x7f && bytes[1] == 'E' && bytes[2] == 'L' && bytes[3] == 'F';
}

Image load_elf32(std::span<const std::uint8_t> bytes, std::string_view source) {
  if (!is_elf(bytes)) throw Places(source, "").error("is not an ELF file");
  return ElfReader(bytes, source).read();
}

}  // namespace emulator
