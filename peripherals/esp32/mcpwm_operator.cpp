// MCPWM's operators: generators, dead time, fault handlers. ESP32 Technical Reference Manual 16.3.3 "PWM Operator
// Submodule".
#include "peripherals/esp32/mcpwm.hpp"

namespace esp32 {

namespace {

enum class Action : u32 { none, low, high, toggle };

bool applied(Action a, bool level) {
  switch (a) {
    case Action::none: return level;
    case Action::low: return false;
    case Action::high: return true;
    case Action::toggle: return !level;
  }
  return level;
}

}  // namespace

// The time stamps become active where their update method names this moment; without one, at once.
void Mcpwm::transfer(unsigned o, u32 moment) {
  Operator& op = operators_[o];
  const bool enabled = update_cfg_.value & 1 && update_cfg_.value >> (2 + 2 * o) & 1;
  const bool forced = moment == (tez | tep | synced);
  for (unsigned ab = 0; ab < 2; ++ab) {
    const u32 method = op.stmp->value >> 4 * ab & 15;
    constexpr u32 disabled = 8;
    const bool now = forced || (enabled && !(method & disabled) && (method == 0 || method & moment));
    if (!op.waiting[ab] || !now) continue;
    op.compare[ab] = (ab ? op.tstmp_b : op.tstmp_a)->value & 0xffff;
    op.waiting[ab] = false;
  }
}

void Mcpwm::count_reached(unsigned o, McpwmTimer::Count count) {
  Operator& op = operators_[o];
  const McpwmTimer& timer = timers_[timer_of(o)].counter;
  const bool zero = count.value == 0, top = count.value == timer.period;
  op.down = count.down;
  if (zero || top) transfer(o, (zero ? tez : 0u) | (top ? tep : 0u));
  const u32 pulse = op.fh1->value >> 1 & 3;
  if (op.cycle_by_cycle && ((zero && pulse & 1) || (top && pulse & 2))) {
    bool still = false;
    for (unsigned f = 0; f < faults; ++f) still = still || (fault_on(f) && op.fh0->value >> (3 - f) & 1);
    op.cycle_by_cycle = still;
  }
  u32 events = 0;
  if (zero) events |= 1u << e_tez;
  if (top) events |= 1u << e_tep;
  if (count.value == op.compare[0]) events |= 1u << e_tea;
  if (count.value == op.compare[1]) events |= 1u << e_teb;
  if (events) act(o, events, count.down);
}

// Of the events at one count the highest that has an action.
void Mcpwm::act(unsigned o, u32 events, bool down) {
  static constexpr std::array<EventBit, 6> counting_up{e_tep, e_t0, e_t1, e_teb, e_tea, e_tez};
  static constexpr std::array<EventBit, 6> counting_down{e_tez, e_t0, e_t1, e_teb, e_tea, e_tep};
  Operator& op = operators_[o];
  for (unsigned ab = 0; ab < 2; ++ab) {
    const u32 actions = (ab ? op.act_b : op.act_a)->value >> (down ? 12 : 0);
    for (const EventBit e : down ? counting_down : counting_up) {
      const auto action = static_cast<Action>(actions >> 2 * e & 3);
      if (!(events >> e & 1) || action == Action::none) continue;
      op.generated[ab] = applied(action, op.generated[ab]);
      break;
    }
  }
  dead_time(o);
}

void Mcpwm::trigger(unsigned o, u32 source) {
  const u32 cfg = operators_[o].cfg0->value;
  u32 events = 0;
  if ((cfg >> 4 & 7) == source) events |= 1u << e_t0;
  if ((cfg >> 7 & 7) == source) events |= 1u << e_t1;
  if (events) act(o, events, operators_[o].down);
}

void Mcpwm::force_written(unsigned o) {
  Operator& op = operators_[o];
  const u32 v = op.force->value;
  for (unsigned ab = 0; ab < 2; ++ab) {
    const bool toggled = (v >> (10 + 3 * ab) & 1) != op.force_seen[ab];
    op.force_seen[ab] = v >> (10 + 3 * ab) & 1;
    const u32 mode = v >> (11 + 3 * ab) & 3;
    if (toggled && (mode == 1 || mode == 2)) op.generated[ab] = mode == 2;
  }
  dead_time(o);
}

// S0 to S8 of the manual's table of dead-time modes.
void Mcpwm::dead_time(unsigned o) {
  Operator& op = operators_[o];
  const u32 v = op.dt->value;
  const auto s = [v](unsigned bit) { return (v >> bit & 1) != 0; };
  std::array<bool, 2> in = op.generated;
  for (unsigned ab = 0; ab < 2; ++ab)
    if (const u32 mode = op.force->value >> (6 + 2 * ab) & 3; mode == 1 || mode == 2) in[ab] = mode == 2;
  follow(o, op.rising, in[s(11)], true, op.red->value);
  const bool red = op.rising.out != s(13);
  follow(o, op.falling, s(8) ? red : in[s(12)], false, op.fed->value);
  const bool fed = op.falling.out != s(14);
  const bool a = s(15) ? in[0] : red, b = s(16) ? in[1] : fed;
  op.out = {s(9) ? b : a, s(10) ? a : b};
  drive(o);
}

void Mcpwm::follow(unsigned o, Delay& delay, bool in, bool delayed_level, u32 counts) {
  if (in == delay.in) return;
  delay.in = in;
  delay.due->cancel();
  const McpwmTimer& timer = timers_[timer_of(o)].counter;
  const i64 edges = operators_[o].dt->value >> 17 & 1 ? timer.step_edges : i64{(clk_cfg_.value & 0xff) + 1};
  if (in != delayed_level || counts == 0 || !clk_.signal().running())
    delay.out = in;
  else
    delay.due->at(clk_.when(clk_.edges() + counts * edges));
}

bool Mcpwm::fault_on(unsigned f) const {
  return fault_detect_.value >> f & 1 && fault_in_[f] == !!(fault_detect_.value >> (3 + f) & 1);
}

void Mcpwm::fault_changed(unsigned f) {
  const bool on = fault_on(f);
  if (on == fault_was_[f]) return;
  fault_was_[f] = on;
  raise(1u << ((on ? 9 : 12) + f));
  for (unsigned o = 0; o < operators; ++o) handle_fault(o, f, on);
}

void Mcpwm::handle_fault(unsigned o, unsigned f, bool on) {
  Operator& op = operators_[o];
  if (on) {
    trigger(o, f);
    const u32 v = op.fh0->value;
    if (v >> (3 - f) & 1 && !op.cycle_by_cycle) op.cycle_by_cycle = true, raise(1u << (21 + o));
    if (v >> (7 - f) & 1 && !op.one_shot) op.one_shot = true, raise(1u << (24 + o));
  }
  drive(o);
  schedule(timer_of(o));
}

void Mcpwm::fault_control_written(unsigned o) {
  Operator& op = operators_[o];
  const u32 v = op.fh1->value, toggled = v ^ op.fh1_seen;
  op.fh1_seen = v;
  if (toggled & v & 1) op.one_shot = false;
  if (toggled & 8 && op.fh0->value & 1) op.cycle_by_cycle = true, raise(1u << (21 + o));
  if (toggled & 16 && op.fh0->value >> 4 & 1) op.one_shot = true, raise(1u << (24 + o));
  drive(o);
  schedule(timer_of(o));
}

void Mcpwm::drive(unsigned o) {
  const Operator& op = operators_[o];
  for (unsigned ab = 0; ab < 2; ++ab) {
    const u32 v = op.fh0->value >> (8 + 8 * ab);
    bool level = op.out[ab];
    if (op.cycle_by_cycle) level = applied(static_cast<Action>(v >> (op.down ? 0 : 2) & 3), level);
    if (op.one_shot) level = applied(static_cast<Action>(v >> (op.down ? 4 : 6) & 3), level);
    matrix_.drive(nth(number_ ? Output::pwm1_0a : Output::pwm0_0a, 2 * o + ab), level, true);
  }
}

}  // namespace esp32
