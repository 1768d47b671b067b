#pragma once
// FC0, the frequency counter of CLOCKS. RP2040 Datasheet 2.15.4, "Frequency Counter".
// The test lasts FC0_REF_KHZ * 2^INTERVAL / 1024 cycles of clk_ref, which makes the 0.98 us * 2^INTERVAL of the
// register's description exact, and each edge counted is worth 2^-INTERVAL * 1024 kHz: at the longest interval 1/32
// kHz, the last bit of FC0_RESULT.FRAC. In doubt: a stopped test clock shows as WAITING until the test's time is over,
// then as DIED and FAIL.
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"

namespace rp2040 {
using namespace emulator;

class FrequencyCounter {
 public:
  static constexpr unsigned sources = 13;  // FC0_SRC 1 to 13; 0 is no clock
  FrequencyCounter(Scheduler&, ClockSignal& reference, const std::array<ClockSignal*, sources>&);

  struct Test {
    u32 source, ref_khz, delay, interval;
    void serialize(State& state) { state(source, ref_khz, delay, interval); }
  };
  void start(const Test&);  // a test that runs is given up

  bool done() const { return done_; }
  bool running() const { return phase_ != Phase::idle; }
  bool waiting() const { return running() && !clock_runs(); }
  bool died() const { return died_; }
  u32 result() const { return result_; }  // in 1/32 kHz

  void reset();
  void serialize(State&);

 private:
  enum class Phase : u8 { idle, delaying, counting };

  TickCounter* tested() const { return test_.source - 1 < sources ? counters_[test_.source - 1].get() : nullptr; }
  bool clock_runs() const { return tested() && tested()->signal().running(); }
  void test_clock_changed(unsigned source);
  void schedule();
  void reached();

  Test test_{};
  Phase phase_ = Phase::idle;
  i64 until_ = 0, first_ = 0;
  u32 result_ = 0;
  bool done_ = false, died_ = false;
  Event step_;
  TickCounter reference_;
  std::array<std::unique_ptr<TickCounter>, sources> counters_;
};

}  // namespace rp2040
