#include "peripherals/nrf5/uart.hpp"

#include "emulator/frame_level.hpp"

namespace nrf5 {

Uart::Uart(std::string name, Scheduler& scheduler, Gpio& gpio, Circuit& circuit)
    : Peripheral(std::move(name), scheduler), gpio_(gpio), circuit_(circuit) {}

Uart::~Uart() { listen(nullptr); }

// BAUDRATE steps a 20-bit accumulator at 16 MHz and whole cycles make a bit: 0x01d7e000 ("115200") is 138 cycles.
// The nRF52832 Product Specification lists the rates that result (115942 here) for the same values.
Duration Uart::bits(i64 n) const {
  const i64 step = baudrate >> 12;
  return Clock{hz_}.ticks(n * ((1 << 20) / std::max<i64>(step, 1)));
}

FrameFormat Uart::format() const {
  FrameFormat f;
  f.baud = static_cast<u32>(std::lround(1 / seconds(bits(1))));
  f.parity = config_parity == 7 ? FrameFormat::Parity::even : FrameFormat::Parity::none;
  return f;
}

void Uart::configure() {
  if (!enabled()) {
    for (PinUse* pin : {&txd_pin_, &rts_pin_, &rxd_pin_, &cts_pin_}) pin->release();
    sent_.cancel();
    stopped_.cancel();
    transmitting_ = receiving_ = rts_ = false;
    waiting_.reset();
    fifo_.clear();
    return listen(nullptr);
  }
  txd_pin_.select(pseltxd);
  rxd_pin_.select(pselrxd);
  rts_pin_.select(flow_control() ? pselrts : 0xffff'ffff, !rts_);
  cts_pin_.select(flow_control() ? pselcts : 0xffff'ffff);
  listen(rxd_pin_.net());
  update_rts();
  send_next();
}

void Uart::listen(const Net* net) {
  SerialLine* const line = net ? &circuit_.serial(*net) : nullptr;
  if (line == line_) return;
  if (line_) line_->stop_listening(listener_);
  line_ = line;
  if (line_) listener_ = line_->listen([this](const SerialFrame& frame) { hear(frame); });
}

// ---- transmitter

void Uart::start_tx() {
  if (enabled()) transmitting_ = true;
}

void Uart::stop_tx() {
  transmitting_ = false;
  waiting_.reset();
  sent_.cancel();
}

void Uart::write_txd(u32 byte) {
  txd = 0;
  if (!enabled() || !transmitting_) return;
  waiting_ = static_cast<u8>(byte);
  send_next();
}

void Uart::send_next() {
  const bool clear_to_send = !cts_pin_.connected() || !cts_pin_.level();  // active low
  if (!waiting_ || sent_.pending() || !transmitting_ || !clear_to_send) return;
  shifting_ = *waiting_;
  shifting_to_pin_ = txd_pin_.connected();
  waiting_.reset();
  sent_.after(bits(config_parity == 7 ? 11 : 10));
}

void Uart::frame_sent() {
  const Net* const net = txd_pin_.net();
  if (shifting_to_pin_ && net) circuit_.serial(*net).send({shifting_, false, format()});
  txdrdy.fire();
  send_next();
}

// ---- receiver

void Uart::start_rx() {
  if (!enabled()) return;
  receiving_ = true;
  stopped_.cancel();
  update_rts();
}

// What is on its way is taken in for the time of four more frames.
void Uart::stop_rx() {
  if (!receiving_ || stopped_.pending()) return;
  stopped_.after(bits(4 * (config_parity == 7 ? 11 : 10)));
  update_rts();
}

void Uart::receiver_stopped() {
  receiving_ = false;
  rxto.fire();
}

void Uart::suspend() {
  stop_tx();
  stop_rx();
}

// The line is looked at in the middle of each bit, by this receiver's own clock.
void Uart::hear(const SerialFrame& frame) {
  if (!receiving_) return;
  const auto sample = [&](i64 bit) { return line_level(frame, bits(2 * bit + 1) / 2); };
  u8 byte = 0;
  for (int i = 0; i < 8; ++i) byte = static_cast<u8>(byte | sample(1 + i) << i);
  const bool with_parity = config_parity == 7;
  const bool bad_parity = with_parity && sample(9) != (__builtin_popcount(byte) & 1);
  const bool no_stop_bit = !sample(with_parity ? 10 : 9);
  if (bad_parity) parity = true;
  if (no_stop_bit) framing = true;
  if (frame.is_break) brk = true;
  if (bad_parity || no_stop_bit) error.fire();
  push(byte);
}

void Uart::push(u8 byte) {
  if (fifo_.size() == fifo_size) {
    overrun = true;
    fifo_.back() = byte;
    error.fire();
    return;
  }
  fifo_.push_back(byte);
  update_rts();
  if (fifo_.size() > 1) return;
  rxd = byte;
  rxdrdy.fire();
}

u32 Uart::read_rxd() {
  const u32 byte = rxd;
  if (fifo_.empty()) return byte;
  fifo_.pop_front();
  update_rts();
  if (!fifo_.empty()) {
    rxd = fifo_.front();
    rxdrdy.fire();
  }
  return byte;
}

// ---- flow control

void Uart::update_rts() {
  if (!receiving_ || stopped_.pending() || fifo_.size() >= fifo_size - reserve)
    rts_ = false;
  else if (fifo_.empty())
    rts_ = true;
  rts_pin_.drive(!rts_);
}

void Uart::pin_changed(unsigned, bool level) {
  (level ? ncts : cts).fire();
  send_next();
}

void Uart::reset() {
  Peripheral::reset();
  configure();
}

void Uart::serialize(State& state) {
  Peripheral::serialize(state);
  state(txd_pin_, rts_pin_, rxd_pin_, cts_pin_, transmitting_, receiving_, rts_, waiting_, shifting_, shifting_to_pin_,
        fifo_, hz_, sent_, stopped_);
  if (state.loading()) listen(rxd_pin_.net());
}

}  // namespace nrf5
