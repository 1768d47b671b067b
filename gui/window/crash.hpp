#pragma once
// Where firmware has crashed: for a person to read in the terminal.
#include <deque>
#include <string>

#include "emulator/cpu.hpp"

namespace gui {

// The last instructions of a core, while this lives.
class LastInstructions {
 public:
  static constexpr std::size_t kept = 12;
  explicit LastInstructions(emulator::Cpu&);
  LastInstructions(const LastInstructions&) = delete;
  ~LastInstructions();
  const std::deque<emulator::u32>& addresses() const { return addresses_; }

 private:
  emulator::Cpu& core_;
  std::deque<emulator::u32> addresses_;
};

// Registers, what was interrupted, and code, line by line. Empty `last`: it is not known.
std::string crash_report(const emulator::Cpu&, const std::deque<emulator::u32>& last);

}  // namespace gui
