#pragma once
// A FIFO of a state machine. RP2040 Datasheet 3.5.3 "FIFO Joining": 4 words, 8 if it has taken the other's, else none
// (then it reads as both full and empty).
#include <array>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace rp2040::pio {
using namespace emulator;

struct Fifo {
  static constexpr u8 depth = 4;
  std::array<u32, 2 * depth> words{};
  u8 first = 0, level = 0, capacity = depth;

  bool empty() const { return level == 0; }
  bool full() const { return level >= capacity; }
  void push(u32 word) { words[(first + level++) % words.size()] = word; }
  u32 front() const { return words[first]; }
  u32 pop() {
    const u32 word = words[first];
    first = static_cast<u8>((first + 1) % words.size());
    --level;
    return word;
  }
  void flush(u8 new_capacity) {
    first = level = 0;
    capacity = new_capacity;
  }
  void serialize(State& state) { state(words, first, level, capacity); }
};

}  // namespace rp2040::pio
