#pragma once
// Runs a script on a board's console: hears the firmware, speaks when virtual time has come.
#include "emulator/console.hpp"
#include "emulator/machine.hpp"
#include "emulator/script_run.hpp"

namespace emulator {

class ScriptDriver {
 public:
  struct Callbacks {
    std::function<void(std::string_view)> out, error;
    std::function<void(const ScriptRun::End&)> on_end;
    std::function<void()> on_start = {};  // the interpreter is ready, the script begins
  };

  ScriptDriver(Machine&, Console&, std::string script, const std::string& name, Callbacks);
  ScriptDriver(const ScriptDriver&) = delete;

  void start(RawRepl::From);
  void lost();  // the console's device left the bus
  void loaded() { schedule(); }  // the machine was loaded with another state, which drops all events
  const std::optional<ScriptRun::End>& end() const { return run_.end(); }

 private:
  void schedule();

  Machine& machine_;
  Console& console_;
  ScriptRun run_;
  Event event_;
  Console::Attachment ear_;
};

}  // namespace emulator
