#pragma once
// One clock generator of CLOCKS: an auxiliary mux, a glitchless mux (only clk_ref and clk_sys have one), a divider, an
// enable. RP2040 Datasheet 2.15.3, "Clock Generators". The glitchless mux stops its output within 2 cycles of the old
// source and restarts it within 2 cycles of the new one (2.15.3.2); here the old clock holds until the new one does,
// unless the new one stands still. A mux whose old source stands still cannot switch; resus forces it.
// Not modelled: glitches of the auxiliary mux. In doubt: that 2.15.3.2's 2 + 2 cycles are exact; an enable or a new
// divisor counts at once, not at the end of the output's cycle.
#include <string>
#include <vector>

#include "emulator/clock_signal.hpp"

namespace rp2040 {
using namespace emulator;

class ClockGenerator {
 public:
  // A null among the `glitchless` sources is the auxiliary mux; no glitchless sources: there is no such mux.
  ClockGenerator(Scheduler&, ClockSignal& output, std::vector<ClockSignal*> glitchless, std::vector<ClockSignal*> aux);

  struct Control {
    u32 src = 0, auxsrc = 0;
    u32 divisor = 0x100;  // 8 fractional bits; an integer part of 0 divides by 2^16
    bool enabled = true;
    void serialize(State& state) { state(src, auxsrc, divisor, enabled); }
  };

  ClockSignal input;  // what the divider divides
  void control(const Control&);
  void force_first_source(bool);  // resus: the glitchless mux goes to source 0 at once and stays there
  u32 selected() const;           // one bit a source of the glitchless mux; 1 without one
  u32 divisor() const { return effective(control_.divisor); }
  void reset(const Control&);
  void serialize(State&);

  static u32 effective(u32 divisor) { return divisor >> 8 ? divisor : divisor | 0x100'0000; }

 private:
  static constexpr u32 nothing = 0xff;

  u32 target() const { return forced_ ? 0 : control_.src; }
  i64 aux_hz() const;
  i64 source_hz(u32 source) const;
  void source_changed();
  void advance();
  void switched();
  void update();

  ClockSignal& output_;
  std::vector<ClockSignal*> glitchless_, aux_;
  Control control_;
  u32 connected_ = 0;
  bool forced_ = false;
  Event switching_;
};

}  // namespace rp2040
