#include "peripherals/rp2040/pll.hpp"

namespace rp2040 {

namespace {

constexpr i64 vco_min = 400'000'000, vco_max = 1'600'000'000;
constexpr u32 fbdiv_min = 16, fbdiv_max = 320;

}  // namespace

Pll::Pll(std::string name, Scheduler& scheduler, ClockSignal& reference)
    : Peripheral(name), clk(name), reference_(reference), locking_(scheduler, name + " locks", [this] {
        lock_ = true;
        update();
      }) {
  reference.listen({{}, [this] { unlock(); }});
}

// 0: the VCO stands still, or runs where it cannot be locked.
i64 Pll::vco_hz() const {
  if (pd_ || vcopd_ || refdiv_ == 0 || fbdiv_ < fbdiv_min || fbdiv_ > fbdiv_max) return 0;
  const i64 hz = reference_.hz() * fbdiv_ / refdiv_;
  return hz >= vco_min && hz <= vco_max ? hz : 0;
}

void Pll::feedback_written() {
  if (vco_hz() != vco_)
    unlock();
  else
    update();
}

void Pll::unlock() {
  vco_ = vco_hz();
  lock_ = false;
  locking_.cancel();
  if (vco_) locking_.after(reference_.clock().ticks(lock_cycles * refdiv_));
  update();
}

void Pll::update() {
  const i64 divisor = i64{postdiv1_} * postdiv2_;
  if (bypass_)
    clk.set(reference_.hz());
  else
    clk.set(lock_ && !postdivpd_ && divisor ? vco_ / divisor : 0);
}

void Pll::reset() {
  Peripheral::reset();
  unlock();
}

void Pll::serialize(State& state) {
  Peripheral::serialize(state);
  state(clk, vco_, locking_);
}

}  // namespace rp2040
