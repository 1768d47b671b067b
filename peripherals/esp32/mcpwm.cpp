#include "peripherals/esp32/mcpwm.hpp"

#include <fmt/format.h>

namespace esp32 {

namespace {

constexpr std::string_view interrupts =
    "TIMER_STOP[2:0] TIMER_TEZ[5:3] TIMER_TEP[8:6] FAULT[11:9] FAULT_CLR[14:12] OP_TEA[17:15] OP_TEB[20:18] "
    "FH_CBC[23:21] FH_OST[26:24] CAP[29:27]";
constexpr std::string_view interrupts_ro =
    "TIMER_STOP[2:0]ro TIMER_TEZ[5:3]ro TIMER_TEP[8:6]ro FAULT[11:9]ro FAULT_CLR[14:12]ro OP_TEA[17:15]ro "
    "OP_TEB[20:18]ro FH_CBC[23:21]ro FH_OST[26:24]ro CAP[29:27]ro";
constexpr std::string_view interrupts_wo =
    "TIMER_STOP[2:0]wo TIMER_TEZ[5:3]wo TIMER_TEP[8:6]wo FAULT[11:9]wo FAULT_CLR[14:12]wo OP_TEA[17:15]wo "
    "OP_TEB[20:18]wo FH_CBC[23:21]wo FH_OST[26:24]wo CAP[29:27]wo";
constexpr std::string_view actions =
    "UTEZ[1:0] UTEP[3:2] UTEA[5:4] UTEB[7:6] UT0[9:8] UT1[11:10] DTEZ[13:12] DTEP[15:14] DTEA[17:16] DTEB[19:18] "
    "DT0[21:20] DT1[23:22]";

constexpr u32 timer_stride = 0x10, operator_stride = 0x38;

constexpr std::array<RegisterRow, 34> table{{
    {"CLK_CFG", 0x00, 0, "CLK_PRESCALE[7:0]"},
    {"TIMER_CFG0[]", 0x04, 0x0000'ff00, "PRESCALE[7:0] PERIOD[23:8] PERIOD_UPMETHOD[25:24]", 3, timer_stride},
    {"TIMER_CFG1[]", 0x08, 0, "START[2:0] MOD[4:3]", 3, timer_stride},
    {"TIMER_SYNC[]", 0x0c, 0, "SYNCI_EN[0] SYNC_SW[1] SYNCO_SEL[3:2] PHASE[19:4] PHASE_DIRECTION[20]", 3, timer_stride},
    {"TIMER_STATUS[]", 0x10, 0, "VALUE[15:0]ro DIRECTION[16]ro", 3, timer_stride},
    {"TIMER_SYNCI_CFG", 0x34, 0,
     "TIMER0_SYNCISEL[2:0] TIMER1_SYNCISEL[5:3] TIMER2_SYNCISEL[8:6] EXTERNAL_SYNCI_INVERT[11:9]"},
    {"OPERATOR_TIMERSEL", 0x38, 0, "OPERATOR0_TIMERSEL[1:0] OPERATOR1_TIMERSEL[3:2] OPERATOR2_TIMERSEL[5:4]"},
    {"GEN_STMP_CFG[]", 0x3c, 0, "A_UPMETHOD[3:0] B_UPMETHOD[7:4] A_SHDW_FULL[8]ro B_SHDW_FULL[9]ro", 3,
     operator_stride},
    {"GEN_TSTMP_A[]", 0x40, 0, "A[15:0]", 3, operator_stride},
    {"GEN_TSTMP_B[]", 0x44, 0, "B[15:0]", 3, operator_stride},
    {"GEN_CFG0[]", 0x48, 0, "CFG_UPMETHOD[3:0]? T0_SEL[6:4] T1_SEL[9:7]", 3, operator_stride},
    {"GEN_FORCE[]", 0x4c, 0x20,
     "CNTUFORCE_UPMETHOD[5:0] A_CNTUFORCE_MODE[7:6] B_CNTUFORCE_MODE[9:8] A_NCIFORCE[10] A_NCIFORCE_MODE[12:11] "
     "B_NCIFORCE[13] B_NCIFORCE_MODE[15:14]",
     3, operator_stride},
    {"GEN_A[]", 0x50, 0, actions, 3, operator_stride},
    {"GEN_B[]", 0x54, 0, actions, 3, operator_stride},
    {"DT_CFG[]", 0x58, 0x0001'8000,
     "FED_UPMETHOD[3:0] RED_UPMETHOD[7:4] DEB_MODE[8] A_OUTSWAP[9] B_OUTSWAP[10] RED_INSEL[11] FED_INSEL[12] "
     "RED_OUTINVERT[13] FED_OUTINVERT[14] A_OUTBYPASS[15] B_OUTBYPASS[16] CLK_SEL[17]",
     3, operator_stride},
    {"DT_FED_CFG[]", 0x5c, 0, "FED[15:0]", 3, operator_stride},
    {"DT_RED_CFG[]", 0x60, 0, "RED[15:0]", 3, operator_stride},
    {"CARRIER_CFG[]", 0x64, 0, "EN[0]? PRESCALE[4:1] DUTY[7:5] OSHTWTH[11:8] OUT_INVERT[12] IN_INVERT[13]", 3,
     operator_stride},
    {"FH_CFG0[]", 0x68, 0,
     "SW_CBC[0] F2_CBC[1] F1_CBC[2] F0_CBC[3] SW_OST[4] F2_OST[5] F1_OST[6] F0_OST[7] A_CBC_D[9:8] A_CBC_U[11:10] "
     "A_OST_D[13:12] A_OST_U[15:14] B_CBC_D[17:16] B_CBC_U[19:18] B_OST_D[21:20] B_OST_U[23:22]",
     3, operator_stride},
    {"FH_CFG1[]", 0x6c, 0, "CLR_OST[0] CBCPULSE[2:1] FORCE_CBC[3] FORCE_OST[4]", 3, operator_stride},
    {"FH_STATUS[]", 0x70, 0, "CBC_ON[0]ro OST_ON[1]ro", 3, operator_stride},
    {"FAULT_DETECT", 0xe4, 0, "F_EN[2:0] F_POLE[5:3] EVENT_F[8:6]ro"},
    {"CAP_TIMER_CFG", 0xe8, 0, "CAP_TIMER_EN[0] CAP_SYNCI_EN[1] CAP_SYNCI_SEL[4:2] CAP_SYNC_SW[5]wo"},
    {"CAP_TIMER_PHASE", 0xec, 0, "CAP_TIMER_PHASE[31:0]"},
    {"CAP_CH_CFG[]", 0xf0, 0, "EN[0] MODE[2:1] PRESCALE[10:3] IN_INVERT[11] SW[12]wo", 3},
    {"CAP_CH[]", 0xfc, 0, "VALUE[31:0]ro", 3},
    {"CAP_STATUS", 0x108, 0, "CAP_EDGE[2:0]ro"},
    {"UPDATE_CFG", 0x10c, 0x55,
     "GLOBAL_UP_EN[0] GLOBAL_FORCE_UP[1] OP0_UP_EN[2] OP0_FORCE_UP[3] OP1_UP_EN[4] OP1_FORCE_UP[5] OP2_UP_EN[6] "
     "OP2_FORCE_UP[7]"},
    {"INT_ENA", 0x110, 0, interrupts},
    {"INT_RAW", 0x114, 0, interrupts_ro},
    {"INT_ST", 0x118, 0, interrupts_ro},
    {"INT_CLR", 0x11c, 0, interrupts_wo},
    {"CLK", 0x120, 0, "CLK_EN[0]"},
    {"VERSION", 0x124, 0x0210'7230, "DATE[27:0]"},
}};

}  // namespace

Mcpwm::Mcpwm(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& pwm_clk, ClockSignal& apb_clk,
             GpioMatrix& matrix)
    : RegisterFile(std::move(name)),
      irq(this->name()),
      number_(number),
      rows_(*this, table),
      int_ena_(rows_["INT_ENA"]),
      int_raw_(rows_["INT_RAW"]),
      clk_cfg_(rows_["CLK_CFG"]),
      synci_cfg_(rows_["TIMER_SYNCI_CFG"]),
      timersel_(rows_["OPERATOR_TIMERSEL"]),
      fault_detect_(rows_["FAULT_DETECT"]),
      cap_cfg_(rows_["CAP_TIMER_CFG"]),
      cap_status_(rows_["CAP_STATUS"]),
      update_cfg_(rows_["UPDATE_CFG"]),
      scheduler_(scheduler),
      matrix_(matrix),
      clk_(scheduler, pwm_clk, [this] { schedule_all(); }),
      apb_(scheduler, apb_clk) {
  for (unsigned t = 0; t < timers; ++t) {
    const u32 at = timer_stride * t;
    timers_[t].cfg0 = &rows_.at(at + 0x04);
    timers_[t].cfg1 = &rows_.at(at + 0x08);
    timers_[t].sync = &rows_.at(at + 0x0c);
    timers_[t].next =
        std::make_unique<Event>(scheduler, fmt::format("{} timer {}", this->name(), t), [this, t] { happen(t); });
  }
  for (unsigned o = 0; o < operators; ++o) {
    const u32 at = operator_stride * o;
    Operator& op = operators_[o];
    u32 offset = 0x3c + at;
    for (Register** r :
         {&op.stmp, &op.tstmp_a, &op.tstmp_b, &op.cfg0, &op.force, &op.act_a, &op.act_b, &op.dt, &op.fed, &op.red}) {
      *r = &rows_.at(offset);
      offset += 4;
    }
    op.fh0 = &rows_.at(0x68 + at);
    op.fh1 = &rows_.at(0x6c + at);
    op.rising.due = std::make_unique<Event>(scheduler, fmt::format("{} RED {}", this->name(), o), [this, o] {
      operators_[o].rising.out = operators_[o].rising.in;
      dead_time(o);
    });
    op.falling.due = std::make_unique<Event>(scheduler, fmt::format("{} FED {}", this->name(), o), [this, o] {
      operators_[o].falling.out = operators_[o].falling.in;
      dead_time(o);
    });
  }
  for (unsigned c = 0; c < captures; ++c)
    captures_[c].cfg = &rows_.at(0xf0 + 4 * c), captures_[c].value = &rows_.at(0xfc + 4 * c);
  hook_registers();
}

u32 Mcpwm::read(u32 offset) {
  for (unsigned t = 0; t < timers; ++t) settle(t);
  return RegisterFile::read(offset);
}

void Mcpwm::write(u32 offset, u32 value) {
  for (unsigned t = 0; t < timers; ++t) settle(t);
  RegisterFile::write(offset, value);
}

// What a timer has come to since it was looked at last, for interrupts that nobody waited for.
void Mcpwm::settle(unsigned timer) {
  Timer& t = timers_[timer];
  if (!t.counter.running) return;
  const i64 now = t.counter.position(clk_.edges());
  const auto passed = [&](i64 place) { return place >= 0 && t.counter.next(t.seen, place) <= now; };
  const auto either = [&](i64 value) {
    return passed(t.counter.place(value, false)) || passed(t.counter.place(value, true));
  };
  u32 bits = 0;
  if (either(0)) bits |= 1u << (3 + timer);
  if (either(t.counter.period)) bits |= 1u << (6 + timer);
  for (unsigned o = 0; o < operators; ++o)
    for (unsigned ab = 0; ab < 2; ++ab)
      if (timer_of(o) == timer && either(operators_[o].compare[ab])) bits |= 1u << (15 + 3 * ab + o);
  t.seen = now;
  if (bits & ~int_raw_.value) raise(bits);
}

void Mcpwm::restart(Timer& t, i64 position) {
  t.counter.step_edges = i64{(clk_cfg_.value & 0xff) + 1} * ((t.cfg0->value & 0xff) + 1);
  t.counter.base = t.seen = position;
  t.counter.base_edge = clk_.edges();
}

void Mcpwm::take_period(Timer& t) {
  const McpwmTimer::Count now = t.counter.at(t.counter.position(clk_.edges()));
  const i64 period = t.cfg0->value >> 8 & 0xffff;
  if (period == t.counter.period) return;
  t.counter.period = period;
  const i64 place = t.counter.place(std::min(now.value, period), now.down);
  restart(t, std::max<i64>(place, 0));
}

// The prescaler counts from the next start on, the period as PERIOD_UPMETHOD says, at once while the timer stands.
void Mcpwm::timer_written(unsigned timer, bool mode_or_start) {
  Timer& t = timers_[timer];
  if (!t.counter.running || (t.cfg0->value >> 24 & 3) == 0) take_period(t);
  if (mode_or_start) {
    const auto mode = static_cast<McpwmTimer::Mode>(t.cfg1->value >> 3 & 3);
    const u32 start = t.cfg1->value & 7;
    const bool starts = !t.counter.running && start >= 2 && start <= 4 && mode != McpwmTimer::Mode::freeze;
    if (mode != t.counter.mode) {
      const McpwmTimer::Count now = t.counter.at(t.counter.position(clk_.edges()));
      t.counter.mode = mode;
      restart(t, std::max<i64>(0, t.counter.place(now.value, mode == McpwmTimer::Mode::down)));
      if (mode == McpwmTimer::Mode::freeze) t.counter.running = false;
    }
    if (starts) {
      restart(t, t.counter.base);
      t.counter.running = true;
      for (unsigned o = 0; o < operators; ++o)
        if (timer_of(o) == timer) count_reached(o, t.counter.at(t.counter.base));
    }
  }
  schedule(timer);
}

void Mcpwm::synchronise(unsigned timer) {
  Timer& t = timers_[timer];
  settle(timer);
  if (t.sync->value & 1) {
    const i64 phase = t.sync->value >> 4 & 0xffff;
    const bool down = t.counter.mode == McpwmTimer::Mode::down ||
                      (t.counter.mode == McpwmTimer::Mode::up_down && t.sync->value >> 20 & 1);
    restart(t, std::max<i64>(0, t.counter.place(std::min(phase, t.counter.period), down)));
  }
  if (t.cfg0->value >> 24 & 2) take_period(t);
  for (unsigned o = 0; o < operators; ++o)
    if (timer_of(o) == timer) {
      transfer(o, synced);
      trigger(o, 3);
    }
  if ((t.sync->value >> 2 & 3) == 0) sync_out(timer);
  schedule(timer);
}

void Mcpwm::sync_out(unsigned timer) {
  for (unsigned other = 0; other < timers; ++other)
    if (other != timer && (synci_cfg_.value >> 3 * other & 7) == timer + 1) synchronise(other);
  if ((cap_cfg_.value >> 2 & 7) == timer + 1 && cap_cfg_.value & 2) load_capture_timer();
}

void Mcpwm::happen(unsigned timer) {
  settle(timer);
  Timer& t = timers_[timer];
  const McpwmTimer::Count now = t.counter.at(t.seen);
  const u32 start = t.cfg1->value & 7, update = t.cfg0->value >> 24 & 3, out = t.sync->value >> 2 & 3;
  const bool zero = now.value == 0, top = now.value == t.counter.period;
  for (unsigned o = 0; o < operators; ++o)
    if (timer_of(o) == timer) count_reached(o, now);
  if (zero && update & 1) take_period(t);
  if ((zero && (start == 0 || start == 3)) || (top && (start == 1 || start == 4))) {
    restart(t, t.seen % t.counter.cycle());
    t.counter.running = false;
    raise(1u << timer);
  }
  if ((zero && out == 1) || (top && out == 2)) sync_out(timer);
  schedule(timer);
}

void Mcpwm::schedule_all() {
  for (unsigned t = 0; t < timers; ++t) schedule(t);
}

// The next count at which something is to be done.
void Mcpwm::schedule(unsigned timer) {
  Timer& t = timers_[timer];
  t.next->cancel();
  if (!t.counter.running || !clk_.signal().running()) return;
  const i64 now = t.counter.position(clk_.edges());
  i64 next = -1;
  const auto at = [&](i64 value, bool down) {
    const i64 place = t.counter.place(value, down);
    if (place < 0) return;
    const i64 position = t.counter.next(now, place);
    if (next < 0 || position < next) next = position;
  };
  const auto both = [&](i64 value) { at(value, false), at(value, true); };
  const u32 asked = int_ena_.value & ~int_raw_.value, start = t.cfg1->value & 7, out = t.sync->value >> 2 & 3;
  const bool period_waits = (t.cfg0->value >> 8 & 0xffff) != t.counter.period;
  if (asked >> (3 + timer) & 1 || start == 0 || start == 3 || period_waits || out == 1) both(0);
  if (asked >> (6 + timer) & 1 || start == 1 || start == 4 || out == 2) both(t.counter.period);
  for (unsigned o = 0; o < operators; ++o) {
    if (timer_of(o) != timer) continue;
    const Operator& op = operators_[o];
    const u32 acts = op.act_a->value | op.act_b->value;
    const bool waits = op.waiting[0] || op.waiting[1] || op.cycle_by_cycle;
    const auto does = [acts](unsigned event) { return acts >> 2 * event & 3 || acts >> (12 + 2 * event) & 3; };
    if (waits || does(e_tez)) both(0);
    if (waits || does(e_tep)) both(t.counter.period);
    if (asked >> (15 + o) & 1 || does(e_tea)) both(op.compare[0]);
    if (asked >> (18 + o) & 1 || does(e_teb)) both(op.compare[1]);
  }
  if (next >= 0) t.next->at(clk_.when(t.counter.edge_of(next)));
}

void Mcpwm::reset() {
  RegisterFile::reset();
  for (unsigned t = 0; t < timers; ++t) {
    timers_[t].counter = {};
    timers_[t].sync_sw = false;
    restart(timers_[t], 0);
    timers_[t].next->cancel();
  }
  for (unsigned o = 0; o < operators; ++o) {
    Operator& op = operators_[o];
    op.compare = {};
    op.waiting = op.generated = op.force_seen = {};
    op.one_shot = op.cycle_by_cycle = op.down = false;
    op.fh1_seen = 0;
    dead_time(o);
  }
  for (Capture& c : captures_) c.pulses = 0;
  fault_was_ = {};
  update_seen_ = 0x55;
  cap_base_ = 0;
  update();
}

void Mcpwm::serialize(State& state) {
  RegisterFile::serialize(state);
  state(clk_, apb_, irq);
  for (Timer& t : timers_) state(t.counter, t.seen, t.sync_sw, *t.next);
  for (Operator& op : operators_) {
    state(op.compare, op.waiting, op.generated, op.force_seen, op.out);
    for (Delay* d : {&op.rising, &op.falling}) state(d->in, d->out, *d->due);
    state(op.one_shot, op.cycle_by_cycle, op.down, op.fh1_seen);
  }
  for (Capture& c : captures_) state(c.in, c.pulses);
  state(fault_in_, fault_was_, update_seen_, cap_base_, cap_edge_);
}

}  // namespace esp32
