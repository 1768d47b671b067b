#pragma once
// Random instructions and states: every row of the decoder table as often as any other, pointers that often lead
// somewhere.
#include "cpu/thumb/translator.hpp"
#include "emulator/random.hpp"
#include "tests/cpu/thumb/fuzz/side.hpp"

namespace fuzz {

struct Chosen {
  u32 word;
  unsigned bytes;
  std::size_t row;  // of the table
};

class Generator {
 public:
  Generator(u64 seed, u64 batch) : random_(seed ^ batch * 0x2545'f491'4f6c'dd1d, "thumb fuzz") {}

  Chosen instruction();        // any but those whose result the architecture leaves open
  Chosen plain();              // one that goes on with the next instruction
  Chosen comparison();         // CMP, CMN or TST
  Chosen conditional(i32 by);  // a conditional branch
  State state(u32 pc);
  void fill(std::span<u8> bytes);
  u32 below(u32 n) { return random_.below(n); }

 private:
  u32 word() { return static_cast<u32>(random_.next()); }
  u32 value();

  Random random_;
};

// The bits that our table ignores, as the manual wants them: (1) in MRS, MSR, DSB, DMB, ISB; (0) everywhere else.
u32 with_fixed_bits(u32 word, unsigned bytes);
// Ends a block: leads elsewhere, or is the processor's own.
bool is_plain(u32 word, unsigned bytes);
// Does the architecture leave open what it does (DDI 0419E: UNPREDICTABLE, UNKNOWN)?
bool is_open(u32 word, unsigned bytes);

}  // namespace fuzz
