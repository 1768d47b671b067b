#pragma once
// Which of the guest's registers are held in host registers at a place in a block.
#include "cpu/jit/x86_64/windowed/registers.hpp"

namespace cpu::jit::windowed {

class Held {
 public:
  static constexpr u8 none = 0xff;
  struct Entry {
    u8 reg = none;
    bool dirty = false;  // its home does not know yet
    u32 used = 0;
  };
  using Entries = std::array<Entry, held_in.size()>;

  explicit Held(x86::Assembler& assembler) : a(assembler) {}

  // Another operation begins: what those before used may give way.
  void next() { ++now_; }
  Gp read(unsigned reg);    // its value
  Gp write(unsigned reg);   // where to put a new one
  Gp change(unsigned reg);  // both
  const Entry* find(unsigned reg) const;

  // Stores what homes do not know; changes no flags. Everything stays held.
  void flush();
  static void store(x86::Assembler&, const Entries&);  // the same for a place that was
  void forget() { entries_ = {}; }
  void forget(unsigned reg);
  const Entries& entries() const { return entries_; }
  // The window has moved up by so many fours (down, if negative); everything is flushed.
  void move(int fours);

 private:
  std::size_t place(unsigned reg);
  std::size_t found(unsigned reg) const;

  x86::Assembler& a;
  Entries entries_{};
  u32 now_ = 0;
};

}  // namespace cpu::jit::windowed
