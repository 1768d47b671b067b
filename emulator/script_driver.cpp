#include "emulator/script_driver.hpp"

namespace emulator {

ScriptDriver::ScriptDriver(Machine& machine, Console& console, std::string script, const std::string& name,
                           Callbacks callbacks)
    : machine_(machine),
      console_(console),
      run_(std::move(script), name, {},
           {.send = [this](std::span<const u8> bytes) { console_.input(bytes); },
            .unsent = [this] { return console_.waiting(); },
            .out = callbacks.out,
            .error = callbacks.error,
            .on_start = callbacks.on_start,
            .on_end = callbacks.on_end}),
      event_(machine.scheduler, "script driver",
             [this] {
               run_.elapsed(machine_.now());
               schedule();
             }),
      ear_(console, "script",
           {.on_output =
                [this](std::span<const u8> bytes) {
                  if (run_.end()) return;
                  run_.received(machine_.now(), bytes);
                  schedule();
                },
            .on_line_state = {},
            .on_relief = {}}) {}

void ScriptDriver::start(RawRepl::From from) {
  run_.start(machine_.now(), from);
  schedule();
}

void ScriptDriver::lost() {
  if (run_.end()) return;
  run_.lost(machine_.now());
  schedule();
}

void ScriptDriver::schedule() {
  if (run_.end() || run_.next() == Time::max())
    event_.cancel();
  else if (!event_.pending() || event_.due() != run_.next())
    event_.at(run_.next());
}

}  // namespace emulator
