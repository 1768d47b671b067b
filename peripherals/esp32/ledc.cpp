#include "peripherals/esp32/ledc.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace esp32 {

namespace {

constexpr u32 channel_stride = 0x14, timer_stride = 8;
constexpr std::array<u32, 2> channel_base{0x00, 0xa0}, timer_base{0x140, 0x160};
constexpr std::array<const char*, 2> letter{"H", "L"};
constexpr u32 duty_mask = 0x1ff'ffff;

std::string channel_name(unsigned group, unsigned n, const char* name) {
  return fmt::format("{}SCH{}_{}", letter[group], n, name);
}
std::string timer_name(unsigned group, unsigned n, const char* name) {
  return fmt::format("{}STIMER{}_{}", letter[group], n, name);
}

}  // namespace

Ledc::Channel::Channel(Ledc& o, unsigned g, unsigned n)
    : conf0(o, channel_name(g, n, "CONF0"), channel_base[g] + channel_stride * n, 0, on_write<&Ledc::channel_written>),
      timer_sel(conf0, "TIMER_SEL"),
      sig_out_en(conf0, "SIG_OUT_EN"),
      idle_lv(conf0, "IDLE_LV"),
      hpoint_reg(o, channel_name(g, n, "HPOINT"), conf0.offset + 0x04, 0, reserved{31, 20}),
      hpoint(hpoint_reg, "HPOINT"),
      duty_reg(o, channel_name(g, n, "DUTY"), conf0.offset + 0x08, 0, reserved{31, 25}),
      duty(duty_reg, "DUTY"),
      conf1(o, channel_name(g, n, "CONF1"), conf0.offset + 0x0c, 0x4000'0000, on_write<&Ledc::conf1_written>),
      duty_scale(conf1, "DUTY_SCALE"),
      duty_cycle(conf1, "DUTY_CYCLE"),
      duty_num(conf1, "DUTY_NUM"),
      duty_inc(conf1, "DUTY_INC"),
      duty_start(conf1, "DUTY_START"),
      duty_rd(o, channel_name(g, n, "DUTY_R"), conf0.offset + 0x10, 0, reserved{31, 25}, on_read<&Ledc::duty_read>),
      duty_rd_bits(duty_rd, "DUTY"),
      signal(nth(g ? Output::ledc_ls0 : Output::ledc_hs0, n)) {
  // Of all channels' CONF0 only the first has CLK_EN, the gate of the registers' clock.
  const bool clk_en = g == 0 && n == 0;
  if (clk_en) conf0.add_field({"CLK_EN", 31, 1, Access::rw, true});
  if (g) conf0.add_field({"PARA_UP", 4, 1, Access::wo, true});
  conf0.reserved_mask = clk_en ? 0x7fff'fff0 : g ? 0xffff'ffe0 : 0xffff'fff0;
  for (Register* r : {&conf0, &hpoint_reg, &duty_reg, &conf1, &duty_rd}) r->index = g * channels + n;
}

Ledc::Timer::Timer(Ledc& o, Scheduler& scheduler, unsigned g, unsigned n)
    : conf(o, timer_name(g, n, "CONF"), timer_base[g] + timer_stride * n, 0x0100'0000, on_write<&Ledc::timer_written>),
      lim(conf, "LIM"),
      div_num(conf, "DIV_NUM"),
      pause(conf, "PAUSE"),
      rst(conf, "RST"),
      tick_sel(conf, "TICK_SEL"),
      value(o, timer_name(g, n, "VALUE"), conf.offset + 4, 0, reserved{31, 20}, on_read<&Ledc::count_read>),
      cnt(value, "CNT"),
      due(scheduler, o.name() + " " + timer_name(g, n, "tick"), [&o, g, n] { o.refresh(g, n); }) {
  if (g) conf.add_field({"PARA_UP", 26, 1, Access::wo, true});
  conf.reserved_mask = g ? 0xf800'0000 : 0xfc00'0000;
  conf.index = value.index = g * timers + n;
}

Ledc::Ledc(std::string name, Scheduler& scheduler, ClockSignal& apb_clk, ClockSignal& ref, ClockSignal& rtc_8m_clk,
           GpioMatrix& matrix)
    : RegisterFile(std::move(name)),
      irq(this->name()),
      scheduler_(scheduler),
      matrix_(matrix),
      ticks_{TickCounter{scheduler, ref, [this] { refresh_all(); }},
             TickCounter{scheduler, apb_clk, [this] { refresh_all(); }},
             TickCounter{scheduler, rtc_8m_clk, [this] { refresh_all(); }}} {
  for (unsigned g = 0; g < groups; ++g)
    for (auto& c : channels_[g]) {
      matrix_.drive(c->signal, false, true);
      matrix_.on_routing(c->signal, [this, g, channel = c.get()] { refresh(g, channel->timer); });
    }
}

Ledc::Group<Ledc::channels, Ledc::Channel> Ledc::make_channels() {
  Group<channels, Channel> made;
  for (unsigned g = 0; g < groups; ++g)
    for (unsigned n = 0; n < channels; ++n) made[g][n] = std::make_unique<Channel>(*this, g, n);
  return made;
}

Ledc::Group<Ledc::timers, Ledc::Timer> Ledc::make_timers() {
  Group<timers, Timer> made;
  for (unsigned g = 0; g < groups; ++g)
    for (unsigned n = 0; n < timers; ++n) made[g][n] = std::make_unique<Timer>(*this, scheduler_, g, n);
  return made;
}

u32 Ledc::read(u32 offset) {
  settle();
  return RegisterFile::read(offset);
}

void Ledc::write(u32 offset, u32 value) {
  settle();
  RegisterFile::write(offset, value);
}

void Ledc::settle() {
  for (unsigned g = 0; g < groups; ++g)
    for (unsigned n = 0; n < timers; ++n) settle(g, n);
}

void Ledc::settle(unsigned group, unsigned timer) {
  Timer& t = *timers_[group][timer];
  if (!t.counter.running()) return;
  const i64 period = t.counter.ticks(edge(t)) >> t.counter.config().bits;
  if (const i64 passed = period - t.period; passed > 0) {
    t.period = period;
    overflow(group, timer, passed);
  }
}

void Ledc::overflow(unsigned group, unsigned timer, i64 times) {
  Timer& t = *timers_[group][timer];
  int_raw_.value |= 1u << (timers * group + timer);
  for (unsigned n = 0; n < channels; ++n)
    if (Channel& c = *channels_[group][n]; c.timer == timer) overflow(group, n, c, times);
  if (t.changed) {
    t.changed = false;
    t.counter.start(config(group, t), edges(config(group, t).source), 0);
    t.period = 0;
  }
  update();
}

// A fade's first step comes DUTY_CYCLE periods after it has taken effect.
void Ledc::overflow(unsigned group, unsigned channel, Channel& c, i64 times) {
  if (c.armed) {
    c.armed = false;
    c.duty_start = false;
    c.wave = {c.hpoint, c.duty};
    c.steps = c.duty_num;
    c.cycles = std::max<u32>(c.duty_cycle, 1);
    c.scale = c.duty_scale;
    c.up = c.duty_inc;
    c.passed = 0;
    --times;
    if (c.steps == 0) int_raw_.value |= 1u << (8 + channels * group + channel);
  }
  while (times > 0 && c.steps > 0) {
    const i64 wanted = c.cycles - c.passed;
    if (times < wanted) {
      c.passed += static_cast<u32>(times);
      return;
    }
    times -= wanted;
    c.passed = 0;
    const u32 change = c.scale << 4;
    c.wave.duty = (c.up ? c.wave.duty + change : c.wave.duty - change) & duty_mask;
    if (--c.steps == 0) int_raw_.value |= 1u << (8 + channels * group + channel);
  }
}

LedcTimer::Config Ledc::config(unsigned group, const Timer& t) const {
  const u32 slow = group == 0 || apb_clk_sel_ ? apb : rtc_8m;
  return {std::min<u32>(t.lim, 20), t.div_num, t.tick_sel ? slow : u32{ref_tick}};
}

void Ledc::take(unsigned group, Timer& t) {
  const LedcTimer::Config wanted = config(group, t);
  const u32 count = t.rst ? 0 : t.counter.count(edge(t));
  t.changed = false;
  t.counter.start(wanted, edges(wanted.source), count);
  t.period = 0;
  if (t.rst || t.pause) t.counter.stop(edges(wanted.source));
}

void Ledc::timer_written(u32 written, unsigned index) {
  const unsigned group = index / timers, n = index % timers;
  Timer& t = *timers_[group][n];
  const bool run = !t.rst && !t.pause, same = config(group, t) == t.counter.config();
  constexpr u32 para_up = 1 << 26;
  const bool low_speed_held = group == 1 && !(written & para_up);
  if (low_speed_held || (run && t.counter.running() && group == 0)) {
    // The settings wait, but RST and PAUSE act at once.
    t.changed = group == 0 && !same;
    const LedcTimer::Config now = t.counter.config();
    if (!run && t.counter.running())
      t.counter.stop(edge(t));
    else if (run && !t.counter.running())
      t.counter.start(now, edges(now.source), t.counter.count(edge(t))), t.period = 0;
    if (t.rst) t.counter.start(now, edges(now.source), 0), t.counter.stop(edges(now.source)), t.period = 0;
  } else if (!(same && run && t.counter.running())) {
    take(group, t);
  }
  refresh(group, n);
}

u32 Ledc::count_read(unsigned index) const {
  const Timer& t = *timers_[index / timers][index % timers];
  return t.counter.count(edge(t));
}

void Ledc::take(unsigned group, Channel& c) {
  c.timer = c.timer_sel;
  c.on = c.sig_out_en;
  c.idle = c.idle_lv;
  if (c.duty_start) arm(group, c);
}

void Ledc::arm(unsigned group, Channel& c) {
  c.armed = true;
  c.steps = 0;
  if (timers_[group][c.timer]->counter.running()) return;
  const unsigned n = c.conf0.index % channels;
  overflow(group, n, c, 1);
}

void Ledc::channel_written(u32 written, unsigned index) {
  const unsigned group = index / channels;
  Channel& c = *channels_[group][index % channels];
  constexpr u32 para_up = 1 << 4;
  if (group == 1 && !(written & para_up)) return;
  const unsigned before = c.timer;
  take(group, c);
  if (before != c.timer) refresh(group, before);
  refresh(group, c.timer);
}

void Ledc::conf1_written(u32, unsigned index) {
  Channel& c = *channels_[index / channels][index % channels];
  if (index / channels == 1 || !c.duty_start) return;
  arm(0, c);
  refresh(0, c.timer);
}

u32 Ledc::duty_read(unsigned index) const { return channels_[index / channels][index % channels]->wave.duty; }

void Ledc::conf_written() {
  for (auto& t : timers_[1]) take(1, *t);
  refresh_all();
}

void Ledc::clear_written(u32 written) {
  int_raw_.value &= ~written;
  int_clr_.value = 0;
  enable_written();
}

void Ledc::enable_written() {
  update();
  refresh_all();
}

void Ledc::refresh_all() {
  for (unsigned g = 0; g < groups; ++g)
    for (unsigned n = 0; n < timers; ++n) refresh(g, n);
}

void Ledc::refresh(unsigned group, unsigned timer) {
  settle(group, timer);
  Timer& t = *timers_[group][timer];
  const bool runs = t.counter.running();
  const i64 now = t.counter.ticks(edge(t)), overflow_at = (now & -t.counter.period()) + t.counter.period();
  const bool asked = int_ena_.value & ~int_raw_.value & 1u << (timers * group + timer);
  i64 next = asked || t.changed ? overflow_at : 0;
  const auto at = [&next](i64 tick) { next = tick && (!next || tick < next) ? tick : next; };
  for (auto& channel : channels_[group]) {
    Channel& c = *channel;
    if (c.timer != timer) continue;
    const bool level = c.on ? c.wave.level(t.counter, now) : c.idle;
    if (level != c.out) matrix_.drive(c.signal, c.out = level, true);
    if (c.fading()) at(overflow_at);
    if (c.on && matrix_.routed(c.signal)) at(c.wave.next(t.counter, now));
  }
  t.due.cancel();
  const TickCounter& source = ticks_[t.counter.config().source];
  if (runs && next && source.signal().running()) t.due.at(source.when(t.counter.edge_of(next)));
}

void Ledc::reset() {
  RegisterFile::reset();
  for (unsigned g = 0; g < groups; ++g) {
    for (auto& t : timers_[g]) take(g, *t);
    for (auto& c : channels_[g]) {
      take(g, *c);
      c->wave = {};
      c->armed = false;
      c->steps = 0;
    }
  }
  refresh_all();
  update();
}

void Ledc::serialize(State& state) {
  RegisterFile::serialize(state);
  for (TickCounter& t : ticks_) state(t);
  for (auto& group : timers_)
    for (auto& t : group) state(t->counter, t->changed, t->period, t->due);
  for (auto& group : channels_)
    for (auto& c : group)
      state(c->timer, c->on, c->idle, c->wave, c->armed, c->steps, c->cycles, c->scale, c->passed, c->up, c->out);
  state(irq);
}

}  // namespace esp32
