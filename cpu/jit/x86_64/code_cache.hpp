#pragma once
// Host code by guest address: where it lies, how one piece jumps to another, and how all of it is given up when the
// room is used up. The memory is mapped twice, once to be written and once to be executed.
#include <asmjit/core.h>

#include <span>
#include <unordered_map>
#include <vector>

#include "emulator/types.hpp"

namespace cpu::jit {

using namespace emulator;

class CodeCache {
 public:
  // `code_alignment`: 1 or 2, of guest addresses.
  explicit CodeCache(std::size_t bytes, unsigned code_alignment = 2);
  ~CodeCache();
  CodeCache(const CodeCache&) = delete;
  CodeCache& operator=(const CodeCache&) = delete;

  // For each guest address, or each even one, where its code begins as an offset from base(); what is not there leads
  // to offset 0.
  const u32* entries() const { return entries_; }
  const u8* base() const { return static_cast<const u8*>(memory_.rx); }
  const u8* code(u32 pc) const { return base() + entries_[pc >> shift_]; }
  bool has(u32 pc) const { return entries_[pc >> shift_] != 0; }

  const u8* next() const { return base() + used_; }  // where place() will put code
  bool fits(std::size_t bytes) const { return used_ + bytes + 16 + sizeof(i64) * owners_.size() <= size_; }
  // A copy of `code`; what has been placed until keep() stays for good. The result is its offset.
  u32 place(std::span<const u8> code);
  void keep() { kept_ = used_; }

  // Code for the guest's instructions at pc is there now, or no more.
  void enter(u32 pc, u32 offset);
  // A number beside the code, for code that looks at it and others who change it: its address in code; `owner` points
  // to where it can be written, until clear().
  u64 add_number(i64*& owner);
  void forget_number(i64*& owner);
  void drop(u32 pc);
  void clear();  // all but what is kept

  // The jump whose 32-bit displacement lies at `site` goes to the code for `pc`, or to `otherwise` while there is none.
  void link(u32 site, u32 pc, u32 otherwise);
  // Before changed code is executed.
  static void synchronise();

 private:
  struct Jump {
    u32 site, otherwise;
  };
  void point(u32 site, u32 to);

  std::size_t table_bytes() const { return sizeof(u32) << (32 - shift_); }

  std::size_t size_, used_ = 0, kept_ = 0;
  unsigned shift_;  // of an address, to its entry
  asmjit::VirtMem::DualMapping memory_{};
  u32* entries_;
  std::vector<u32> entered_;
  std::vector<i64**> owners_;                         // of the numbers, which grow down from the end of the memory
  std::unordered_map<u32, std::vector<Jump>> jumps_;  // by target
};

}  // namespace cpu::jit
