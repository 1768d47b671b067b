#include "peripherals/rp2040/io_bank.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "peripherals/rp2040/bits.hpp"

namespace rp2040 {

namespace {

constexpr unsigned pins_per_word = 8;  // four bits each: LEVEL_LOW, LEVEL_HIGH, EDGE_LOW, EDGE_HIGH

// Bit i to bit 4 i.
constexpr u32 spread(u32 byte) {
  byte = (byte | byte << 12) & 0x000f'000f;
  byte = (byte | byte << 6) & 0x0303'0303;
  return (byte | byte << 3) & 0x1111'1111;
}

// Bit 4 i to bit i.
constexpr u32 gather(u32 nibbles) {
  nibbles &= 0x1111'1111;
  nibbles = (nibbles | nibbles >> 3) & 0x0303'0303;
  nibbles = (nibbles | nibbles >> 6) & 0x000f'000f;
  return (nibbles | nibbles >> 12) & 0xff;
}

}  // namespace

void Override::set(unsigned pin, u32 mode) {
  invert_ = with(invert_, pin, mode == 1);
  keep_ = with(keep_, pin, mode < 2);
  high_ = with(high_, pin, mode == 3);
}

IoBank::IoBank(std::string name, Pads& pads, const std::vector<Pin>& pins)
    : Peripheral(std::move(name)),
      proc0(this->name() + " PROC0"),
      proc1(this->name() + " PROC1"),
      dormant_wake(this->name() + " DORMANT_WAKE"),
      pads_(pads),
      words_(static_cast<unsigned>(pins.size() + pins_per_word - 1) / pins_per_word) {
  for (unsigned i = 0; i < pins.size(); ++i) add_pin(i, pins[i]);
  u32 offset = 8 * static_cast<u32>(pins.size());
  for (unsigned w = 0; w < words_; ++w, offset += 4) {
    Register& r = add_interrupts("INTR", offset, w, pins, Access::w1c, Access::ro);
    r.read_hook = r.peek_hook = [this, w] { return raw_interrupts(w); };
    r.write_hook = [this, w](u32 written) { clear_edges(written, w); };
  }
  for (const auto& [destination, wire] :
       {std::pair{"PROC0", &proc0}, {"PROC1", &proc1}, {"DORMANT_WAKE", &dormant_wake}}) {
    add_destination(destination, offset, *wire, pins);
    offset += 3 * 4 * words_;
  }
}

void IoBank::connect_pads() {
  pads_.on_change = [this](unsigned pin) { pad_changed(pin); };
  for (unsigned i = 0; i < pins(); ++i) pad_changed(i);
  edge_low_ = edge_high_ = 0;
}

void IoBank::add_pin(unsigned pin, const Pin& p) {
  terminals_.push_back(std::make_unique<Terminal>(p.terminal));
  terminals_.back()->on_change = [this, pin] { sample(pin); };
  terminals_.back()->ratings = &ratings_;
  function_[pin] = no_function;

  auto status = std::make_unique<Register>(*this, p.registers + "_STATUS", 8 * pin, 0, on_read<&IoBank::status>,
                                           reserved{7, 0}, reserved{11, 10}, reserved{16, 14}, reserved{18},
                                           reserved{23, 20}, reserved{25}, reserved{31, 27});
  for (const auto& [field, bit] : {std::pair{"OUTFROMPERI", 8u},
                                   {"OUTTOPAD", 9u},
                                   {"OEFROMPERI", 12u},
                                   {"OETOPAD", 13u},
                                   {"INFROMPAD", 17u},
                                   {"INTOPERI", 19u},
                                   {"IRQFROMPAD", 24u},
                                   {"IRQTOPROC", 26u}})
    status->add_field({field, bit, 1, Access::ro, true});
  status->index = pin;

  auto ctrl = std::make_unique<Register>(*this, p.registers + "_CTRL", 8 * pin + 4, no_function,
                                         on_write<&IoBank::control_written>, reserved{7, 5}, reserved{11, 10},
                                         reserved{15, 14}, reserved{27, 18}, reserved{31, 30});
  for (const auto& [field, lsb, width] : {std::tuple{"FUNCSEL", 0u, 5u},
                                          {"OUTOVER", 8u, 2u},
                                          {"OEOVER", 12u, 2u},
                                          {"INOVER", 16u, 2u},
                                          {"IRQOVER", 28u, 2u}})
    ctrl->add_field({field, lsb, width, Access::rw, true});
  ctrl->index = pin;
  ctrl_.push_back(ctrl.get());
  registers_.push_back(std::move(status));
  registers_.push_back(std::move(ctrl));
}

Register& IoBank::add_interrupts(const std::string& name, u32 offset, unsigned word, const std::vector<Pin>& pins,
                                 Access edges, Access levels) {
  auto r = std::make_unique<Register>(*this, words_ > 1 ? name + std::to_string(word) : name, offset, 0);
  for (unsigned i = 0; i < pins_per_word; ++i) {
    const unsigned pin = pins_per_word * word + i;
    if (pin >= pins.size()) {
      r->reserved_mask |= 0xfu << 4 * i;
      continue;
    }
    const std::string& p = pins[pin].registers;
    r->add_field({p + "_LEVEL_LOW", 4 * i, 1, levels, true});
    r->add_field({p + "_LEVEL_HIGH", 4 * i + 1, 1, levels, true});
    r->add_field({p + "_EDGE_LOW", 4 * i + 2, 1, edges, true});
    r->add_field({p + "_EDGE_HIGH", 4 * i + 3, 1, edges, true});
  }
  registers_.push_back(std::move(r));
  return *registers_.back();
}

void IoBank::add_destination(const std::string& name, u32 offset, Wire& wire, const std::vector<Pin>& pins) {
  Destination d{&wire, {}, {}};
  const unsigned number = static_cast<unsigned>(destinations_.size());
  const auto enabling = [this](u32) { enables_written(); };
  for (unsigned w = 0; w < words_; ++w, offset += 4) {
    d.inte.push_back(&add_interrupts(name + "_INTE", offset, w, pins, Access::rw, Access::rw));
    d.inte.back()->write_hook = enabling;
  }
  for (unsigned w = 0; w < words_; ++w, offset += 4) {
    d.intf.push_back(&add_interrupts(name + "_INTF", offset, w, pins, Access::rw, Access::rw));
    d.intf.back()->write_hook = enabling;
  }
  for (unsigned w = 0; w < words_; ++w, offset += 4) {
    Register& ints = add_interrupts(name + "_INTS", offset, w, pins, Access::ro, Access::ro);
    ints.read_hook = ints.peek_hook = [this, i = number * words_ + w] { return interrupt_status(i); };
  }
  destinations_.push_back(std::move(d));
}

Terminal* IoBank::find_terminal(std::string_view name) {
  const auto it = std::ranges::find_if(terminals_, [&](const auto& t) { return t->name() == name; });
  return it == terminals_.end() ? nullptr : it->get();
}

void IoBank::supply(double volts) {
  supply_ = volts;
  ratings_.most_volts = volts + 0.3;
  for (unsigned i = 0; i < pins(); ++i) pad_changed(i);
}

u32 IoBank::status(unsigned pin) const {
  const auto bit = [pin](u32 mask, unsigned at) { return (mask >> pin & 1) << at; };
  return bit(peri_out_, 8) | bit(out_, 9) | bit(peri_oe_, 12) | bit(oe_, 13) | bit(pad_in_, 17) | bit(in_, 19) |
         bit(pad_in_, 24) | bit(irq_in_, 26);
}

void IoBank::set_overrides(unsigned pin) {
  const u32 c = ctrl_[pin]->value;
  out_over_.set(pin, c >> 8 & 3);
  oe_over_.set(pin, c >> 12 & 3);
  in_over_.set(pin, c >> 16 & 3);
  irq_over_.set(pin, c >> 28 & 3);
}

void IoBank::control_written(u32, unsigned pin) {
  set_overrides(pin);
  if (const u32 selected = function(pin); selected != function_[pin]) {
    function_[pin] = static_cast<u8>(selected);
    select(pin, selected);
    find_bare(pin);
    if (on_function) on_function(pin);
  }
  refresh_outputs();
  refresh_inputs();
  if (on_setting) on_setting(pin);
}

IoBank::Setting IoBank::setting(unsigned pin) const {
  const u32 c = ctrl_[pin]->value;
  return {function(pin), c >> 8 & 3, c >> 12 & 3, c >> 16 & 3, (peri_out_ >> pin & 1) != 0, (peri_oe_ >> pin & 1) != 0};
}

void IoBank::from_peripheral(u32 pins, u32 levels, u32 enables) {
  peri_out_ = (peri_out_ & ~pins) | (levels & pins);
  peri_oe_ = (peri_oe_ & ~pins) | (enables & pins);
  refresh_outputs();
  if (on_setting) for_each_bit(pins, on_setting);
}

void IoBank::refresh_outputs() {
  const u32 out = out_over_(peri_out_), oe = oe_over_(peri_oe_);
  const u32 turned = oe ^ oe_, changed = turned | ((out ^ out_) & oe);
  out_ = out;
  oe_ = oe;
  for_each_bit(turned, [this](unsigned pin) { find_bare(pin); });
  for_each_bit(changed, [this](unsigned pin) { apply(pin); });
}

void IoBank::find_bare(unsigned pin) {
  constexpr u32 sio = 5;
  const bool driven = (oe_ & ~pads_.output_disable()) >> pin & 1, listens = pads_.input_enable() >> pin & 1;
  bare_ = with(bare_, pin, function_[pin] == sio && listens && !driven && pads_.pull(pin) == Pads::Pull::none);
}

void IoBank::apply(unsigned pin) {
  Terminal& t = *terminals_[pin];
  if ((oe_ & ~pads_.output_disable()) >> pin & 1) {
    const bool one = out_ >> pin & 1;
    return t.drive(one ? supply_ : 0, pads_.driver_ohms(pin, one));
  }
  switch (pads_.pull(pin)) {
    case Pads::Pull::none: return t.release();
    case Pads::Pull::down: return t.drive(0, Pads::pull_ohms);
    case Pads::Pull::up: return t.drive(supply_, Pads::pull_ohms);
    case Pads::Pull::keep: return t.drive(high_ >> pin & 1 ? supply_ : 0, Pads::pull_ohms);
  }
}

void IoBank::sample(unsigned pin) {
  const Terminal& t = *terminals_[pin];
  if (t.floating()) return;
  const bool was = high_ >> pin & 1;
  const bool is = pads_.level(pin, t.volts(), supply_, was);
  if (is == was) return;
  high_ = with(high_, pin, is);
  if (pads_.pull(pin) == Pads::Pull::keep) apply(pin);
  refresh_inputs();
}

void IoBank::pad_changed(unsigned pin) {
  const Pads::Thresholds at = pads_.thresholds(pin, supply_);
  terminals_[pin]->thresholds(at.falling, at.rising);
  find_bare(pin);
  apply(pin);
  sample(pin);
  refresh_inputs();
  if (on_setting) on_setting(pin);
}

void IoBank::refresh_inputs() {
  pad_in_ = high_ & pads_.input_enable();
  const u32 irq = irq_over_(pad_in_);
  if (const u32 changed = irq ^ irq_in_) {
    irq_in_ = irq;
    if (!held_in_reset()) {
      edge_high_ |= changed & irq;
      edge_low_ |= changed & ~irq;
    }
    if (changed & interest_) update();
  }
  const u32 in = in_over_(pad_in_);
  if (const u32 changed = in ^ in_) {
    in_ = in;
    inputs_changed(changed);
  }
}

u32 IoBank::raw_interrupts(unsigned word) const {
  const unsigned first = pins_per_word * word;
  const u32 there = (2u << (std::min(first + pins_per_word, pins()) - 1 - first)) - 1;
  const auto nibbles = [&](u32 mask, unsigned bit) { return spread(mask >> first & there) << bit; };
  return nibbles(~irq_in_, 0) | nibbles(irq_in_, 1) | nibbles(edge_low_, 2) | nibbles(edge_high_, 3);
}

u32 IoBank::interrupt_status(unsigned index) const {
  const Destination& d = destinations_[index / words_];
  const unsigned word = index % words_;
  return (raw_interrupts(word) & d.inte[word]->value) | d.intf[word]->value;
}

void IoBank::clear_edges(u32 written, unsigned word) {
  edge_low_ &= ~(gather(written >> 2) << pins_per_word * word);
  edge_high_ &= ~(gather(written >> 3) << pins_per_word * word);
  update();
}

void IoBank::find_interest() {
  interest_ = 0;
  for (const Destination& d : destinations_)
    for (unsigned w = 0; w < words_; ++w) {
      const u32 e = d.inte[w]->value;
      interest_ |= gather(e | e >> 1 | e >> 2 | e >> 3) << pins_per_word * w;
    }
}

void IoBank::enables_written() {
  find_interest();
  update();
}

void IoBank::update() {
  for (unsigned i = 0; i < destinations_.size(); ++i) {
    u32 any = 0;
    for (unsigned w = 0; w < words_; ++w) any |= interrupt_status(i * words_ + w);
    destinations_[i].wire->drive(any != 0);
  }
}

void IoBank::reset() {
  Peripheral::reset();
  for (unsigned i = 0; i < pins(); ++i) control_written(0, i);
  edge_low_ = edge_high_ = 0;
  enables_written();
}

void IoBank::serialize(State& state) {
  Peripheral::serialize(state);
  state(function_, peri_out_, peri_oe_, out_, oe_, high_, pad_in_, in_, irq_in_, edge_low_, edge_high_, supply_, proc0,
        proc1, dormant_wake);
  for (auto& t : terminals_) state(*t);
  if (!state.loading()) return;
  for (unsigned i = 0; i < pins(); ++i) {
    set_overrides(i);
    find_bare(i);
    const Pads::Thresholds at = pads_.thresholds(i, supply_);
    terminals_[i]->thresholds(at.falling, at.rising);
  }
  ratings_.most_volts = supply_ + 0.3;
  find_interest();
}

}  // namespace rp2040
