#include "peripherals/rp2040/gpin_clock.hpp"

namespace rp2040 {

GpinClock::GpinClock(Scheduler& scheduler, PinMatrix& pins, Signal signal, std::string name)
    : clk(name), scheduler_(scheduler), silence_(scheduler, name + " stops", [this] { stopped(); }) {
  pins.listen(signal, [this](bool level) {
    if (level) rose();
  });
}

void GpinClock::rose() {
  const i64 now = scheduler_.now().time_since_epoch().count();
  if (last_rise_ps_ && now > *last_rise_ps_) {
    const i64 period = now - *last_rise_ps_;
    clk.set((std::pico::den + period / 2) / period);
    silence_.after(Duration{2 * period});
  }
  last_rise_ps_ = now;
}

void GpinClock::stopped() {
  last_rise_ps_.reset();
  clk.set(0);
}

}  // namespace rp2040
