#pragma once
// Instructions that the reference engine leaves to the guest, compared with Unicorn itself.
#include <optional>
#include <string>

#include "tests/cpu/thumb/fuzz/generator.hpp"

namespace fuzz {

// MRS, MSR and CPS in thread mode, in random states. The first disagreement.
std::optional<std::string> compare_status_access(Generator&, unsigned cases, u64& done);
// Every halfword: does Unicorn find an instruction where our table has one, and none where it has none?
std::optional<std::string> compare_decoding();

// The same for 32-bit instructions, as many as `cases`.
std::optional<std::string> compare_wide_decoding(Generator&, unsigned cases, u64& done);

}  // namespace fuzz
