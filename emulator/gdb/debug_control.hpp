#pragma once
// A debugger's hold on a machine, as whoever runs the machine sees it. All on one thread: the outside (a debugger's
// socket) is polled between slices.
//
//   while (!done) {
//     if (debug.halted()) { io.run_one(); continue; }          // virtual time stands still
//     const Machine::Stop why = debug.run_until(slice_end);    // where there is no debugger: machine.run_until()
//     io.poll();
//   }
#include "emulator/machine.hpp"
#include "emulator/time.hpp"

namespace emulator {

class DebugControl {
 public:
  virtual ~DebugControl() = default;

  // The machine shall not run: wait for the outside instead.
  virtual bool halted() const = 0;
  // Takes the place of Machine::run_until() and does what the debugger asked for: run or step. What stops it for the
  // debugger's sake is told to the debugger: then halted() is true and the result is Stop::limit, maybe before the
  // limit. Everything else is handed on: Machine::stop(), and lockup while no debugger is attached.
  virtual Machine::Stop run_until(Time limit) = 0;
  // The debugger's user ended the program: end the run.
  virtual bool killed() const = 0;
};

}  // namespace emulator
