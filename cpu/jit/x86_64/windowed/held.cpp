#include "cpu/jit/x86_64/windowed/held.hpp"

#include <algorithm>

namespace cpu::jit::windowed {

std::size_t Held::found(unsigned reg) const {
  const auto at = std::ranges::find(entries_, static_cast<u8>(reg), &Entry::reg);
  return static_cast<std::size_t>(at - entries_.begin());
}

const Held::Entry* Held::find(unsigned reg) const {
  const auto at = found(reg);
  return at < entries_.size() ? &entries_[at] : nullptr;
}

// The host register that is not held, or has not been used for the longest time.
std::size_t Held::place(unsigned reg) {
  std::size_t best = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].reg == none) {
      best = i;
      break;
    }
    if (entries_[i].used < entries_[best].used) best = i;
  }
  Entry& e = entries_[best];
  if (e.reg != none && e.dirty) a.mov(home(e.reg), held_in[best]);
  e = {static_cast<u8>(reg), false, now_};
  return best;
}

Gp Held::read(unsigned reg) {
  auto at = found(reg);
  if (at == entries_.size()) {
    at = place(reg);
    a.mov(held_in[at], home(reg));
  }
  entries_[at].used = now_;
  return held_in[at];
}

Gp Held::write(unsigned reg) {
  auto at = found(reg);
  if (at == entries_.size()) at = place(reg);
  entries_[at].used = now_;
  entries_[at].dirty = true;
  return held_in[at];
}

Gp Held::change(unsigned reg) {
  read(reg);
  return write(reg);
}

void Held::store(x86::Assembler& a, const Entries& entries) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].reg != none && entries[i].dirty) a.mov(home(entries[i].reg), held_in[i]);
}

void Held::flush() {
  store(a, entries_);
  for (Entry& e : entries_) e.dirty = false;
}

void Held::forget(unsigned reg) {
  if (const auto at = found(reg); at < entries_.size()) entries_[at] = {};
}

void Held::move(int fours) {
  for (Entry& e : entries_) {
    if (e.reg < Context::window || e.reg == none) continue;
    const int reg = static_cast<int>(e.reg) - 4 * fours;
    if (reg < static_cast<int>(Context::window) || reg >= static_cast<int>(Context::window) + 16)
      e = {};
    else
      e.reg = static_cast<u8>(reg);
  }
}

}  // namespace cpu::jit::windowed
