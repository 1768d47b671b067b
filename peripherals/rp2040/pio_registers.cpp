// What registers do. RP2040 Datasheet 3.7 "List of Registers".
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "peripherals/rp2040/pio.hpp"

namespace rp2040 {

using pio::ones;

namespace {

u8 or_32(u32 threshold) { return static_cast<u8>(threshold ? threshold : 32); }

void add_interrupts(Register& r, Access access) {
  for (unsigned i = 0; i < 4; ++i) r.add_field({fmt::format("SM{}_RXNEMPTY", i), i, 1, access, true});
  for (unsigned i = 0; i < 4; ++i) r.add_field({fmt::format("SM{}_TXNFULL", i), 4 + i, 1, access, true});
  for (unsigned i = 0; i < 4; ++i) r.add_field({fmt::format("SM{}", i), 8 + i, 1, access, true});
}

}  // namespace

void Pio::describe_fields() {
  for (unsigned i = 0; i < machines; ++i) {
    flevel_.add_field({fmt::format("TX{}", i), 8 * i, 4, Access::ro, true});
    flevel_.add_field({fmt::format("RX{}", i), 8 * i + 4, 4, Access::ro, true});
  }
  for (Register* r : {&intr_, &irq0_ints_, &irq1_ints_}) add_interrupts(*r, Access::ro);
  for (Register* r : {&irq0_inte_, &irq0_intf_, &irq1_inte_, &irq1_intf_}) add_interrupts(*r, Access::rw);
}

void Pio::ctrl_written(u32 value) {
  for (unsigned i = 0; i < machines; ++i) {
    pio::Machine& m = present_.machines[i];
    m.enabled = value >> i & 1;
    if (value >> (4 + i) & 1) m.restart();
    if (value >> (8 + i) & 1) m.divider.restart(present_.cycle() + 1);
  }
}

u32 Pio::read_fstat() const {
  u32 v = 0;
  for (unsigned i = 0; i < machines; ++i) {
    const pio::Machine& m = core().machines[i];
    v |= (u32{m.rx.full()} | u32{m.rx.empty()} << 8 | u32{m.tx.full()} << 16 | u32{m.tx.empty()} << 24) << i;
  }
  return v;
}

u32 Pio::read_flevel() const {
  u32 v = 0;
  for (unsigned i = 0; i < machines; ++i)
    v |= (u32{core().machines[i].tx.level} | u32{core().machines[i].rx.level} << 4) << 8 * i;
  return v;
}

void Pio::txf_written(u32 word, unsigned i) {
  pio::Fifo& tx = present_.machines[i].tx;
  if (tx.full())
    present_.fdebug |= 1u << (pio::txover_lsb + i);
  else
    tx.push(word);
}

u32 Pio::read_rxf(unsigned i) {
  pio::Fifo& rx = present_.machines[i].rx;
  if (rx.empty()) {
    present_.fdebug |= 1u << (pio::rxunder_lsb + i);
    if (ahead_valid_) ahead_.fdebug |= 1u << (pio::rxunder_lsb + i);
    return rx.front();
  }
  present_.settle();
  const u32 word = rx.pop();
  change();
  return word;
}

void Pio::instr_mem_written(u32 value, unsigned i) {
  config_.words[i] = static_cast<u16>(value);
  config_.memory[i] = pio::decode(config_.words[i]);
}

void Pio::clkdiv_written(u32, unsigned i) {
  pio::ClockDivider& divider = present_.machines[i].divider;
  divider.integer = clkdiv_int_[i] ? clkdiv_int_[i] : 0x1'0000;
  divider.fraction = clkdiv_int_[i] ? clkdiv_frac_[i] : 0;
}

void Pio::execctrl_written(u32, unsigned i) { configure(i); }
void Pio::pinctrl_written(u32, unsigned i) { configure(i); }

u32 Pio::read_execctrl(unsigned i) const {
  const pio::Machine& m = core().machines[i];
  return execctrl_[i].value | u32{m.latched && m.latch_forced} << 31;
}

// "FIFOs are flushed when this bit is changed."
void Pio::shiftctrl_written(u32, unsigned i) {
  configure(i);
  pio::Machine& m = present_.machines[i];
  constexpr u8 depth = pio::Fifo::depth;
  const bool to_tx = fjoin_tx_[i], to_rx = fjoin_rx_[i];
  const u8 tx = to_rx ? 0 : to_tx ? 2 * depth : depth, rx = to_tx ? 0 : to_rx ? 2 * depth : depth;
  if (m.tx.capacity == tx && m.rx.capacity == rx) return;
  m.tx.flush(tx);
  m.rx.flush(rx);
}

void Pio::instr_written(u32 value, unsigned i) {
  present_.machines[i].forced = true;
  present_.machines[i].forced_word = static_cast<u16>(value);
}

void Pio::inte_written() {
  config_.inte = {irq0_inte_.value, irq1_inte_.value};
  config_.intf = {irq0_intf_.value, irq1_intf_.value};
}

void Pio::configure(unsigned i) {
  pio::MachineConfig& c = config_.machines[i];
  c.side_enable = side_en_[i];
  c.side_pindirs = side_pindir_[i];
  c.inline_out_enable = inline_out_en_[i];
  c.sticky = out_sticky_[i];
  c.jmp_pin = static_cast<u8>(jmp_pin_[i]);
  c.out_enable_bit = static_cast<u8>(out_en_sel_[i]);
  c.wrap_top = static_cast<u8>(wrap_top_[i]);
  c.wrap_bottom = static_cast<u8>(wrap_bottom_[i]);
  c.status_of_rx = status_sel_[i];
  c.status_level = static_cast<u8>(status_n_[i]);
  c.out_right = out_shiftdir_[i];
  c.in_right = in_shiftdir_[i];
  c.autopull = autopull_[i];
  c.autopush = autopush_[i];
  c.pull_threshold = or_32(pull_thresh_[i]);
  c.push_threshold = or_32(push_thresh_[i]);
  c.in_base = static_cast<u8>(in_base_[i]);
  c.out_base = static_cast<u8>(out_base_[i]);
  c.set_base = static_cast<u8>(set_base_[i]);
  c.side_base = static_cast<u8>(sideset_base_[i]);
  const u32 side = std::min<u32>(sideset_count_[i], 5);
  c.delay_bits = static_cast<u8>(5 - side);
  c.side_bits = static_cast<u8>(side - (c.side_enable && side > 0));
  c.out_mask = std::rotl(ones(out_count_[i]), c.out_base);
  c.set_mask = std::rotl(ones(std::min<u32>(set_count_[i], 5)), c.set_base);
  c.side_mask = std::rotl(ones(c.side_bits), c.side_base);
}

void Pio::configure() {
  config_.sync_bypass = bypass_pins_;
  for (unsigned i = 0; i < pio::memory_size; ++i) instr_mem_written(instr_mem_[i].value, i);
  for (unsigned i = 0; i < machines; ++i) configure(i);
  inte_written();
}

}  // namespace rp2040
