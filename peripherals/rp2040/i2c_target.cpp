#include "peripherals/rp2040/i2c.hpp"

#include <utility>

namespace rp2040 {

void I2c::detach() {
  if (!attached_) return;
  attached_->detach(static_cast<I2cTarget&>(*this));
  attached_->detach(general_);
  attached_ = nullptr;
}

void I2c::attach() {
  I2cBus* const wanted = enable && !slave_disable ? bus() : nullptr;
  const u8 address = static_cast<u8>(ten_bit_slave ? 0x78 | sar >> 8 : sar & 0x7f);
  if (wanted && wanted == attached_ && address == attached_address_ && ack_gen_call == attached_general_) return;
  detach();
  if (!wanted) {
    addressed_ = second_due_ = whole_address_ = false;
    return;
  }
  wanted->attach(address, *this);
  if (ack_gen_call) wanted->attach(0, general_);
  attached_ = wanted;
  attached_address_ = address;
  attached_general_ = ack_gen_call;
}

// UM10204 3.1.11: 11110, two bits of the address and "write", then the other eight. The direction may be turned behind
// a repeated start, with the first byte alone.
void I2c::start(bool reading) {
  second_due_ = ten_bit_slave && !reading;
  if (!second_due_) addressed_by(reading);
}

void I2c::addressed_by(bool reading) {
  raise((addressed_ ? restart_det : 0) | start_det | activity);
  end_read();
  addressed_ = true;
  target_reads_ = reading;
  first_ = true;
  if (!reading) return;
  if (!tx_fifo_.empty()) flush(abrt_slvflush_txfifo);
  raise(rd_req);
}

void I2c::general_call() {
  raise(start_det | activity | gen_call);
  addressed_ = first_ = true;
  target_reads_ = false;
}

void I2c::write(u8 byte) {
  if (!second_due_) return void(receive(byte));
  second_due_ = false;
  whole_address_ = true;
  addressed_by(false);
}

// The clock is held while there is nothing to send, or no room with RX_FIFO_FULL_HLD_CTRL.
bool I2c::stretches() const {
  if (!enable || second_due_) return false;
  if (target_reads_) return tx_fifo_.empty();
  return rx_fifo_full_hld_ctrl && rx_fifo_.size() == fifo_size;
}

u8 I2c::read() {
  if (!target_reads_ || tx_fifo_.empty()) return 0xff;
  const u8 byte = static_cast<u8>(tx_fifo_.front());
  tx_fifo_.pop_front();
  byte_sent_ = true;
  outgoing_ = byte;
  outgoing_bits_ = 8;
  update();
  return byte;
}

void I2c::more() {
  byte_sent_ = false;
  if (target_reads_ && tx_fifo_.empty()) raise(rd_req);
}

// The last byte that a controller reads is the one that it does not acknowledge.
void I2c::end_read() {
  if (byte_sent_) raise(rx_done);
  byte_sent_ = false;
  outgoing_bits_ = 0;
}

void I2c::stop() {
  whole_address_ = false;
  if (std::exchange(second_due_, false) && !addressed_) return;
  end_read();
  addressed_ = target_reads_ = false;
  raise(stop_det);
}

// 4.3.17, IC_TX_ABRT_SOURCE.ABRT_SLV_ARBLOST: where "at the low-to-high transition of SCL" SDA is not what the target
// sends, it does not own the bus any more.
void I2c::compare() {
  if (!outgoing_bits_) return;
  --outgoing_bits_;
  if (sda() || !(outgoing_ >> outgoing_bits_ & 1)) return;
  outgoing_bits_ = 0;
  addressed_ = target_reads_ = byte_sent_ = false;
  flush(arb_lost | abrt_slv_arblost);
}

}  // namespace rp2040
