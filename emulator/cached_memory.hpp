#pragma once
// Memory behind a cache, as processors meet it. The cache holds words; who wants another one waits.
// Instructions: a core that is about to begin an instruction looks up the word of its first halfword, that of its
// second one if it has one, and that of its literal if it loads one relative to the program counter, in this order, and
// waits for each that is not held. An event or interrupt that comes due meanwhile comes first: the instruction has not
// begun, and looks its words up again afterwards. Data: a load waits as a part of its instruction.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <vector>

#include "emulator/types.hpp"

namespace emulator {

class CachedMemory {
 public:
  struct Cache {
    virtual ~Cache() = default;
    // Cycles that a master waits for a word that is not held.
    virtual u32 wait() const = 0;
    // An instruction or a literal there, not held, is wanted; it may be held afterwards. How long its core waits.
    virtual u32 fetch(u32 address) = 0;
  };
  struct Listener {
    virtual ~Listener() = default;
    virtual void word_lost(u32 address) = 0;  // it is not held any more
  };

  // What the engines' code looks at. A load of what is held needs nobody; it is counted in `hits`.
  struct View {
    u32 base = 0;
    u32 size = 0;  // 0 while every load must be seen
    u8* held = nullptr;
    std::uintptr_t bias = 0;  // host minus guest address
    u64 hits = 0;
    bool holds(u32 address) const { return address - base < size && held[(address - base) >> 2]; }
  };
  View view;

  void set_up(u32 base, u32 size, std::uintptr_t bias, Cache& cache) {
    held_.reset(static_cast<u8*>(std::calloc(size / 4, 1)));
    if (!held_) throw std::bad_alloc{};
    view.base = base, view.bias = bias, view.held = held_.get();
    size_ = size;
    cache_ = &cache;
    let_loads_pass(true);
  }
  void let_loads_pass(bool pass) { view.size = pass ? size_ : 0; }

  u32 size() const { return size_; }
  bool covers(u32 address) const { return address - view.base < size_; }
  bool holds(u32 address) const { return held_.get()[(address - view.base) >> 2]; }
  bool lacks(u32 address) const { return covers(address) && !holds(address); }
  u32 wait() const { return cache_->wait(); }
  u32 fetch(u32 address) { return cache_->fetch(address); }

  void listen(Listener& l) { listeners_.push_back(&l); }
  void leave(Listener& l) { std::erase(listeners_, &l); }

  // For the cache: this word is held from now on, or no more.
  void hold(u32 address, bool held) {
    u8& now = held_.get()[(address - view.base) >> 2];
    if (now == held) return;
    now = held;
    if (held) return;  // who wants it will look
    for (Listener* l : listeners_) l->word_lost(address);
  }

 private:
  struct Free {
    void operator()(u8* p) const { std::free(p); }
  };
  u32 size_ = 0;
  Cache* cache_ = nullptr;
  std::unique_ptr<u8, Free> held_;
  std::vector<Listener*> listeners_;
};

}  // namespace emulator
