#include "peripherals/rp2040/dma.hpp"

namespace rp2040 {

namespace {

constexpr u32 bit_ahb_error = 1u << 31, bits_errors = 3u << 29, bits_settings = 0x00ff'ffff;

}  // namespace

Dma::Dma(std::string name, Scheduler& scheduler, ClockSignal& clk_sys, Bus& bus)
    : Peripheral(std::move(name)),
      bus_(bus),
      cycles_(scheduler, clk_sys,
              [this] {
                sync();
                plan();
              }),
      step_(scheduler, "DMA transfers", [this] {
        sync();
        plan();
      }) {
  done_ = cycles_.edges();
}

void Dma::connect_dreq(unsigned number, Wire& wire) {
  wire.listen([this, number](bool level) { dreq_changed(number, level); });
}

// Transfers that are due take effect before anyone looks at a register or changes one.
u32 Dma::read(u32 offset) {
  sync();
  return Peripheral::read(offset);
}

void Dma::write(u32 offset, u32 value) {
  sync();
  if (const unsigned ch = offset / stride; ch < channels && offset % stride == 0xc) ctrl_before_ = ctrl[ch].value;
  Peripheral::write(offset, value);
  plan();
}

// ---- registers

u32 Dma::ctrl_now(unsigned ch) const { return ctrl[ch].value | (ctrl[ch].value & bits_errors ? bit_ahb_error : 0); }

void Dma::set_ctrl(u32 written, unsigned ch) {
  const u32 before = treq_sel[ch];
  u32& value = ctrl[ch].value;
  value = (value & ~bits_settings & ~(written & bits_errors)) | (written & bits_settings);
  if (treq_sel[ch] != before) forget_credits(ch);
}

// The stored value has changed already; whether the channel was quiet is a question about the time before.
void Dma::ctrl_trig(u32 written, unsigned ch) {
  constexpr u32 quiet = 1u << 21, treq = 0x3fu << 15;
  if ((ctrl_before_ ^ ctrl[ch].value) & treq) forget_credits(ch);
  written ? trigger(ch) : null_trigger(ch, ctrl_before_ & quiet);
}

void Dma::count_trig(u32 written, unsigned ch) {
  set_count(written, ch);
  written ? trigger(ch) : null_trigger(ch, irq_quiet[ch]);
}

void Dma::write_addr_trig(u32 written, unsigned ch) {
  set_write_addr(written, ch);
  written ? trigger(ch) : null_trigger(ch, irq_quiet[ch]);
}

void Dma::read_addr_trig(u32 written, unsigned ch) {
  set_read_addr(written, ch);
  written ? trigger(ch) : null_trigger(ch, irq_quiet[ch]);
}

void Dma::trigger_many(u32 written) {
  for (unsigned ch = 0; ch < channels; ++ch)
    if (written >> ch & 1) trigger(ch);
}

void Dma::abort(u32 written) {
  for (unsigned ch = 0; ch < channels; ++ch)
    if (written >> ch & 1) busy[ch] = false;
  chan_abort = 0;
}

void Dma::clear_interrupts(u32 written) {
  intr = intr & ~written;
  update();
}

u32 Dma::sniffed() const {
  const u32 value = out_rev ? bit_reversed(sniff_data) : u32{sniff_data};
  return out_inv ? ~value : value;
}

void Dma::update() {
  irq0.drive(ints0_now());
  irq1.drive(ints1_now());
}

// ---- channels

void Dma::trigger(unsigned ch) {
  if (!en[ch] || busy[ch]) return;
  busy[ch] = true;
  remaining_[ch] = tcr_reg[ch].value;
  forget_credits(ch);
}

void Dma::null_trigger(unsigned ch, bool quiet) {
  if (!quiet) return;
  intr = intr | 1u << ch;
  update();
}

void Dma::finish(unsigned ch) {
  busy[ch] = false;
  if (!irq_quiet[ch]) {
    intr = intr | 1u << ch;
    update();
  }
  const unsigned next = chain_to[ch];
  if (next != ch && next < channels) trigger(next);
}

void Dma::fail(unsigned ch, bool reading) {
  if (reading)
    read_error[ch] = true;
  else
    write_error[ch] = true;
  busy[ch] = false;
  intr = intr | 1u << ch;
  update();
}

u32 Dma::advanced(u32 address, unsigned ch, bool writing) const {
  if (!(writing ? incr_write[ch] : incr_read[ch])) return address;
  const u32 next = address + (1u << data_size[ch]);
  if (!ring_size[ch] || ring_sel[ch] != writing) return next;
  const u32 wrapping = (1u << ring_size[ch]) - 1;
  return (address & ~wrapping) | (next & wrapping);
}

void Dma::transfer(unsigned ch) {
  use_credit(ch);
  if (!remaining_[ch]) return finish(ch);
  const unsigned width = data_size[ch] >= 2 ? 4 : 1u << data_size[ch];
  const u32 from = read_addr[ch], to = write_addr[ch];
  u32 data = 0;
  if (!bus_.read(from & ~(width - 1), width, data)) return fail(ch, true);
  read_addr[ch] = advanced(from, ch, false);
  if (bswap[ch]) data = byte_swapped(data, width);
  sniff(ch, data, width);
  // Before the write: it may go to this channel's own registers.
  write_addr[ch] = advanced(to, ch, true);
  --remaining_[ch];
  if (!bus_.write(to & ~(width - 1), width, data)) return fail(ch, false);
  if (busy[ch] && !remaining_[ch]) finish(ch);
}

void Dma::sniff(unsigned ch, u32 data, unsigned width) {
  if (!sniffer_en || dmach != ch || !sniff_en[ch]) return;
  sniff_data = checksum(calc, sniff_data, sniff_bswap ? byte_swapped(data, width) : data, width);
}

// ---- chip

void Dma::reset() {
  Peripheral::reset();
  remaining_ = {};
  pulses_ = {};
  ticks_used_ = {};
  done_ = cycles_.edges();
  timer_origin_.fill(done_);
  next_high_ = 0;
  last_low_ = channels - 1;
  step_.cancel();
  update();
  plan();
}

void Dma::serialize(State& state) {
  Peripheral::serialize(state);
  state(irq0, irq1, cycles_, dreq_levels_, remaining_, pulses_, ticks_used_, timer_origin_, done_, dreqs_used_, active_, next_high_,
        last_low_, step_);
}

}  // namespace rp2040
