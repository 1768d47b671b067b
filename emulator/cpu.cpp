#include "emulator/cpu.hpp"

namespace emulator {

void Cpu::set_clock(Clock clock) {
  origin_ = now();
  origin_cycles_ = cycles();
  clock_ = clock;
}

void Cpu::serialize(State& state) {
  state.section(name_);
  i64 hz = clock_.hz(), origin = origin_.time_since_epoch().count();
  state(hz, origin, origin_cycles_);
  if (!state.loading()) return;
  if (hz <= 0) throw StateError("the snapshot does not fit this machine: a core's clock stands still");
  clock_ = Clock{hz};
  origin_ = Time{Duration{origin}};
}

}  // namespace emulator
