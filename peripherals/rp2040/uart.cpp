// Registers, interrupts, flow control.
#include "peripherals/rp2040/uart.hpp"

#include <algorithm>
#include <cmath>

namespace rp2040 {

namespace {

Signal of(Signal uart0, unsigned number) {
  return static_cast<Signal>(static_cast<unsigned>(uart0) + 4 * number);  // pin_matrix.hpp: four signals each
}

}  // namespace

Uart::Uart(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& clk_peri, PinMatrix& pins,
           Circuit& circuit)
    : Peripheral(name),
      irq(name + "_IRQ"),
      dreq_tx("DREQ_" + name + "_TX"),
      dreq_rx("DREQ_" + name + "_RX"),
      scheduler_(scheduler),
      clk_peri_(clk_peri),
      pins_(pins),
      circuit_(circuit),
      tx_(of(Signal::uart0_tx, number)),
      rx_(of(Signal::uart0_rx, number)),
      cts_(of(Signal::uart0_cts, number)),
      rts_(of(Signal::uart0_rts, number)),
      cycles_(scheduler, clk_peri, [this] { plan_edge(); }),
      edge_(scheduler, name + " bit", [this] { next_edge(); }),
      break_sent_(scheduler, name + " break",
                  [this] {
                    send_frame({0, true, format()});
                  }),
      receiver_(scheduler, name, circuit, settings()),
      timeout_(scheduler, name + " receive time-out", [this] { raise(i_rt); }) {
  pins_.listen(rx_, [this](bool level) {
    if (!lbe) receiver_.pin_changed(level);
  });
  pins_.listen(cts_, [this](bool) { look_at_modem(); });
  pins_.on_routing(rx_, [this] { receiver_.listen(pins_.nets(rx_)); });
  drive_tx(true);
  receiver_.reset(pins_.level(rx_));
  receiver_.listen(pins_.nets(rx_));
  look_at_modem();
  ris = 0;
  update();
}

// ---- receiver

SerialReceiver::Uart Uart::settings() {
  return {.ready = [this] { return can_receive(); },
          .loops_back = [this] { return bool{lbe}; },
          .half_bits = [this](i64 n) { return half_bits(n); },
          .data_bits = [this] { return data_bits(); },
          .parity = [this](u8 byte) { return pen ? std::optional(parity_bit(byte)) : std::nullopt; },
          .received = [this](const SerialReceiver::Character& c) { push(c); }};
}

void Uart::push(const SerialReceiver::Character& c) {
  if (rx_fifo_.size() >= depth()) {
    overrun_ = true;
    rsr = rsr | 8;
    return raise(i_oe);
  }
  overrun_ = false;
  const u32 errors = (c.framing ? i_fe : 0) | (c.parity ? i_pe : 0) | (c.is_break ? i_be : 0);
  rx_fifo_.push_back(static_cast<u16>(c.byte | errors << 1));
  timeout_.after(half_bits(2 * 32));
  raise(errors | (rx_fifo_.size() == rx_trigger() ? i_rx : 0));
}

// ---- registers

u32 Uart::read_dr() {
  if (rx_fifo_.empty()) return u32{overrun_} << 11;
  const u32 word = rx_fifo_.front();
  rx_fifo_.pop_front();
  rsr = (rsr & 8) | (word >> 8 & 7);
  if (rx_fifo_.size() < rx_trigger()) drop(i_rx);
  if (rx_fifo_.empty()) {
    timeout_.cancel();
    drop(i_rt);
  }
  update();
  return word | u32{overrun_} << 11;
}

void Uart::write_dr(u32 written) {
  if (tx_fifo_.size() >= depth()) return;
  tx_fifo_.push_back(static_cast<u8>(written));
  if (tx_fifo_.size() > tx_trigger()) drop(i_tx);
  send_next();
  update();
}

u32 Uart::flags() const {
  const auto bit = [](bool set, unsigned at) { return u32{set} << at; };
  const bool tx_empty = tx_fifo_.empty();
  return bit(modem_ & i_ri, 8) | bit(tx_empty, 7) | bit(rx_fifo_.size() >= depth(), 6) |
         bit(tx_fifo_.size() >= depth(), 5) | bit(rx_fifo_.empty(), 4) | bit(sending() || !tx_empty, 3) |
         bit(modem_ & i_dcd, 2) | bit(modem_ & i_dsr, 1) | bit(modem_ & i_cts, 0);
}

// Writing UARTLCR_H is what makes new divisors take effect.
void Uart::set_line_control() {
  divisor_ = ibrd ? 64 * ibrd + fbrd : 0;
  if (!fen) tx_fifo_.clear();
  update_break();
  send_next();
  update();
}

void Uart::configure() {
  look_at_modem();
  receiver_.pin_changed(lbe ? tx_level_ : pins_.level(rx_));
  update_break();
  send_next();
  update();
}

void Uart::clear_interrupts(u32 written) {
  icr = 0;
  drop(written);
}

void Uart::raise(u32 interrupts) {
  ris = ris | interrupts;
  update();
}

void Uart::drop(u32 interrupts) {
  ris = ris & ~interrupts;
  update();
}

void Uart::update() {
  irq.drive(ris & imsc);
  const bool error = ris & (i_fe | i_pe | i_be | i_oe);
  dreq_tx.drive(txdmae && tx_fifo_.size() < depth());
  dreq_rx.drive(rxdmae && !rx_fifo_.empty() && !(dmaonerr && error));
  pins_.drive(rts_, !request_to_send(), true);
  if (lbe) look_at_modem();
}

// UARTIFLS in places of a FIFO: 1/8, 1/4, 1/2, 3/4, 7/8.
std::size_t Uart::tx_trigger() const {
  constexpr std::array<std::size_t, 5> levels{4, 8, 16, 24, 28};
  return fen ? levels[std::min<u32>(txiflsel, 4)] : 0;
}

std::size_t Uart::rx_trigger() const {
  constexpr std::array<std::size_t, 5> levels{4, 8, 16, 24, 28};
  return fen ? levels[std::min<u32>(rxiflsel, 4)] : 1;
}

// ---- flow control

bool Uart::request_to_send() const { return rtsen ? rx_fifo_.size() < rx_trigger() : bool{rts}; }

void Uart::look_at_modem() {
  u32 now = pins_.level(cts_) ? 0 : i_cts;
  if (lbe) now = (request_to_send() ? i_cts : 0) | (dtr ? i_dsr : 0) | (out1 ? i_dcd : 0) | (out2 ? i_ri : 0);
  const u32 changed = now ^ modem_;
  if (!changed) return;
  modem_ = now;
  raise(changed);
  send_next();
}

FrameFormat Uart::format() const {
  FrameFormat f;
  if (divisor_) f.baud = static_cast<u32>(std::lround(4.0 * static_cast<double>(clk_peri_.hz()) / divisor_));
  f.data_bits = static_cast<u8>(data_bits());
  f.stop_half_bits = stp2 ? 4 : 2;
  if (pen) {
    const bool even = __builtin_parity(tx_byte_) == parity_bit(tx_byte_);  // also for stick parity
    f.parity = even ? FrameFormat::Parity::even : FrameFormat::Parity::odd;
  }
  return f;
}

void Uart::reset() {
  Peripheral::reset();
  for (Event* e : {&edge_, &break_sent_, &timeout_}) e->cancel();
  divisor_ = 0;
  tx_fifo_.clear();
  rx_fifo_.clear();
  tx_length_ = 0;
  overrun_ = false;
  drive_tx(true);
  receiver_.reset(pins_.level(rx_));
  look_at_modem();
  ris = 0;
  update();
}

void Uart::serialize(State& state) {
  Peripheral::serialize(state);
  state(irq, dreq_tx, dreq_rx, cycles_, divisor_, modem_, tx_fifo_, tx_frame_, tx_length_, tx_next_, tx_byte_,
        tx_divisor_, tx_start_, tx_level_, edge_, break_sent_, rx_fifo_, overrun_, receiver_, timeout_);
  if (state.loading()) receiver_.listen(pins_.nets(rx_));
}

}  // namespace rp2040
