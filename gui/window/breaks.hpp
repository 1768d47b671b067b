#pragma once
// Breakpoints of the window, on all cores of a machine. One that is met pauses the session; a core that goes on steps
// over the one it stands at.
#include <functional>
#include <set>

#include "emulator/gdb/debug_control.hpp"

namespace gui {

class Breaks final : public emulator::DebugControl {
 public:
  explicit Breaks(emulator::Machine& machine) : machine_(machine) {}
  Breaks(const Breaks&) = delete;
  ~Breaks() override { clear(); }

  bool halted() const override { return false; }  // the session pauses instead
  bool killed() const override { return false; }
  emulator::Machine::Stop run_until(emulator::Time limit) override;

  void set(emulator::u32 address, bool on);
  void clear();
  const std::set<emulator::u32>& all() const { return all_; }
  std::function<void(const emulator::Cpu&)> on_hit;

 private:
  emulator::Machine& machine_;
  std::set<emulator::u32> all_;
};

}  // namespace gui
