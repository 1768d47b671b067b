#include "gui/window/breaks.hpp"

namespace gui {

using namespace emulator;

Machine::Stop Breaks::run_until(Time limit) {
  const Machine::Stop why = machine_.run_until(limit);
  if (why != Machine::Stop::breakpoint) return why;
  if (on_hit && machine_.stopped_core()) on_hit(*machine_.stopped_core());
  return Machine::Stop::limit;
}

void Breaks::set(u32 address, bool on) {
  if (on == all_.contains(address)) return;
  for (Cpu* core : machine_.cores()) core->set_breakpoint(address, on);
  if (on)
    all_.insert(address);
  else
    all_.erase(address);
}

void Breaks::clear() {
  while (!all_.empty()) set(*all_.begin(), false);
}

}  // namespace gui
