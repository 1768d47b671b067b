// Clocks of the cores, sleep and dormant, resets that firmware asks for. RP2040 Datasheet 2.4.2.9 "Reset Control",
// 2.11 "Power Control", 2.13 "Power-On State Machine".
// A debugger that stops a core stops virtual time with it; so nothing here ever sees a halted core (TIMER.DBGPAUSE, the
// watchdog's PAUSE_DBGx, SYSCFG.PROC_CONFIG).
#include "peripherals/rp2040/chip.hpp"

namespace rp2040 {

void Rp2040::connect_power() {
  psm_.on_held = [this](Stage stage, bool held) { stage_held(stage, held); };
  watchdog_.on_reset = [this] { watchdog_fired_.after(Duration{}); };
  clocks_.clk_sys.listen({{}, [this] { set_core_clock(); }});
  dma_.on_use_changed = [this] {
    pwm_.dreq_use_changed();
    look_at_sleep();
  };
  pwm_.dreq_used = [this](unsigned slice) { return dma_.uses(first_pwm_dreq + slice); };
  pwm_.dreq_use_changed();
  for (unsigned n = 0; n < 2; ++n) {
    core(n).on_sleep = [this] { look_at_sleep(); };
    core_reset_[n] = std::make_unique<Event>(scheduler_, core(n).name() + " reset", [this, n] { core(n).reset(); });
    core(n).on_system_reset = [this, n] { core_reset_[n]->after(Duration{}); };  // 2.4.2.9: only the core itself
  }
  syscfg_.on_nmi_mask = [this](unsigned n) { core(n).nmi(irq_levels_[n] & syscfg_.nmi_mask(n)); };

  const auto tick = [this] { timer_tick_.set(gate(Gate::clk_sys_timer).running() ? watchdog_.tick.hz() : 0); };
  watchdog_.tick.listen({{}, tick});
  gate(Gate::clk_sys_timer).listen({{}, tick});

  // 2.11.5.2: what ends the dormant state.
  const auto wake = [this](bool level) {
    if (!level) return;
    if (xosc_.dormant()) xosc_.wake();
    if (rosc_.dormant()) rosc_.wake();
  };
  io_bank0_.dormant_wake.listen(wake);
  io_qspi_.dormant_wake.listen(wake);
  rtc_.irq.listen(wake);
}

void Rp2040::set_core_clock() {
  for (unsigned n = 0; n < 2; ++n) core(n).change_clock(clocks_.clk_sys.hz());
}

// 2.11.5.1: both processors are in deep sleep and the DMA has nothing to do.
void Rp2040::look_at_sleep() {
  clocks_.set_sleep(core0_.deeply_asleep() && core1_.deeply_asleep() && !dma_.active());
}

}  // namespace rp2040
