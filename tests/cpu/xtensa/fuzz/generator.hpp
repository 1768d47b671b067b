#pragma once
// Random cases: an instruction or a few, and a state in which they may do something.
#include <array>
#include <map>
#include <vector>

#include "emulator/random.hpp"
#include "tests/cpu/xtensa/fuzz/program.hpp"

namespace xtensa_fuzz {

struct Chosen {
  std::size_t row;  // of the encodings; npos: none of them
  u32 word;
  unsigned bytes;
};
constexpr std::size_t no_row = ~std::size_t{0};

struct Case {
  u32 at;
  std::vector<Chosen> instructions;
  std::vector<u32> state;
  std::array<u8, Program::scratch_size> scratch;
};

class Generator {
 public:
  Generator(const Model&, const std::vector<Encoding>&, u64 seed, u64 batch);

  // The n-th case of a batch; what it needs of the program is where things are.
  Case make(const Program&, unsigned n);

 private:
  u32 below(u32 n) { return random_.below(n); }
  u32 bits() { return static_cast<u32>(random_.next()); }
  bool one_in(u32 n) { return below(n) == 0; }

  Chosen any(std::size_t row);
  Chosen one_of(Kind);
  Chosen undefined();
  void add_undefined();
  void sequence();
  void add_plain();
  void looping();
  void add(const Chosen&);
  u32 here() const;

  void random_state();
  u32 value();
  u32 number();
  u32 rounds(const Encoding&);
  u32 status();
  u32 landing() { return program_->landing(bits()); }
  u32 aimed(u32 from, unsigned bits, unsigned scale, bool with_sign);  // a branch's offset field that lands somewhere

  void prepare(const Chosen&);
  void prepare_return(const Encoding&, u32 word);
  void prepare_read(const Encoding&);
  void prepare_write(const Encoding&, u32 word);
  u32& reg(u32 n) { return case_.state[first_register + n]; }
  u32& special(std::string_view name) { return case_.state[model_.word(name)]; }

  const Model& model_;
  const std::vector<Encoding>& encodings_;
  std::map<Kind, std::vector<std::size_t>> by_kind_;
  Random random_;
  const Program* program_ = nullptr;
  unsigned number_ = 0;
  Case case_;
};

bool may_end_a_loop(Kind);
// Does the architecture leave open what it does?
bool is_open(const Encoding&, u32 word);

}  // namespace xtensa_fuzz
