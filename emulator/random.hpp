#pragma once
// All chance comes from the session's seed. Each user has a stream of its own, so one more draw here moves nothing
// there.
#include <string_view>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace emulator {

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
class Random {
 public:
  Random(u64 seed, std::string_view stream) : state_(seed) {
    for (char c : stream) state_ = (state_ ^ static_cast<u8>(c)) * 0x100'0000'01b3, next();  // FNV-1a's multiplier
  }
  u64 next() {
    u64 z = state_ += 0x9e37'79b9'7f4a'7c15;
    z = (z ^ z >> 30) * 0xbf58'476d'1ce4'e5b9;
    z = (z ^ z >> 27) * 0x94d0'49bb'1331'11eb;
    return z ^ z >> 31;
  }
  u32 below(u32 n) { return static_cast<u32>((next() >> 32) * n >> 32); }                        // 0 … n-1
  double unit() { return static_cast<double>(next() >> 11) / static_cast<double>(1ull << 53); }  // [0, 1)
  void serialize(State& state) { state(state_); }

 private:
  u64 state_;
};

}  // namespace emulator
