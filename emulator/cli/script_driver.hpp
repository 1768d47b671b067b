#pragma once
// Runs a script on a board's console: hears the firmware, speaks when virtual time has come.
#include "emulator/console.hpp"
#include "emulator/machine.hpp"
#include "emulator/script_run.hpp"

namespace cli {

class ScriptDriver {
 public:
  struct Callbacks {
    std::function<void(std::string_view)> out, error;
    std::function<void(const emulator::ScriptRun::End&)> on_end;
  };

  ScriptDriver(emulator::Machine&, emulator::Console&, std::string script, const std::string& name, Callbacks);
  ScriptDriver(const ScriptDriver&) = delete;

  void start(emulator::RawRepl::From);
  void lost();  // the console's device left the bus
  const std::optional<emulator::ScriptRun::End>& end() const { return run_.end(); }

 private:
  void schedule();

  emulator::Machine& machine_;
  emulator::Console& console_;
  emulator::ScriptRun run_;
  emulator::Event event_;
  emulator::Console::Attachment ear_;
};

}  // namespace cli
