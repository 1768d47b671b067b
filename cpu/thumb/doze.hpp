#pragma once
// What a core knows of itself that waits for another one's events: it sleeps in WFE, an event wakes it, it looks at
// registers that say nothing new, and sleeps again as before. Once that was seen from beginning to end, the next event
// need not wake it: it dozes until that round would be over. Who might make a difference meanwhile (the other core, by
// an access to a device that both can reach or by the end of its run) wakes it first, as of the event's time.
#include <array>
#include <vector>

#include "emulator/device.hpp"
#include "emulator/steady.hpp"

namespace cpu::thumb {

using namespace emulator;

struct Doze {
  enum class Round : u8 { unknown, watched, known };
  struct Look {
    const Device* device;
    const Steady* steady;
    u32 offset, value;  // a word
    bool same() const { return steady->steady(offset) && device->peek(offset) == value; }
  };
  static constexpr u8 patience = 16;
  static constexpr std::size_t most_looks = 8;

  Round round = Round::unknown;
  u8 tries = patience;              // left; a round that turns out as expected brings all of them back
  std::array<u32, 17> registers{};  // before and after: r0 to r15, flags
  std::vector<Look> looks;
  i64 began = 0, length = 0;  // cycles

  bool on = false;  // since `from`, until `to`
  i64 from = 0, to = 0;
};

}  // namespace cpu::thumb
