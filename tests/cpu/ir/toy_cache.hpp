#pragma once
// A small cache in front of the toy guest's program, which forgets words by chance.
#include <array>

#include "emulator/bus.hpp"

namespace test {

using namespace emulator;

struct ToyCache final : CachedMemory::Cache {
  static constexpr u32 time = 5;
  explicit ToyCache(CachedMemory& m) : memory(m) {}

  u32 wait() const override { return time; }
  u32 fetch(u32 address) override {
    ++fetches;
    u32& place = chosen();
    forget(place);
    place = address;
    memory.hold(address, true);
    return time;
  }
  void lose() { forget(chosen()); }

  CachedMemory& memory;
  u32 fetches = 0;

 private:
  u32& chosen() {
    chance = chance * 1664525 + 1013904223;
    return words[(chance >> 16) % words.size()];
  }
  void forget(u32& word) {
    if (word) memory.hold(word, false);
    word = 0;
  }
  u32 chance = 1;
  std::array<u32, 8> words{};
};

}  // namespace test
