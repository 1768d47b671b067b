// Transmitter, receiver, and how long pulses are.
#include <algorithm>

#include "emulator/frame_level.hpp"
#include "peripherals/esp32/uart.hpp"

namespace esp32 {

namespace {

i64 picoseconds(Time t) { return t.time_since_epoch().count(); }

}  // namespace

// ---- transmitter

void Uart::send_next() {
  if (sending() || tx_fifo_.empty() || divisor_ < 16 || !clock().running()) return;
  if (conf0_.value >> 15 & 1 && !cts_level_) return;  // TX_FLOW_EN
  if (rows_.at(0x34).value >> 3 & 1) return;          // FORCE_XOFF
  const unsigned bits = data_bits();
  tx_byte_ = static_cast<u8>(tx_fifo_.front() & ((1u << bits) - 1));
  tx_fifo_.pop_front();
  ++tx_popped_;
  u32 frame = u32{tx_byte_} << 1;
  if (parity_en_) frame |= u32{parity_bit(tx_byte_)} << (1 + bits);
  const unsigned stop = stop_bits_ >= 2 ? 2 : 1;  // one and a half: as two. In doubt.
  tx_frame_ = static_cast<u16>(frame | ((1u << stop) - 1) << frame_bits());
  tx_length_ = static_cast<u8>(frame_bits() + stop);
  tx_next_ = 0;
  tx_start_ = picoseconds(scheduler_.now());
  tx_bit_ = half_bits(2);
  next_edge();
  relatch();
}

void Uart::drive_tx(bool level) {
  tx_level_ = level;
  pins_.drive(tx_, level != bool(conf0_.value >> 22 & 1), true);
  if (loopback_) rx_changed(level);
}

// A bit begins that differs from those before, or the frame is over.
void Uart::next_edge() {
  if (tx_next_ == tx_length_) return frame_sent();
  const bool level = tx_frame_ >> tx_next_ & 1;
  do ++tx_next_;
  while (tx_next_ < tx_length_ && (tx_frame_ >> tx_next_ & 1) == level);
  drive_tx(level);
  edge_.at(Time{Duration{tx_start_} + i64{tx_next_} * tx_bit_});
}

void Uart::frame_sent() {
  tx_length_ = 0;
  for (const Net* net : pins_.nets(tx_)) circuit_.serial(*net).send({tx_byte_, false, format()});
  send_next();
  if (!sending()) raise(i_tx_done);
}

// ---- receiver

SerialReceiver::Uart Uart::settings() {
  return {.ready = [this] { return can_receive(); },
          .loops_back = [this] { return bool{loopback_}; },
          .half_bits = [this](i64 n) { return half_bits(n); },
          .data_bits = [this] { return data_bits(); },
          .parity = [this](u8 byte) { return parity_en_ ? std::optional(parity_bit(byte)) : std::nullopt; },
          .received = [this](const SerialReceiver::Character& c) { push(c); },
          .taken_whole = [this](const SerialFrame& frame) { measure_frame(frame); }};
}

void Uart::rx_changed(bool level) {
  if (level != receiver_.level()) measure(level, picoseconds(scheduler_.now()));
  receiver_.pin_changed(level);
}

void Uart::push(const SerialReceiver::Character& c) {
  const u32 errors = (c.framing ? i_frame : 0) | (c.parity ? i_parity : 0) | (c.is_break ? i_break : 0);
  const bool mask = conf0_.value >> 26 & 1;  // ERR_WR_MASK: what came with an error is not kept
  if (errors && mask) return raise(errors);
  if (rx_fifo_.size() >= rx_size()) return raise(errors | i_overflow);
  rx_fifo_.push_back(c.byte);
  ++rx_pushed_;
  if (conf1_.value >> 31) timeout_.after(half_bits(2 * 8 * std::max<i64>(1, conf1_.value >> 24 & 0x7f)));
  raw_.value |= errors;
  relatch();
}

// ---- how long pulses are, for whoever looks for the baud rate

void Uart::measure(bool level, i64 at) {
  const i64 since = at - changed_at_, positive = at - rose_at_, negative = at - fell_at_;
  changed_at_ = at;
  (level ? rose_at_ : fell_at_) = at;
  if (!(rows_.at(0x18).value & 1) || !clock().running()) return;
  u32& edges = rows_.at(0x30).value;
  edges = std::min<u32>(edges + 1, 0x3ff);
  const auto shorter = [&](u32 offset, i64 ps) {
    u32& shortest = rows_.at(offset).value;
    // In doubt: the glitch filter's part. The ROM adds nine cycles where the filter is four.
    const i64 filter = rows_.at(0x18).value >> 8 & 0xff;
    const i64 cycles = clock().clock().count(Duration{ps}) - 2 * filter - 1;
    if (cycles < shortest) shortest = static_cast<u32>(cycles);
  };
  if (since <= 0 || since > (i64{1} << 60)) return;  // the first edge: nothing to measure
  shorter(level ? 0x28 : 0x2c, since);
  if (level && positive < (i64{1} << 60)) shorter(0x68, positive);
  if (!level && negative < (i64{1} << 60)) shorter(0x6c, negative);
}

// As if the pin had moved: whoever sent the frame whole moved none.
void Uart::measure_frame(const SerialFrame& frame) {
  if (!(rows_.at(0x18).value & 1)) return;
  const i64 start = picoseconds(scheduler_.now() - frame.format.frame());
  const i64 bits = 1 + frame.format.data_bits + (frame.format.parity != FrameFormat::Parity::none) + 1;
  const Clock clock{frame.format.baud};
  bool level = true;
  for (i64 bit = 0; bit < bits; ++bit) {
    const bool next = line_level(frame, clock.ticks(bit) + clock.ticks(1) / 2);
    if (next == level) continue;
    level = next;
    const i64 at = start + clock.ticks(bit).count();
    measure(level, at);
  }
}

}  // namespace esp32
