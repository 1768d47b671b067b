#include "peripherals/rp2040/clocks.hpp"

namespace rp2040 {

namespace {

// The bits of the generators' CTRL registers.
constexpr u32 auxsrc_lsb = 5, kill = 1u << 10, enable = 1u << 11, dc50 = 1u << 12, phase_lsb = 16, nudge = 1u << 20;

}  // namespace

Clocks::Slice::Slice(Clocks& owner, Slot slot, const std::string& name, Divider divider)
    : ctrl(owner, name + "_CTRL", 12 * slot, 0, on_write<&Clocks::slice_written>),
      div(owner, name + "_DIV", 12 * slot + 4, 0x100, on_write<&Clocks::slice_written>),
      selected(owner, name + "_SELECTED", 12 * slot + 8, 1, on_read<&Clocks::read_selected>) {
  ctrl.index = div.index = selected.index = slot;
  const bool out = slot <= gpout3;
  const auto field = [this](std::string field_name, unsigned lsb, unsigned width, bool modelled = true) {
    ctrl.add_field({std::move(field_name), lsb, width, Access::rw, modelled});
  };
  if (slot == ref) field("SRC", 0, 2);
  if (slot == sys) field("SRC", 0, 1);
  field("AUXSRC", auxsrc_lsb, out ? 4 : slot == ref ? 2 : 3);
  if (slot != ref && slot != sys) field("KILL", 10, 1), field("ENABLE", 11, 1);
  if (out) field("DC50", 12, 1);
  if (out || slot >= usb) field("PHASE", phase_lsb, 2, out), field("NUDGE", 20, 1, out);
  ctrl.reserved_mask = out           ? 0xffec'e21f
                       : slot == ref ? 0xffff'ff9c
                       : slot == sys ? 0xffff'ff1e
                       : slot >= usb ? 0xffec'f31f
                                     : 0xffff'f31f;
  if (divider == Divider::fractional_24) {
    div.add_field({"FRAC", 0, 8, Access::rw, true});
    div.add_field({"INT", 8, 24, Access::rw, true});
  } else {
    div.add_field({"INT", 8, 2, Access::rw, true});
    div.reserved_mask = 0xffff'fcff;
  }
  selected.add_field({name + "_SELECTED", 0, 32, Access::ro, true});
}

Clocks::Clocks(std::string name, Scheduler& scheduler, PinMatrix& pins, const Sources& from)
    : Peripheral(name),
      gates({clk_sys, clk_peri, clk_usb, clk_adc, clk_rtc}),
      gpin0_(scheduler, pins, Signal::gpin0, "gpin0"),
      gpin1_(scheduler, pins, Signal::gpin1, "gpin1"),
      counter_(scheduler, clk_ref,
               {&from.pll_sys, &from.pll_usb, &from.rosc, &from.rosc_ph, &from.xosc, &gpin0_.clk, &gpin1_.clk, &clk_ref,
                &clk_sys, &clk_peri, &clk_usb, &clk_adc, &clk_rtc}),
      resus_timeout_(scheduler, name + " resus", [this] { resuscitate(true); }) {
  // 2.15.3.1 "Instances" and the AUXSRC and SRC fields
  const auto make = [&](Slot slot, ClockSignal& output, std::vector<ClockSignal*> glitchless,
                        std::vector<ClockSignal*> aux) {
    generators_[slot] = std::make_unique<ClockGenerator>(scheduler, output, std::move(glitchless), std::move(aux));
  };
  ClockSignal *const in0 = &gpin0_.clk, *const in1 = &gpin1_.clk, *const pll_sys = &from.pll_sys,
                     *const pll_usb = &from.pll_usb, *const rosc = &from.rosc, *const rosc_ph = &from.rosc_ph,
                     *const xosc = &from.xosc;
  make(ref, clk_ref, {rosc_ph, nullptr, xosc}, {pll_usb, in0, in1});
  make(sys, clk_sys, {&clk_ref, nullptr}, {pll_sys, pll_usb, rosc, xosc, in0, in1});
  make(peri, clk_peri, {}, {&clk_sys, pll_sys, pll_usb, rosc_ph, xosc, in0, in1});
  make(usb, clk_usb, {}, {pll_usb, pll_sys, rosc_ph, xosc, in0, in1});
  make(adc, clk_adc, {}, {pll_usb, pll_sys, rosc_ph, xosc, in0, in1});
  make(rtc, clk_rtc, {}, {pll_usb, pll_sys, rosc_ph, xosc, in0, in1});
  ClockSignal* const outputs[] = {&clk_gpout0, &clk_gpout1, &clk_gpout2, &clk_gpout3};
  for (unsigned i = 0; i < 4; ++i) {
    make(static_cast<Slot>(i), *outputs[i], {},
         {pll_sys, in0, in1, pll_usb, i < 2 ? rosc : rosc_ph, xosc, &clk_sys, &clk_usb, &clk_adc, &clk_rtc, &clk_ref});
    const auto signal = static_cast<Signal>(static_cast<unsigned>(Signal::gpout0) + i);
    gpout_pins_[i] = std::make_unique<GpoutPin>(scheduler, pins, signal, *generators_[i]);
  }
  for (unsigned i = 0; i < ClockGates::count; ++i) {
    const unsigned second = i / 32;
    const auto field = [&](Register& r, Access access) {
      r.add_field({std::string{ClockGates::name(i)}, i % 32, 1, access, true});
    };
    field(second ? wake_en1_ : wake_en0_, Access::rw);
    field(second ? sleep_en1_ : sleep_en0_, Access::rw);
    field(second ? enabled1_ : enabled0_, Access::ro);
  }
  enabled1_.index = 1;
  for (unsigned slot = 0; slot < slots; ++slot) generators_[slot]->reset(control_of(static_cast<Slot>(slot)));
  clk_sys.listen({{}, [this] { look_after_sys(); }});
  clk_ref.listen({{}, [this] { look_after_sys(); }});
}

ClockGenerator::Control Clocks::control_of(Slot slot) const {
  const Slice* const slices[] = {&gpout0_, &gpout1_, &gpout2_, &gpout3_, &ref_, &sys_, &peri_, &usb_, &adc_, &rtc_};
  const u32 ctrl = slices[slot]->ctrl.value;
  const bool always_on = slot == ref || slot == sys;
  return {.src = always_on ? ctrl & 3 : 0,
          .auxsrc = ctrl >> auxsrc_lsb & (slot <= gpout3 ? 0xf
                                          : slot == ref  ? 3
                                                         : 7),
          .divisor = slices[slot]->div.value,
          .enabled = always_on || (ctrl & (enable | kill)) == enable};
}

void Clocks::set_generator(Slot slot) {
  if (slot <= gpout3) set_gpout(slot);
  generators_[slot]->control(control_of(slot));
}

void Clocks::set_gpout(Slot slot) {
  const Slice* const slices[] = {&gpout0_, &gpout1_, &gpout2_, &gpout3_};
  const u32 ctrl = slices[slot]->ctrl.value, changed = ctrl ^ gpout_ctrl_[slot];
  gpout_ctrl_[slot] = ctrl;
  gpout_pins_[slot]->set_duty_correction(ctrl & dc50);
  gpout_pins_[slot]->set_phase(ctrl >> phase_lsb & 3);
  if (changed & nudge) gpout_pins_[slot]->nudge();
}

void Clocks::resus_written() {
  if (resus_clear_)
    resuscitate(false);
  else if (resus_force_)
    resuscitate(true);
  look_after_sys();
}

void Clocks::resuscitate(bool on) {
  if (on == resussed_) return;
  resus_timeout_.cancel();
  resussed_ = on;
  generators_[sys]->force_first_source(on);
  update();
}

// 2.15.5: clk_sys is revived when no edge of it is seen for TIMEOUT cycles of clk_ref.
void Clocks::look_after_sys() {
  const bool silent = clk_sys.hz() * i64{resus_cycles_} < clk_ref.hz();
  if (resussed_ || !resus_enable_ || !silent) return resus_timeout_.cancel();
  if (!resus_timeout_.pending()) resus_timeout_.after(clk_ref.clock().ticks(resus_cycles_));
}

void Clocks::start_count() { counter_.start({fc0_src_, ref_khz_, delay_, interval_}); }

u32 Clocks::read_fc0_status() const {
  const u32 measured_khz = counter_.result() >> 5;
  const bool done = counter_.done(), died = counter_.died();
  const bool slow = done && measured_khz < min_khz_, fast = done && measured_khz > max_khz_;
  const bool fail = done && (slow || fast || died);
  return u32{died} << 28 | u32{fast} << 24 | u32{slow} << 20 | u32{fail} << 16 | u32{counter_.waiting()} << 12 |
         u32{counter_.running()} << 8 | u32{done} << 4 | u32{done && !fail};
}

void Clocks::set_gates() {
  const u32 first = sleeping_ ? sleep_en0_.value : wake_en0_.value;
  const u32 second = sleeping_ ? sleep_en1_.value : wake_en1_.value;
  gates.enable(u64{second} << 32 | first);
}

void Clocks::set_sleep(bool sleeping) {
  if (sleeping == sleeping_) return;
  sleeping_ = sleeping;
  set_gates();
}

void Clocks::reset() {
  Peripheral::reset();
  resus_timeout_.cancel();
  counter_.reset();
  for (unsigned slot = 0; slot <= gpout3; ++slot) set_gpout(static_cast<Slot>(slot));
  for (unsigned slot = 0; slot < slots; ++slot) generators_[slot]->reset(control_of(static_cast<Slot>(slot)));
  set_gates();
  update();
}

void Clocks::serialize(State& state) {
  Peripheral::serialize(state);
  state(gpin0_, gpin1_);
  for (auto& g : generators_) state(*g);
  for (auto& p : gpout_pins_) state(*p);
  state(gates, gpout_ctrl_, counter_, resus_timeout_, sleeping_, irq);
}

}  // namespace rp2040
