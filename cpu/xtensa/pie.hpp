#pragma once
// PIE, the Processor Instruction Extensions of the ESP32-S3: which instructions there are and how they are written.
// None is executed: a core that comes to one says its name and raises an illegal instruction.
#include <span>
#include <string>
#include <string_view>

#include "emulator/types.hpp"

namespace cpu::xtensa::pie {

using namespace emulator;

struct Row {
  std::string_view pattern;  // bits as in cpu/decode.hpp, 24 or 32 of them
  // Operands in braces: letters of the pattern, the highest bits first; then what they are: a, q, f registers, or u, s
  // (signed) numbers times what follows.
  std::string_view assembly;
};

std::span<const Row> rows();
const Row* find(u32 word);  // of whole words; null: no instruction of PIE's
std::string disassemble(const Row&, u32 word);
constexpr std::string_view mnemonic(const Row& row) { return row.assembly.substr(0, row.assembly.find(' ')); }

}  // namespace cpu::xtensa::pie
