// MCPWM's registers and what they set off. ESP32 Technical Reference Manual 16.4.
#include "peripherals/esp32/mcpwm.hpp"

namespace esp32 {

void Mcpwm::hook_registers() {
  on_reading(rows_["INT_ST"], [this] { return raised(); });
  on_written(int_ena_, [this](u32) { update(), schedule_all(); });
  on_written(rows_["INT_CLR"], [this](u32 written) { int_raw_.value &= ~written, update(), schedule_all(); });
  on_written(clk_cfg_, [this](u32) {
    for (Timer& t : timers_) restart(t, t.seen);
    schedule_all();
  });
  on_written(timersel_, [this](u32) { schedule_all(); });
  on_written(update_cfg_, [this](u32 written) {
    const u32 toggled = written ^ update_seen_;
    update_seen_ = written;
    for (unsigned o = 0; o < operators; ++o)
      if (toggled & (2u | 8u << 2 * o)) transfer(o, tez | tep | synced);
    if (toggled & 2)
      for (Timer& t : timers_) take_period(t);
    schedule_all();
  });
  on_written(fault_detect_, [this](u32) {
    for (unsigned f = 0; f < faults; ++f) fault_changed(f);
  });
  on_reading(fault_detect_, [this] {
    u32 on = 0;
    for (unsigned f = 0; f < faults; ++f) on |= u32{fault_on(f)} << (6 + f);
    return (fault_detect_.value & 0x3f) | on;
  });
  hook_timers();
  hook_operators();
  hook_inputs();
}

void Mcpwm::hook_timers() {
  for (unsigned t = 0; t < timers; ++t) {
    on_written(*timers_[t].cfg0, [this, t](u32) { timer_written(t, false); });
    on_written(*timers_[t].cfg1, [this, t](u32) { timer_written(t, true); });
    on_written(*timers_[t].sync, [this, t](u32 written) {
      const bool toggled = (written >> 1 & 1) != timers_[t].sync_sw;
      timers_[t].sync_sw = written >> 1 & 1;
      if (!toggled) return;
      synchronise(t);
      sync_out(t);
    });
    on_reading(rows_.at(0x10 * t + 0x10), [this, t] {
      const McpwmTimer& c = timers_[t].counter;
      const McpwmTimer::Count now = c.at(c.position(clk_.edges()));
      return static_cast<u32>(now.value) | u32{now.down} << 16;
    });
    const Input in = nth(number_ ? Input::pwm1_sync0 : Input::pwm0_sync0, t);
    matrix_.listen(in, [this, t](bool level) {
      if (level == !!(synci_cfg_.value >> (9 + t) & 1)) return;  // the edge that is not the rising one
      for (unsigned timer = 0; timer < timers; ++timer)
        if ((synci_cfg_.value >> 3 * timer & 7) == 4 + t) synchronise(timer);
      if ((cap_cfg_.value >> 2 & 7) == 4 + t && cap_cfg_.value & 2) load_capture_timer();
    });
  }
}

void Mcpwm::hook_operators() {
  for (unsigned o = 0; o < operators; ++o) {
    Operator& op = operators_[o];
    for (Register* r : {op.tstmp_a, op.tstmp_b})
      on_written(*r, [this, o, b = r == op.tstmp_b](u32) {
        operators_[o].waiting[b] = true;
        transfer(o, 0);
        schedule(timer_of(o));
      });
    on_reading(*op.stmp, [&op] { return (op.stmp->value & 0xff) | u32{op.waiting[0]} << 8 | u32{op.waiting[1]} << 9; });
    on_written(*op.force, [this, o](u32) { force_written(o); });
    for (Register* r : {op.act_a, op.act_b, op.cfg0}) on_written(*r, [this, o](u32) { schedule(timer_of(o)); });
    for (Register* r : {op.dt, op.fed, op.red}) on_written(*r, [this, o](u32) { dead_time(o); });
    on_written(*op.fh0, [this, o](u32) { drive(o); });
    on_written(*op.fh1, [this, o](u32) { fault_control_written(o); });
    on_reading(rows_.at(0x70 + 0x38 * o), [&op] { return u32{op.cycle_by_cycle} | u32{op.one_shot} << 1; });
    for (unsigned ab = 0; ab < 2; ++ab)
      matrix_.drive(nth(number_ ? Output::pwm1_0a : Output::pwm0_0a, 2 * o + ab), false, true);
  }
}

void Mcpwm::hook_inputs() {
  for (unsigned f = 0; f < faults; ++f)
    matrix_.listen(nth(number_ ? Input::pwm1_f0 : Input::pwm0_f0, f), [this, f](bool level) {
      fault_in_[f] = level;
      fault_changed(f);
    });
  for (unsigned c = 0; c < captures; ++c) {
    matrix_.listen(nth(number_ ? Input::pwm1_cap0 : Input::pwm0_cap0, c),
                   [this, c](bool level) { capture_edge(c, level); });
    on_written(*captures_[c].cfg, [this, c](u32 written) {
      if (written >> 12 & 1 && written & 1) capture(c, false);
    });
  }
  on_written(cap_cfg_, [this](u32 written) {
    cap_base_ = capture_count();
    cap_edge_ = apb_.edges();
    if (written >> 5 & 1 && written & 2) load_capture_timer();
  });
}

}  // namespace esp32
