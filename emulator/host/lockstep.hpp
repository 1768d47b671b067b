#pragma once
// Two machines that must do the same, each on an engine of its own: run one after the other, stretch by stretch, and
// compared. Upon a difference the stretch is run again and again from its beginning, by forks of this process
// (checkpoint.hpp), to find the first moment at which they are not the same.
//
// What is compared is the whole state (difference.hpp), at the end of each stretch of 50 ms, so a difference that would
// be gone again by then is not seen. Stops in the middle of a stretch, when a program has ended or nobody takes what
// the board sends, are followed.
#include <functional>
#include <optional>
#include <string>

#include "emulator/difference.hpp"
#include "emulator/gdb/debug_control.hpp"
#include "emulator/host/checkpoint.hpp"

namespace emulator {

class Lockstep final : public DebugControl {
 public:
  // Both machines are in the same state now. `symbol`: what code is called at an address.
  Lockstep(LockstepSide tested, LockstepSide reference, std::function<std::string(u32)> symbol = {});

  std::function<void(const std::string& report)> on_difference;  // once; several lines

  Machine::Stop run_until(Time limit) override;
  // Something comes from outside, to both, after this: the stretch ends here.
  void end_stretch();
  bool halted() const override { return false; }
  bool killed() const override { return false; }

 private:
  std::string search(Time from, Time to) const;
  bool same_at(Time) const;

  LockstepSide tested_, reference_;
  std::function<std::string(u32)> symbol_;
  Time from_{};                      // where the stretch began
  std::optional<Checkpoint> begin_;  // and this process, then; none between stretches
  bool over_ = false;                // a difference was told
};

}  // namespace emulator
