#pragma once
// Which way up an MMA8653FC lies: portrait or landscape, front or back (data sheet, sections "Orientation detection"
// and 6.4). Its angles are fixed: 45 degrees with 14 of hysteresis, front and back at 75, locked below 29 degrees of
// tilt.
//
// In doubt: which of X and Y is which orientation (as in NXP's AN4068 for the MMA8451: portrait up is Y at -1 g,
// landscape right X at +1 g); that what is debounced is the whole state.
#include <array>

#include "emulator/state.hpp"
#include "emulator/types.hpp"

namespace parts {

class Orientation {
 public:
  using u8 = emulator::u8;
  struct Settings {
    bool clears;  // DBCNTM: what does not last makes the count begin anew
    u8 debounce;  // PL_COUNT
  };
  // A sample, in g. True: PL_STATUS is another one now, which has lasted long enough.
  bool sample(const std::array<double, 3>& g, const Settings&);
  u8 state() const { return state_; }  // LO, LAPO, BAFRO as in PL_STATUS
  void reset() { state_ = count_ = 0; }
  void serialize(emulator::State& state) { state(state_, count_); }

 private:
  u8 look(const std::array<double, 3>& g) const;
  u8 state_ = 0, count_ = 0;
};

}  // namespace parts
