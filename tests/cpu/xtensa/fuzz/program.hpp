#pragma once
// A batch as one program for the bare machine: a driver that loads a case's state, enters its code, and stores the
// state that it leaves through whichever door: behind the code, or a vector. The same program runs in QEMU and on our
// core.
#include <span>

#include "tests/cpu/xtensa/fuzz/assembler.hpp"
#include "tests/cpu/xtensa/fuzz/model.hpp"

namespace xtensa_fuzz {

class Program {
 public:
  // Where things are, from the base of RAM.
  static constexpr u32 globals = 0x100, vectors = 0x4000, driver = 0x6000, code = 0x8'0000;
  static constexpr u32 vector_tables = 3, vector_table_size = 0x400;  // all alike, for a VECBASE that changes
  // A case's code: it begins here or up to 3 bytes further; then come zeros, which are ILL wherever one lands.
  static constexpr u32 slot = 64, longest = 22, way_out = 15;
  static constexpr u32 scratch_size = 64;

  Program(const Model&, unsigned cases);

  // A place for a jump to land on: an ILL, whose exception tells where it was.
  u32 landing(u32 chance) const;
  bool lands(u32 address) const;

  u32 slot_of(unsigned n) const { return model.base + code + slot * n; }
  u32 scratch_of(unsigned n) const { return block_of(n) + out_offset_ - scratch_size; }
  void put_case(unsigned n, u32 at, std::span<const u8> instructions);
  void put_state(unsigned n, std::span<const u32> words);
  void put_scratch(unsigned n, std::span<const u8>);

  // What of memory is a case's, after a run: its scratch and the state it left.
  struct Result {
    std::span<const u8> scratch;
    std::vector<u32> words;
  };
  Result result(std::span<const u8> data, unsigned n) const;
  u8* result_word(std::span<u8> data, unsigned n, unsigned word) const {
    return data.data() + stride_ * n + out_offset_ + 4 * word;
  }

  u32 entry() const { return model.base + driver; }
  u32 finish() const { return finish_; }  // where the driver waits at the end, if it does not call QEMU
  u32 data() const { return block_of(0); }
  u32 data_size() const { return stride_ * cases; }
  // All of RAM that matters; `for_qemu`: it ends with semihosting calls that write the data out and exit.
  std::vector<u8> image(bool for_qemu) const;

  const Model& model;
  const unsigned cases;

 private:
  u32 block_of(unsigned n) const { return data_ + stride_ * n; }
  void put(u32 address, std::span<const u8>);
  void put_word(u32 address, u32 value);
  void write_vectors();
  void pointer_to_globals(Assembler&, u32 reg) const;
  void load_state(Assembler&) const;
  void store_state(Assembler&) const;

  u32 out_offset_, stride_, data_;
  u32 finish_ = 0;
  std::vector<u8> memory_;
};

}  // namespace xtensa_fuzz
