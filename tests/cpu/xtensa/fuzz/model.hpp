#pragma once
// The cores that are compared, and what the state of each is: a row of words that the driver loads and stores.
#include "cpu/xtensa/profile.hpp"
#include "tests/cpu/xtensa/fuzz/encodings.hpp"

namespace xtensa_fuzz {

struct Word {
  enum class What : u8 { control, address, special, user, floating };
  std::string name;
  What what;
  u8 number;
};

struct Vector {
  u32 offset;
  std::string_view name;
};

struct LeftOut {
  std::string_view instructions;  // as the decoder's table names them
  std::string_view why;
};

struct Model {
  std::string_view name, qemu;  // as -cpu names it
  cpu::xtensa::Config config;   // of our core
  u32 options;                  // Need
  unsigned registers;           // of QEMU's
  unsigned enter;               // the level whose RFI enters a case; its EPC, EPS and EXCSAVE are the driver's
  unsigned software_interrupt;  // of level 1
  u32 base;                     // of RAM
  u32 reset;                    // where QEMU begins, whatever a file's entry point
  std::vector<Vector> vectors;
  std::vector<Register> special, user;
  std::vector<Word> words;  // of a state
  std::vector<LeftOut> left_out;

  unsigned word(std::string_view name) const;  // where in a state
  bool has(Need n) const { return options & n; }
};

// A state's first words.
enum : unsigned { pc_word, ps_word, base_word, first_register };

const std::vector<Model>& models();

}  // namespace xtensa_fuzz
