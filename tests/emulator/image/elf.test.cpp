#include "emulator/image/elf.hpp"

#include <catch2/catch.hpp>

#include "samples.hpp"

using namespace emulator;
using samples::Bytes;
using samples::counting;

namespace {

std::string error(const Bytes& bytes) {
  try {
    load_elf32(bytes, "firmware.elf");
  } catch (const ImageError& e) { return e.what(); }
  return "no error";
}

Bytes changed(std::size_t at, const Bytes& to) {
  Bytes file = samples::elf();
  std::copy(to.begin(), to.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
  return file;
}

}  // namespace

TEST_CASE("ELF: file bytes go to their physical addresses, .bss gives none", "[image]") {
  const Image image = load_elf32(samples::elf(), "firmware.elf");
  auto expected = counting(32);
  const auto data = counting(8, 0x80);
  expected.insert(expected.end(), data.begin(), data.end());
  CHECK(image.segments == std::vector<Segment>{{0, expected}});
  CHECK(image.machine == ElfMachine::Arm);
  CHECK(image.entry == 0x101);
}

TEST_CASE("ELF: symbols are sorted, without the Thumb bit, and found by name and address", "[image]") {
  const Image image = load_elf32(samples::elf(40, {{0, 0, counting(64), 64}},
                                              {{"main", 0x11, 8, 0x12, 1},
                                               {"helper", 0x19, 4, 0x02, 1},
                                               {"$t", 0x10, 0, 0x00, 1},
                                               {"table", 0x20, 4, 0x11, 1},
                                               {"label", 0x30, 0, 0x10, 1},
                                               {"_estack", 0x20004000, 0, 0x10, 0xfff1},
                                               {"printf", 0, 0, 0x12, 0},
                                               {"a.c", 0, 0, 0x04, 0xfff1},
                                               {".text", 0, 0, 0x03, 1}}),
                                 "firmware.elf");
  REQUIRE(image.symbols.size() == 6);  // not the undefined one, the file and the section
  CHECK(image.symbols[0].name == "$t");
  CHECK(image.symbols[0].kind == SymbolKind::Mapping);
  CHECK(image.symbols[1].name == "main");
  CHECK(image.symbols[1].address == 0x10);
  CHECK(image.symbols[1].kind == SymbolKind::Function);
  CHECK(image.symbols[1].global);
  CHECK_FALSE(image.symbol("helper")->global);
  CHECK(image.symbol("table")->kind == SymbolKind::Object);
  CHECK(image.symbol("_estack")->kind == SymbolKind::Absolute);
  CHECK(image.symbol("nothing") == nullptr);
  CHECK(image.symbol_at(0x17)->name == "main");
  CHECK(image.symbol_at(0x18)->name == "helper");
  CHECK(image.symbol_at(0x1c) == nullptr);
  CHECK(image.symbol_at(0x33)->name == "label");
  CHECK(image.symbol_at(0x40) == nullptr);  // outside of every segment
  CHECK(image.symbol_at(0x20004000) == nullptr);
}

TEST_CASE("ELF: Arm, Xtensa and RISC-V are known, others are named", "[image]") {
  CHECK(load_elf32(samples::elf(94, {{0, 0, {1}, 1}}, {}), "a").machine == ElfMachine::Xtensa);
  CHECK(load_elf32(samples::elf(243, {{0, 0, {1}, 1}}, {}), "a").machine == ElfMachine::RiscV);
  CHECK(error(samples::elf(62, {{0, 0, {1}, 1}}, {})) ==
        "firmware.elf: is a program for ELF machine 62, not for Arm, Xtensa or RISC-V");
}

TEST_CASE("ELF: what is wrong is named", "[image]") {
  CHECK(error(changed(4, {2})) == "firmware.elf: is a 64-bit ELF file; the chips here are 32-bit");
  CHECK(error(changed(4, {0})) == "firmware.elf: has ELF class 0, should be 1 (32-bit)");
  CHECK(error(changed(5, {2})) == "firmware.elf: is not a little-endian ELF file");
  CHECK(error(changed(16, {1})) == "firmware.elf: is an object file, not a linked program");
  CHECK(error(changed(16, {3})) == "firmware.elf: has ELF type 3, should be 2 (an executable)");
  CHECK(error(changed(42, {33})) == "firmware.elf: has program headers of 33 bytes, should be 32");
  CHECK(error(changed(46, {41})) == "firmware.elf: has section headers of 41 bytes, should be 40");
  CHECK(error(changed(44, {0, 0})) == "firmware.elf: is an ELF file with nothing to load");
  CHECK(error(changed(52 + 20, {1})) == "firmware.elf: program header 0: more bytes in the file than in memory");
  CHECK(error(changed(52 + 4, {0xff, 0xff})) == "firmware.elf: ends at 0x19b, inside the bytes of program header 0");
  CHECK(error(changed(52 + 16, {0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0x7f})) ==
        "firmware.elf: ends at 0x19b, inside the bytes of program header 0");
  CHECK(error(changed(52 + 32 + 12, {0x10})) ==
        "firmware.elf: program header 1: address 0x00000010 already has another value from program header 0");
  CHECK(error(samples::bytes("hello")) == "firmware.elf: is not an ELF file");
}

TEST_CASE("ELF: symbol tables that point nowhere are named", "[image]") {
  const Bytes good = samples::elf();
  const std::size_t table = good.size() - 80;  // the symbol table's section header
  CHECK(error(changed(table + 40 + 4, {2})) == "firmware.elf: section 2: a second symbol table");
  CHECK(error(changed(table + 24, {9})) == "firmware.elf: section 1: its names are in section 9, which does not exist");
  CHECK(error(changed(table + 19, {0x7f})) == "firmware.elf: ends at 0x19b, inside the symbol table");
  CHECK(error(changed(table + 40 + 19, {0x7f})) == "firmware.elf: ends at 0x19b, inside the symbol names");
  CHECK(error(changed(table + 40 + 20, {2})) ==
        "firmware.elf: symbol 2 has its name at 6, outside of the 2 bytes of names");
}
