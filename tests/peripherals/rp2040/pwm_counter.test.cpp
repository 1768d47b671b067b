#include <catch2/catch.hpp>

#include "peripherals/rp2040/pwm_counter.hpp"

#include <random>

using namespace emulator;
using rp2040::PwmCounter;

namespace {

// The same counter, stepped cycle by cycle.
struct Stepped {
  u32 counter = 0, divider = 16, phase = 15;
  bool down = false, phase_correct = false;
  PwmCounter::Values written, latched;

  bool wrap() {
    counter = 0;
    down = false;
    latched = written;
    return true;
  }
  bool count() {
    if (down) {
      if (counter == 0) return wrap();
      --counter;
    } else if (counter == latched.top) {
      if (!phase_correct) return wrap();
      down = true;
    } else {
      if (counter == 0xffff) return wrap();
      ++counter;
    }
    return false;
  }
  bool cycle() {
    phase += 16;
    if (phase < divider) return false;
    phase -= divider;
    return count();
  }
};

struct Both {
  std::mt19937 random;
  PwmCounter lazy;
  Stepped stepped;
  i64 now = 0;

  explicit Both(unsigned seed) : random(seed) {
    stepped.phase_correct = random() % 2;
    lazy.set_phase_correct(stepped.phase_correct);
    set_values();
    stepped.latched = stepped.written;
    stepped.divider = random() % 2 ? 16 : 16 + random() % 100;
    lazy.set_divider(stepped.divider);
    lazy.set_enabled(true);
    lazy.flow(true);
  }
  u32 below(u32 limit) { return random() % limit; }
  void set_values() {
    stepped.written = {below(12), below(14), below(14)};
    lazy.set_values(stepped.written);
  }
};

}  // namespace

TEST_CASE("RP2040 PWM counter: any number of cycles at once is as one after the other", "[rp2040]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Both b{seed};
    for (int i = 0; i < 30; ++i) {
      const u32 cycles = b.below(3) ? b.below(200) : b.below(20);
      u64 wraps = 0;
      for (u32 c = 0; c < cycles; ++c) wraps += b.stepped.cycle();
      b.now += cycles;
      REQUIRE(b.lazy.settle(b.now) == wraps);
      REQUIRE(b.lazy.counter() == b.stepped.counter);
      REQUIRE(b.lazy.a() == (b.stepped.counter < b.stepped.latched.a));
      if (b.below(3) == 0) b.set_values();
      if (b.below(10) == 0) b.lazy.set_counter(b.stepped.counter = b.below(2) ? b.below(20) : 0xffff - b.below(50));
    }
  }
}

TEST_CASE("RP2040 PWM counter: no edge and no wrap is missed between the instants it names", "[rp2040]") {
  for (unsigned seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Both b{seed};
    const bool wraps_wanted = b.below(2);
    for (int i = 0; i < 30; ++i) {
      if (b.below(4) == 0) b.set_values();
      const u32 counts = b.lazy.counts_until(true, true, wraps_wanted);
      const i64 due = counts ? b.lazy.cycle_of(counts) : b.now + 500;
      REQUIRE(due > b.now);
      const bool high_a = b.lazy.a(), high_b = b.lazy.b();
      for (; b.now < due - 1; ++b.now) {
        const bool wrapped = b.stepped.cycle();
        REQUIRE_FALSE((wrapped && wraps_wanted));
        REQUIRE((b.stepped.counter < b.stepped.latched.a) == high_a);
        REQUIRE((b.stepped.counter < b.stepped.latched.b) == high_b);
      }
      b.stepped.cycle();
      ++b.now;
      b.lazy.settle(b.now);
      REQUIRE(b.lazy.counter() == b.stepped.counter);
    }
  }
}
