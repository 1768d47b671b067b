#pragma once
// The two that run a batch's program: our core, and QEMU.
#include <stdexcept>

#include "tests/cpu/xtensa/fuzz/program.hpp"

namespace xtensa_fuzz {

// A batch that does not come to its end; `pc`: where it is.
struct NoEnd : std::runtime_error {
  NoEnd(u32 at, const std::string& what) : std::runtime_error(what), pc(at) {}
  u32 pc;
};

// The data region as the program leaves it. Throws a sentence if it does not come to its end.
std::vector<u8> run_ours(const Program&, std::string_view engine);
std::vector<u8> run_qemu(const Program&);

bool have_qemu();
std::string elf(const Program&);  // as QEMU takes it

}  // namespace xtensa_fuzz
