#include "peripherals/rp2040/pwm.hpp"

#include <fmt/format.h>

#include "peripherals/rp2040/bits.hpp"

namespace rp2040 {

namespace {

constexpr u32 slice_stride = 0x14;

std::string register_name(unsigned n, const char* name) { return fmt::format("CH{}_{}", n, name); }

Signal output(unsigned n, unsigned channel) {
  return static_cast<Signal>(static_cast<unsigned>(Signal::pwm0_a) + 2 * n + channel);
}

}  // namespace

Pwm::Slice::Slice(Pwm& p, Scheduler& scheduler, unsigned n)
    : csr(p, register_name(n, "CSR"), slice_stride * n, 0, reserved{31, 8}, on_read<&Pwm::csr_read>,
          on_write<&Pwm::csr_written>),
      en(csr, "EN"),
      ph_correct(csr, "PH_CORRECT"),
      a_inv(csr, "A_INV"),
      b_inv(csr, "B_INV"),
      divmode(csr, "DIVMODE"),
      ph_ret(csr, "PH_RET"),
      ph_adv(csr, "PH_ADV"),
      div(p, register_name(n, "DIV"), slice_stride * n + 0x04, 0x10, reserved{31, 12}, on_write<&Pwm::div_written>),
      div_frac(div, "FRAC"),
      div_int(div, "INT"),
      ctr(p, register_name(n, "CTR"), slice_stride * n + 0x08, 0, reserved{31, 16}, on_read<&Pwm::ctr_read>,
          on_write<&Pwm::ctr_written>),
      ctr_bits(ctr, "CTR"),
      cc(p, register_name(n, "CC"), slice_stride * n + 0x0c, 0, on_write<&Pwm::values_written>),
      cc_a(cc, "A"),
      cc_b(cc, "B"),
      top(p, register_name(n, "TOP"), slice_stride * n + 0x10, 0xffff, reserved{31, 16},
          on_write<&Pwm::values_written>),
      top_bits(top, "TOP"),
      dreq(fmt::format("PWM_WRAP{}", n)),
      due(scheduler, p.name() + " " + dreq.name(),
          [&p, n] {
            p.settle(n);
            p.refresh(n);
          }),
      dreq_end(scheduler, p.name() + " DREQ", [this] { dreq.drive(false); }),
      a(output(n, 0)),
      b(output(n, 1)) {
  for (Register* r : {&csr, &div, &ctr, &cc, &top}) r->index = n;
}

Pwm::Pwm(std::string name, Scheduler& scheduler, ClockSignal& clk_sys, PinMatrix& matrix)
    : Peripheral(std::move(name)), scheduler_(scheduler), matrix_(matrix), ticks_(scheduler, clk_sys, [this] {
        for (unsigned i = 0; i < slices; ++i) schedule(i);
      }) {
  for (unsigned i = 0; i < slices; ++i) {
    Slice& s = *slices_[i];
    const auto routing = [this, i] {
      settle(i);
      refresh(i);
    };
    matrix.on_routing(s.a, routing);
    matrix.on_routing(s.b, routing);
    s.b_high = matrix.level(s.b);
    matrix.listen(s.b, [this, i](bool level) { input_changed(i, level); });
    s.b_is_output = true;
    matrix.drive(s.a, false, true);
    matrix.drive(s.b, false, true);
  }
}

std::array<std::unique_ptr<Pwm::Slice>, Pwm::slices> Pwm::make_slices() {
  std::array<std::unique_ptr<Slice>, slices> made;
  for (unsigned i = 0; i < slices; ++i) made[i] = std::make_unique<Slice>(*this, scheduler_, i);
  return made;
}

u32 Pwm::read(u32 offset) {
  settle();
  return Peripheral::read(offset);
}

void Pwm::write(u32 offset, u32 value) {
  settle();
  Peripheral::write(offset, value);
}

void Pwm::settle() {
  for (unsigned i = 0; i < slices; ++i) settle(i);
}

void Pwm::settle(unsigned slice) { wrapped(slice, slices_[slice]->counter.settle(ticks_.edges())); }

void Pwm::wrapped(unsigned slice, u64 times) {
  if (times == 0) return;
  intr_.value |= 1u << slice;
  update();
  if (dreqs_used_ >> slice & 1) {
    Slice& s = *slices_[slice];
    s.dreq_end.at(ticks_.when(ticks_.edges() + 1));  // scheduled first: it goes down before who hears it acts again
    s.dreq.drive(true);
  }
}

bool Pwm::wraps_matter(unsigned slice) const {
  const bool interrupt = (inte_.value & ~intr_.value) >> slice & 1;
  return interrupt || dreqs_used_ >> slice & 1;
}

void Pwm::dreq_use_changed() {
  u8 used = 0;
  for (unsigned i = 0; i < slices; ++i) used |= static_cast<u8>((!dreq_used || dreq_used(i)) << i);
  if (used == dreqs_used_) return;
  settle();  // nobody hears the wraps before now that nobody waited for
  dreqs_used_ = used;
  for (unsigned i = 0; i < slices; ++i) schedule(i);
}

void Pwm::schedule(unsigned slice) {
  Slice& s = *slices_[slice];
  s.due.cancel();
  if (!s.counter.flowing() || !ticks_.signal().running()) return;
  const bool b = s.b_is_output && matrix_.routed(s.b);
  if (const u32 counts = s.counter.counts_until(matrix_.routed(s.a), b, wraps_matter(slice)))
    s.due.at(ticks_.when(s.counter.cycle_of(counts)));
}

void Pwm::drive(Slice& s) {
  const bool a = s.counter.a() != s.a_inv, b = s.counter.b() != s.b_inv, b_is_output = s.divmode == Mode::div;
  if (a != s.out_a) matrix_.drive(s.a, s.out_a = a, true);
  if (b == s.out_b && b_is_output == s.b_is_output) return;
  s.out_b = b;
  s.b_is_output = b_is_output;
  matrix_.drive(s.b, b, b_is_output);
}

void Pwm::refresh(unsigned slice) {
  drive(*slices_[slice]);
  schedule(slice);
}

// Whether every cycle of clk_sys is a step of the divider.
void Pwm::set_flow(Slice& s) {
  s.counter.flow(s.en && (s.divmode == Mode::div || (s.divmode == Mode::level && s.b_high)));
}

void Pwm::input_changed(unsigned slice, bool level) {
  Slice& s = *slices_[slice];
  settle(slice);
  s.b_high = level;
  const Mode mode = s.divmode;
  if (mode == Mode::div) return;
  set_flow(s);
  if (s.en && mode == (level ? Mode::rise : Mode::fall)) wrapped(slice, s.counter.input_edge());
  refresh(slice);
}

void Pwm::set_enabled(unsigned slice, bool on) {
  Slice& s = *slices_[slice];
  s.en = on;
  s.counter.set_enabled(on);
  set_flow(s);
  wrapped(slice, s.counter.adjust_phase());
  refresh(slice);
}

void Pwm::csr_written(u32, unsigned slice) {
  Slice& s = *slices_[slice];
  if (s.ph_adv) s.counter.advance_phase();
  if (s.ph_ret) s.counter.retard_phase();
  s.ph_adv = s.ph_ret = false;
  s.counter.set_phase_correct(s.ph_correct);
  set_enabled(slice, s.en);
}

u32 Pwm::csr_read(unsigned slice) const {
  const Slice& s = *slices_[slice];
  PwmCounter c = s.counter;
  c.settle(ticks_.edges());
  return s.csr.value | u32{c.retarding()} << 6 | u32{c.advancing()} << 7;
}

void Pwm::div_written(u32, unsigned slice) {
  Slice& s = *slices_[slice];
  s.counter.set_divider((s.div_int ? s.div_int : 256) * 16 + s.div_frac);
  wrapped(slice, s.counter.adjust_phase());
  refresh(slice);
}

void Pwm::ctr_written(u32, unsigned slice) {
  Slice& s = *slices_[slice];
  s.counter.set_counter(s.ctr_bits);
  refresh(slice);
}

u32 Pwm::ctr_read(unsigned slice) const {
  PwmCounter c = slices_[slice]->counter;
  c.settle(ticks_.edges());
  return c.counter();
}

void Pwm::values_written(u32, unsigned slice) {
  Slice& s = *slices_[slice];
  s.counter.set_values({s.top_bits, s.cc_a, s.cc_b});
  refresh(slice);
}

u32 Pwm::en_read() const {
  u32 on = 0;
  for (unsigned i = 0; i < slices; ++i) on |= (slices_[i]->csr.value & 1) << i;
  return on;
}

void Pwm::en_written(u32) {
  for (unsigned i = 0; i < slices; ++i) set_enabled(i, en_.value >> i & 1);
}

u32 Pwm::intr_read() const {
  u32 raised = intr_.value;
  for (unsigned i = 0; i < slices; ++i) {
    PwmCounter c = slices_[i]->counter;
    if (c.settle(ticks_.edges())) raised |= 1u << i;
  }
  return raised;
}

void Pwm::interrupts_written() {
  update();
  for (unsigned i = 0; i < slices; ++i) schedule(i);
}

void Pwm::update() { irq.drive(((intr_.value & inte_.value) | intf_.value) != 0); }

void Pwm::reset() {
  Peripheral::reset();
  for (unsigned i = 0; i < slices; ++i) {
    Slice& s = *slices_[i];
    s.counter = {};
    s.counter.settle(ticks_.edges());
    s.dreq_end.cancel();
    s.dreq.drive(false);
    refresh(i);
  }
  update();
}

void Pwm::serialize(State& state) {
  Peripheral::serialize(state);
  state(ticks_, irq, dreqs_used_);
  for (auto& s : slices_)
    state(s->counter, s->dreq, s->due, s->dreq_end, s->b_high, s->out_a, s->out_b, s->b_is_output);
}

}  // namespace rp2040
