#pragma once
// A batch of cases, and what two that ran it disagree on.
#include <map>
#include <span>
#include <string>

#include "tests/cpu/xtensa/fuzz/generator.hpp"

namespace xtensa_fuzz {

struct Batch {
  Batch(const Model&, const std::vector<Encoding>&, unsigned cases, u64 seed, u64 number);
  Chosen nop() const;
  void place(unsigned n);  // puts a case, as it is, into the program

  Program program;
  const std::vector<Encoding>& encodings;
  u64 number;
  std::vector<Case> cases;
};

struct Hits {
  std::vector<u64> row;                  // per encoding, in how many cases
  std::map<u32, u64> doors;              // by which cases were left
  std::map<std::string_view, u64> ours;  // per name in our decoder's table
  u64 cases = 0, undefined = 0, instructions = 0;
};
void count(const Batch&, std::span<const u8> data, Hits&);

// What differs in the n-th case, one line each; nothing if the two agree.
std::string differences(const Batch&, unsigned n, std::span<const u8> ours, std::span<const u8> qemu);
// The case itself: its instructions and the state that it starts from.
std::string describe(const Batch&, unsigned n);
std::string mnemonics(const Batch&, unsigned n);
std::string door_name(const Model&, u32 number);

}  // namespace xtensa_fuzz
