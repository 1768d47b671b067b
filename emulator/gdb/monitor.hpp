#pragma once
// GDB's "monitor" commands: what only an emulator (or a probe) can say and do.
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "emulator/chip.hpp"
#include "emulator/machine.hpp"

namespace emulator::gdb {

class Monitor {
 public:
  Monitor(Machine& machine, Chip& chip, std::function<void()> reset)
      : machine_(machine), chip_(chip), reset_(std::move(reset)) {}

  // Does one command; the answer is text for the user, lines ended.
  std::string run(std::string_view line);

 private:
  using Words = std::string_view;  // what follows the command
  struct Command {
    std::string_view name, arguments, help;
    std::string (Monitor::*run)(Words);
  };
  static std::span<const Command> commands();

  std::string help(Words);
  std::string reset(Words);
  std::string regs(Words);
  std::string time(Words);
  std::string findings(Words);

  Machine& machine_;
  Chip& chip_;
  std::function<void()> reset_;
};

}  // namespace emulator::gdb
