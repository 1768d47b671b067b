#pragma once
// An interpolator of SIO. RP2040 Datasheet 2.3.1.6 "Interpolator". INTERP0 has blend mode, INTERP1 clamp mode.
// In doubt: OVERF looks at what each lane's shifter puts out, so at the other accumulator with CROSS_INPUT.
#include <array>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace rp2040 {
using namespace emulator;

class Interpolator {
 public:
  enum class Special : u8 { blend, clamp };
  explicit Interpolator(Special special) : special_(special) {}

  std::array<u32, 2> accum{};
  std::array<u32, 3> base{};
  std::array<u32, 2> ctrl{};  // without OVERF, OVERF0 and OVERF1

  u32 result(unsigned which) const;  // 0 and 1: lanes, 2: FULL; inside, without FORCE_MSB
  u32 peek(unsigned which) const;    // as the processor sees it
  u32 pop(unsigned which);
  u32 raw(unsigned lane) const;  // shifted, masked, sign-extended: ACCUMx_ADD
  void set_base_1and0(u32 value);
  u32 ctrl_value(unsigned lane) const;  // with the overflow flags

  void serialize(State& state) { state(accum, base, ctrl); }

 private:
  bool flag(unsigned lane, unsigned bit) const { return ctrl[lane] >> bit & 1; }
  bool blending() const;
  bool clamping() const;
  u32 input(unsigned lane) const;
  u32 shifted(unsigned lane) const;
  bool overflow(unsigned lane) const;
  u32 blend() const;
  u32 clamp() const;

  Special special_;
};

}  // namespace rp2040
