#include "peripherals/rp2040/ssi.hpp"

#include <utility>

namespace rp2040 {

namespace {

constexpr u32 txe = 1, txo = 2, rxu = 4, rxo = 8, rxf = 0x10;  // RISR
constexpr u32 data_first = 0x60, data_end = 0xf0;              // DR0 to DR35 are one register
constexpr u32 word_offset(u32 offset) { return offset >= data_first && offset < data_end ? data_first : offset; }

}  // namespace

Ssi::Ssi(std::string name, Scheduler& scheduler, ClockSignal& clk_sys, QspiBus& pins)
    : Peripheral(std::move(name)),
      clk_sys_(clk_sys),
      pins_(pins),
      done_(scheduler, this->name() + " frame", [this] { chunk_done(); }) {}

void Ssi::reset() {
  Peripheral::reset();
  halt();
  was_enabled_ = false;
  sticky_ = 0;
  update();
}

void Ssi::halt() {
  done_.cancel();
  chunk_ = Chunk::none;
  busy_ = false;
  frames_ = 0;
  tx_.clear();
  rx_.clear();
  pins_.select(false);
}

u32 Ssi::read(u32 offset) { return Peripheral::read(word_offset(offset)); }
u32 Ssi::peek(u32 offset) const {
  offset = word_offset(offset);
  return offset == data_first && !held_in_reset() ? peek_dr() : Peripheral::peek(offset);
}

void Ssi::write(u32 offset, u32 value) {
  offset = word_offset(offset);
  if (!writes_refused(offset)) Peripheral::write(offset, value);
}

// 4.10.13: what describes a transfer can only be written while the SSI is disabled; SER not while it is busy; without
// SSI_EN the FIFO takes no data.
bool Ssi::writes_refused(u32 offset) const {
  switch (offset) {
    case 0x00:
    case 0x04:
    case 0x0c:
    case 0x14:
    case 0xf0:
    case 0xf4:
    case 0xf8: return ssi_en_;
    case 0x10: return busy_;
    case data_first: return !ssi_en_;
    default: return false;
  }
}

void Ssi::enable(u32) {
  const bool on = ssi_en_;
  if (on == std::exchange(was_enabled_, on)) return;
  if (!on) halt();  // clears both FIFOs
  update();
  if (on && on_enabled) on_enabled();
}

Duration Ssi::sclk(u32 periods) const {
  const u32 divider = sckdv_ & ~1u;  // the lowest bit is always 0
  if (!clk_sys_.running() || !divider) return Duration{0};
  return clk_sys_.clock().ticks(i64{periods} * divider);
}

// A transfer begins with data in the FIFO, a slave selected and a clock.
void Ssi::start_if_ready() {
  if (busy_ || !ssi_en_ || !ser_ || sclk(1) == Duration{0}) return;
  const Tmod mode = tmod_;
  if (tx_.empty() || (enhanced() && tx_.size() < control_entries())) return;
  busy_ = true;
  pins_.select(true);
  if (enhanced()) {
    frames_ = mode == Tmod::tx_only ? 0 : ndf_ + 1;
    begin(Chunk::control, control_clocks());
    return;
  }
  if (mode == Tmod::rx_only) {
    pop_tx();  // what it is does not matter
    frames_ = ndf_ + 1;
    return begin(Chunk::receive, frame_clocks());
  }
  frames_ = mode == Tmod::eeprom_read ? ndf_ + 1 : 0;
  next();
}

u32 Ssi::control_clocks() const {
  return instruction_bits() / instruction_lines() + address_bits() / address_lines() + wait_cycles_;
}

void Ssi::begin(Chunk chunk, u32 clocks) {
  chunk_ = chunk;
  done_.after(sclk(clocks));
}

// What follows: more to send, then what is to be received, then the end.
void Ssi::next() {
  const bool only_receives = frames_ && (enhanced() || tmod_ == Tmod::rx_only);
  if (!tx_.empty() && !only_receives) {
    word_ = pop_tx();
    const bool both = !enhanced() && tmod_ == Tmod::tx_and_rx;
    return begin(both ? Chunk::exchange : Chunk::transmit, frame_clocks());
  }
  if (frames_) return begin(Chunk::receive, frame_clocks());
  finish();
}

void Ssi::chunk_done() {
  switch (std::exchange(chunk_, Chunk::none)) {
    case Chunk::exchange: push_rx(exchange(word_, frame_bits())); break;
    case Chunk::transmit: transmit(word_, frame_bits(), lines()); break;
    case Chunk::receive:
      --frames_;
      push_rx(receive(frame_bits(), lines()));
      break;
    case Chunk::control: {
      if (inst_l_) transmit(pop_tx(), instruction_bits(), instruction_lines());
      u64 address = 0;
      for (unsigned bits = 0; bits < address_bits(); bits += 32) address = address << 32 | pop_tx();
      transmit(address, address_bits(), address_lines());
      for (u32 i = 0; i < wait_cycles_; ++i) clock(0, 0);
      break;
    }
    case Chunk::none: return;
  }
  if (sste_ && !scph_ && (!tx_.empty() || frames_)) {  // SS_N toggles between frames
    pins_.select(false);
    pins_.select(true);
  }
  next();
  update();
}

void Ssi::finish() {
  busy_ = false;
  pins_.select(false);
}

u8 Ssi::clock(u8 levels, u8 driven) { return pins_.clock(scpol_ != scph_ ? u8{0xf} : levels, driven); }

u32 Ssi::exchange(u32 out, unsigned bits) {
  u32 in = 0;
  while (bits--) {
    const u8 bit = out >> bits & 1;
    const u8 seen = clock(bit, 1);
    in = in << 1 | (srl_ ? bit : seen >> 1 & 1);  // SD1 is the flash's output
  }
  return in;
}

void Ssi::transmit(u64 value, unsigned bits, unsigned lines) {
  const u8 mask = static_cast<u8>((1u << lines) - 1);
  for (unsigned left = bits / lines; left--;) clock(static_cast<u8>(value >> left * lines & mask), mask);
}

u32 Ssi::receive(unsigned bits, unsigned lines) {
  const u8 mask = static_cast<u8>((1u << lines) - 1);
  u32 in = 0;
  for (unsigned n = 0; n < bits; n += lines) {
    const u8 seen = clock(0, 0);
    in = in << lines | (lines == 1 ? seen >> 1 & 1 : seen & mask);
  }
  return in;
}

void Ssi::push_rx(u32 value) {
  if (rx_.size() == fifo_depth)
    sticky_ |= rxo;
  else
    rx_.push_back(value);
}

void Ssi::push_tx(u32 value) {
  if (tx_.size() == fifo_depth)
    sticky_ |= txo;
  else
    tx_.push_back(value);
  start_if_ready();
  update();
}

u32 Ssi::pop_tx() {
  if (tx_.empty()) return 0;
  const u32 value = tx_.front();
  tx_.pop_front();
  return value;
}

u32 Ssi::read_dr() {
  u32 value = 0;
  if (rx_.empty()) {
    sticky_ |= rxu;
  } else {
    value = rx_.front();
    rx_.pop_front();
  }
  update();
  return value;
}

u32 Ssi::read_sr() const {
  return u32{busy_} | u32{tx_.size() < fifo_depth} << 1 | u32{tx_.empty()} << 2 | u32{!rx_.empty()} << 3 |
         u32{rx_.size() == fifo_depth} << 4;
}

u32 Ssi::read_risr() const {
  if (!ssi_en_) return sticky_;
  return sticky_ | (tx_.size() <= tft_ ? txe : 0) | (rx_.size() > rft_ ? rxf : 0);
}

u32 Ssi::clear(u32 bits) {
  const bool was = sticky_ & bits;
  sticky_ &= ~bits;
  update();
  return was;
}

void Ssi::update() {
  irq.drive(read_isr() != 0);
  dreq_tx.drive(ssi_en_ && tdmae_ && tx_.size() <= dmatdl_);
  dreq_rx.drive(ssi_en_ && rdmae_ && rx_.size() > dmardl_);
}

// 4.10.3, "XIP transfers": with an instruction {XIP_CMD, ADDR[23:0]} is sent, without one {ADDR[23:0], XIP_CMD}, as
// many bits from the top as ADDR_L says.
u32 Ssi::xip_read(u32 address) {
  pins_.select(true);
  const u32 ahead = address << 8 | (inst_l_ ? 0 : static_cast<u32>(xip_cmd_));
  if (inst_l_) transmit(xip_cmd_, instruction_bits(), instruction_lines());
  transmit((u64{ahead} << 32) >> (64 - address_bits()), address_bits(), address_lines());
  for (u32 i = 0; i < wait_cycles_; ++i) clock(0, 0);
  u32 value = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) value |= receive(8, lines()) << shift;
  pins_.select(false);
  return value;
}

u32 Ssi::xip_read_cycles() const { return (control_clocks() + 32 / lines()) * (sckdv_ & ~1u); }
Duration Ssi::xip_read_time() const { return sclk(control_clocks() + 32 / lines()); }

void Ssi::serialize(State& state) {
  Peripheral::serialize(state);
  state(tx_, rx_, chunk_, word_, frames_, busy_, was_enabled_, sticky_, irq, dreq_tx, dreq_rx, done_);
}

}  // namespace rp2040
