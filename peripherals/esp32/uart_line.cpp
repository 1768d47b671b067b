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

void Uart::listen() {
  for (auto& [line, number] : lines_) line->stop_listening(number);
  lines_.clear();
  for (const Net* net : pins_.nets(rx_)) {
    SerialLine& line = circuit_.serial(*net);
    lines_.emplace_back(&line, line.listen([this](const SerialFrame& frame) { hear(frame); }));
  }
}

// Who drives the pin for every bit was heard there: the pin fell within the frame, at its start bit at the latest.
void Uart::hear(const SerialFrame& frame) {
  if (loopback_ || !can_receive() || !frame.format.baud) return;
  const Duration slack = Clock{2 * i64{frame.format.baud}}.ticks(1);
  if (fell_at_ > picoseconds(scheduler_.now() - frame.format.frame() - slack)) return;
  measure_frame(frame);
  receive([&](Duration at) { return line_level(frame, at); });
}

void Uart::rx_changed(bool level) {
  if (level == rx_level_) return;
  rx_level_ = level;
  const i64 now = picoseconds(scheduler_.now());
  measure(level, now);
  if (!level) fell_at_ = now;
  if (receiving_) return rx_toggles_.push_back(now - rx_start_);
  if (level || !can_receive()) return;
  receiving_ = true;
  rx_confirmed_ = false;
  rx_start_ = now;
  rx_toggles_.clear();
  sample_.after(half_bits(1));
}

// First in the middle of the start bit, then in that of the first stop bit, when the character is complete.
void Uart::rx_sample() {
  if (!rx_confirmed_) {
    rx_confirmed_ = true;
    if (rx_level_)
      receiving_ = false;  // a glitch
    else
      sample_.after(half_bits(2 * frame_bits() + 1) - half_bits(1));
    return;
  }
  receiving_ = false;
  receive([this](Duration at) {
    bool level = false;
    for (const i64 toggle : rx_toggles_)
      if (toggle <= at.count()) level = !level;
    return level;
  });
}

void Uart::receive(const std::function<bool(Duration)>& level) {
  const auto sample = [&](unsigned bit) { return level(half_bits(2 * bit + 1)); };
  u8 byte = 0;
  for (unsigned i = 0; i < data_bits(); ++i) byte = static_cast<u8>(byte | sample(1 + i) << i);
  const bool parity = parity_en_ && sample(1 + data_bits());
  const bool stop = sample(frame_bits());
  u32 errors = 0;
  if (!stop) errors |= i_frame;
  if (parity_en_ && parity != parity_bit(byte)) errors |= i_parity;
  if (!stop && !byte && !parity) errors |= i_break;
  push(byte, errors);
}

void Uart::push(u8 byte, u32 errors) {
  const bool mask = conf0_.value >> 26 & 1;  // ERR_WR_MASK: what came with an error is not kept
  if (errors && mask) return raise(errors);
  if (rx_fifo_.size() >= rx_size()) return raise(errors | i_overflow);
  rx_fifo_.push_back(byte);
  ++rx_pushed_;
  if (conf1_.value >> 31) timeout_.after(half_bits(2 * 8 * std::max<i64>(1, conf1_.value >> 24 & 0x7f)));
  raw_.value |= errors;
  if (rx_fifo_.size() >= rx_full_at()) raw_.value |= i_rx_full;
  relatch();
}

// ---- how long pulses are, for whoever looks for the baud rate

void Uart::measure(bool level, i64 at) {
  const i64 since = at - changed_at_, positive = at - rose_at_, negative = at - fell_at_;
  changed_at_ = at;
  if (level) rose_at_ = at;
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
    if (!level) fell_at_ = at;
  }
  fell_at_ = -(i64{1} << 62);  // the pin itself was silent
}

}  // namespace esp32
