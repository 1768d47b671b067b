#include <algorithm>

#include "peripherals/rp2040/uart.hpp"

namespace rp2040 {

bool Uart::parity_bit(u8 byte) const {
  if (sps) return !eps;
  return (__builtin_parity(byte) != 0) == bool{eps};
}

void Uart::send_next() {
  if (sending() || tx_fifo_.empty() || !uarten || !txe || brk || !divisor_) return;
  if (ctsen && !(modem_ & i_cts)) return;
  const unsigned bits = data_bits();
  tx_byte_ = static_cast<u8>(tx_fifo_.front() & ((1u << bits) - 1));
  tx_fifo_.pop_front();
  if (tx_fifo_.size() == tx_trigger()) raise(i_tx);
  u32 frame = u32{tx_byte_} << 1;
  if (pen) frame |= u32{parity_bit(tx_byte_)} << (1 + bits);
  const unsigned stop = stp2 ? 2 : 1;
  tx_frame_ = static_cast<u16>(frame | ((1u << stop) - 1) << frame_bits());
  tx_length_ = static_cast<u8>(frame_bits() + stop);
  tx_next_ = 0;
  tx_divisor_ = divisor_;
  tx_start_ = cycles_.edges();
  next_edge();
  update();
}

void Uart::drive_tx(bool level) {
  tx_level_ = level;
  pins_.drive(tx_, level, true);
  if (lbe) receiver_.pin_changed(level);
}

void Uart::plan_edge() {
  if (!sending()) return;
  if (!clk_peri_.running()) return edge_.cancel();
  edge_.at(cycles_.when(tx_start_ + i64{tx_next_} * tx_divisor_ / 4));
}

// A bit begins that differs from those before, or the frame is over.
void Uart::next_edge() {
  if (tx_next_ == tx_length_) return frame_sent();
  const bool level = tx_frame_ >> tx_next_ & 1;
  do ++tx_next_;
  while (tx_next_ < tx_length_ && (tx_frame_ >> tx_next_ & 1) == level);
  drive_tx(level);
  plan_edge();
}

void Uart::frame_sent() {
  tx_length_ = 0;
  send_frame({tx_byte_, false, format()});
  send_next();
  update_break();
  update();
}

void Uart::send_frame(const SerialFrame& frame) {
  for (const Net* net : pins_.nets(tx_)) circuit_.serial(*net).send(frame);
}

// Receivers of whole frames hear of a break when it is as long as a frame.
void Uart::update_break() {
  if (sending()) return;
  const bool level = !(brk && uarten && txe);
  if (level == tx_level_) return;
  drive_tx(level);
  if (level)
    break_sent_.cancel();
  else
    break_sent_.after(half_bits(2 * (frame_bits() + 1)));
}

}  // namespace rp2040
