// Registers, interrupts, flow control.
#include "peripherals/esp32/uart.hpp"

#include <algorithm>
#include <cmath>

namespace esp32 {

namespace {

constexpr u32 no_pulse = 0xfffff;
constexpr i64 enabling_cycles = 3;
constexpr u32 rx_memory = 384;  // where the receivers' pieces begin, behind the transmitters'
constexpr u32 conf0_tx_reset = 1 << 18, conf0_rx_reset = 1 << 17;

struct PinSignals {
  Output tx, rts, dtr;
  Input rx, cts, dsr;
};
constexpr PinSignals pin_signals[] = {
    {Output::u0txd, Output::u0rts, Output::u0dtr, Input::u0rxd, Input::u0cts, Input::u0dsr},
    {Output::u1txd, Output::u1rts, Output::none, Input::u1rxd, Input::u1cts, Input::none},
    {Output::u2txd, Output::u2rts, Output::none, Input::u2rxd, Input::u2cts, Input::none},
};

// clang-format off
#define ESP32_UART_INTERRUPTS(access) \
  "AT_CMD_CHAR_DET[18]" access " RS485_CLASH[17]" access " RS485_FRM_ERR[16]" access " RS485_PARITY_ERR[15]" access \
  " TX_DONE[14]" access " TX_BRK_IDLE_DONE[13]" access " TX_BRK_DONE[12]" access " GLITCH_DET[11]" access \
  " SW_XOFF[10]" access " SW_XON[9]" access " RXFIFO_TOUT[8]" access " BRK_DET[7]" access " CTS_CHG[6]" access \
  " DSR_CHG[5]" access " RXFIFO_OVF[4]" access " FRM_ERR[3]" access " PARITY_ERR[2]" access " TXFIFO_EMPTY[1]" access \
  " RXFIFO_FULL[0]" access
constexpr RegisterRow rows[] = {
      {"FIFO", 0x0, 0x0, "RXFIFO_RD_BYTE[7:0]"},
      {"INT_RAW", 0x4, 0x0, ESP32_UART_INTERRUPTS("ro")},
      {"INT_ST", 0x8, 0x0, ESP32_UART_INTERRUPTS("ro")},
      {"INT_ENA", 0xc, 0x0, ESP32_UART_INTERRUPTS("")},
      {"INT_CLR", 0x10, 0x0, ESP32_UART_INTERRUPTS("wo")},
      {"CLKDIV", 0x14, 0x2b6, "FRAG[23:20] CLKDIV[19:0]"},
      {"AUTOBAUD", 0x18, 0x1000, "GLITCH_FILT[15:8] EN[0]"},
      {"STATUS", 0x1c, 0x0, "TXD[31]ro RTSN[30]ro DTRN[29]ro ST_UTX_OUT[27:24]ro TXFIFO_CNT[23:16]ro RXD[15]ro CTSN[14]ro DSRN[13]ro ST_URX_OUT[11:8]ro RXFIFO_CNT[7:0]ro"},
      {"CONF0", 0x20, 0x800001c, "TICK_REF_ALWAYS_ON[27] ERR_WR_MASK[26] CLK_EN[25] DTR_INV[24] RTS_INV[23] TXD_INV[22] DSR_INV[21] CTS_INV[20] RXD_INV[19] TXFIFO_RST[18] RXFIFO_RST[17] IRDA_EN[16]? TX_FLOW_EN[15] LOOPBACK[14] IRDA_RX_INV[13]? IRDA_TX_INV[12]? IRDA_WCTL[11]? IRDA_TX_EN[10]? IRDA_DPLX[9]? TXD_BRK[8]? SW_DTR[7] SW_RTS[6] STOP_BIT_NUM[5:4] BIT_NUM[3:2] PARITY_EN[1] PARITY[0]"},
      {"CONF1", 0x24, 0x6060, "RX_TOUT_EN[31] RX_TOUT_THRHD[30:24] RX_FLOW_EN[23] RX_FLOW_THRHD[22:16] TXFIFO_EMPTY_THRHD[14:8] RXFIFO_FULL_THRHD[6:0]"},
      {"LOWPULSE", 0x28, no_pulse, "MIN_CNT[19:0]ro"},
      {"HIGHPULSE", 0x2c, no_pulse, "MIN_CNT[19:0]ro"},
      {"RXD_CNT", 0x30, 0x0, "RXD_EDGE_CNT[9:0]ro"},
      {"FLOW_CONF", 0x34, 0x0, "SEND_XOFF[5]? SEND_XON[4]? FORCE_XOFF[3] FORCE_XON[2] XONOFF_DEL[1]? SW_FLOW_CON_EN[0]"},
      {"SLEEP_CONF", 0x38, 0xf0, "ACTIVE_THRESHOLD[9:0]"},
      {"SWFC_CONF", 0x3c, 0x1311e000, "XOFF_CHAR[31:24] XON_CHAR[23:16] XOFF_THRESHOLD[15:8] XON_THRESHOLD[7:0]"},
      {"IDLE_CONF", 0x40, 0xa40100, "TX_BRK_NUM[27:20] TX_IDLE_NUM[19:10] RX_IDLE_THRHD[9:0]"},
      {"RS485_CONF", 0x44, 0x0, "TX_DLY_NUM[9:6] RX_DLY_NUM[5] RXBY_TX_EN[4] TX_RX_EN[3] DL1_EN[2] DL0_EN[1] EN[0]?"},
      {"AT_CMD_PRECNT", 0x48, 0x186a00, "PRE_IDLE_NUM[23:0]"},
      {"AT_CMD_POSTCNT", 0x4c, 0x186a00, "POST_IDLE_NUM[23:0]"},
      {"AT_CMD_GAPTOUT", 0x50, 0x1e00, "RX_GAP_TOUT[23:0]"},
      {"AT_CMD_CHAR", 0x54, 0x32b, "CHAR_NUM[15:8] AT_CMD_CHAR[7:0]"},
      {"MEM_CONF", 0x58, 0x88, "TX_MEM_EMPTY_THRHD[30:28] RX_MEM_FULL_THRHD[27:25] XOFF_THRESHOLD_H2[24:23] XON_THRESHOLD_H2[22:21] RX_TOUT_THRHD_H3[20:18] RX_FLOW_THRHD_H3[17:15] TX_SIZE[10:7] RX_SIZE[6:3] MEM_PD[0]"},
      {"MEM_TX_STATUS", 0x5c, 0x0, "MEM_TX_WR_ADDR[23:13]ro MEM_TX_RD_ADDR[12:2]ro UNNAMED[1:0]ro"},
      {"MEM_RX_STATUS", 0x60, 0x0, "MEM_RX_WR_ADDR[23:13]ro MEM_RX_RD_ADDR[12:2]ro UNNAMED[1:0]ro"},
      {"MEM_CNT_STATUS", 0x64, 0x0, "TX_MEM_CNT[5:3]ro RX_MEM_CNT[2:0]ro"},
      {"POSPULSE", 0x68, no_pulse, "POSEDGE_MIN_CNT[19:0]ro"},
      {"NEGPULSE", 0x6c, no_pulse, "NEGEDGE_MIN_CNT[19:0]ro"},
      {"DATE", 0x78, 0x15122500, "DATE[31:0]"},
      {"ID", 0x7c, 0x500, "ID[31:0]"},
};
#undef ESP32_UART_INTERRUPTS
// clang-format on

}  // namespace

Uart::Uart(std::string name, unsigned number, Scheduler& scheduler, ClockSignal& apb_clk, ClockSignal& ref_tick,
           GpioMatrix& pins, Circuit& circuit)
    : RegisterFile(name),
      irq(name + "_INTR"),
      scheduler_(scheduler),
      apb_(apb_clk),
      ref_tick_(ref_tick),
      pins_(pins),
      circuit_(circuit),
      tx_(pin_signals[number].tx),
      rts_(pin_signals[number].rts),
      dtr_(pin_signals[number].dtr),
      rx_(pin_signals[number].rx),
      cts_(pin_signals[number].cts),
      dsr_(pin_signals[number].dsr),
      rows_(*this, rows),
      edge_(scheduler, name + " bit", [this] { next_edge(); }),
      receiver_(scheduler, name, circuit, settings()),
      timeout_(scheduler, name + " receive time-out",
               [this] {
                 if (!rx_fifo_.empty()) raise(i_timeout);
               }),
      enabling_(scheduler, name + " interrupts enabled", [this] {
        enabled_ = ena_.value;
        update();
      }) {
  connect_registers();
  pins_.listen(rx_, [this](bool level) {
    if (!loopback_) rx_changed(level != bool(conf0_.value >> 19 & 1));
  });
  pins_.listen(cts_, [this](bool) { look_at_modem(); });
  if (dsr_ != Input::none) pins_.listen(dsr_, [this](bool) { look_at_modem(); });
  pins_.on_routing(rx_, [this] { receiver_.listen(pins_.nets(rx_)); });
  reset();
}

void Uart::connect_registers() {
  rows_["FIFO"].read_hook = [this] { return read_fifo(); };
  rows_["FIFO"].peek_hook = [this] { return rx_fifo_.empty() ? 0u : u32{rx_fifo_.front()}; };
  on_written(rows_["FIFO"], [this](u32 v) { write_fifo(v); });
  on_reading(rows_["INT_ST"], [this] { return raw_.value & ena_.value; });
  on_written(ena_, [this](u32 v) {
    enabled_ &= v;
    if (ena_.value != enabled_) enabling_.after(apb_.running() ? apb_.clock().ticks(enabling_cycles) : Duration{});
    update();
  });
  on_written(rows_["INT_CLR"], [this](u32 v) {
    rows_["INT_CLR"].value = 0;
    raw_.value &= ~v;
    relatch();
  });
  on_reading(rows_["STATUS"], [this] { return status(); });
  on_reading(rows_["MEM_RX_STATUS"], [this] { return memory_status(); });
  on_reading(rows_["MEM_CNT_STATUS"],
             [this] { return static_cast<u32>((tx_fifo_.size() >> 8 & 7) << 3 | (rx_fifo_.size() >> 8 & 7)); });
  on_written(rows_["CLKDIV"], [this](u32 v) { divisor_ = i64{v & 0xfffff} * 16 + (v >> 20 & 0xf); });
  on_written(conf0_, [this](u32 v) { configure(v); });
  on_written(conf1_, [this](u32) { relatch(); });
  on_written(rows_["FLOW_CONF"], [this](u32) { send_next(); });
  on_written(rows_["AUTOBAUD"], [this](u32) { configure_autobaud(); });
}

// ---- registers

u32 Uart::read_fifo() {
  if (rx_fifo_.empty()) return 0;
  const u8 byte = rx_fifo_.front();
  rx_fifo_.pop_front();
  ++rx_popped_;
  if (rx_fifo_.empty()) timeout_.cancel();
  relatch();
  return byte;
}

void Uart::write_fifo(u32 value) {
  rows_.at(0).value = 0;
  if (tx_fifo_.size() >= tx_size()) return;
  tx_fifo_.push_back(static_cast<u8>(value));
  ++tx_pushed_;
  send_next();
  relatch();
}

u32 Uart::status() const {
  const u32 sending_state = sending() ? 1 : 0, receiving_state = receiver_.receiving() ? 1 : 0;
  return u32{tx_level_} << 31 | u32{!request_to_send()} << 30 | u32{!(conf0_.value >> 7 & 1)} << 29 |
         sending_state << 24 | static_cast<u32>(tx_fifo_.size() & 0xff) << 16 | u32{receiver_.level()} << 15 |
         u32{!cts_level_} << 14 | u32{!dsr_level_} << 13 | receiving_state << 8 |
         static_cast<u32>(rx_fifo_.size() & 0xff);
}

// Where in the shared memory the receiver writes and reads next.
u32 Uart::memory_status() const {
  const u32 size = static_cast<u32>(std::max<std::size_t>(rx_size(), fifo_unit));
  return (rx_memory + rx_pushed_ % size) << 13 | (rx_memory + rx_popped_ % size) << 2;
}

void Uart::configure(u32 written) {
  if (written & conf0_rx_reset) {
    rx_fifo_.clear();
    rx_popped_ = rx_pushed_ = 0;
    timeout_.cancel();
  }
  if (written & conf0_tx_reset) tx_fifo_.clear();
  if (!sending()) drive_tx(true);
  look_at_modem();
  rx_changed(loopback_ ? tx_level_ : pins_.level(rx_) != bool(conf0_.value >> 19 & 1));
  send_next();
  relatch();
}

void Uart::configure_autobaud() {
  if (rows_.at(0x18).value & 1) return;
  for (const u32 at : {0x28u, 0x2cu, 0x68u, 0x6cu}) rows_.at(at).value = no_pulse;
  rows_.at(0x30).value = 0;
}

void Uart::raise(u32 interrupts) {
  raw_.value |= interrupts;
  update();
}

// TXFIFO_EMPTY and RXFIFO_FULL are levels: ESP-IDF clears the one and expects it at once, and the ROM's download mode
// clears the other whenever it changes between UARTs, and must not lose the last byte of a packet by that.
void Uart::relatch() {
  raw_.value &= ~(i_tx_empty | i_rx_full);
  if (tx_fifo_.size() < tx_empty_below()) raw_.value |= i_tx_empty;
  if (rx_fifo_.size() >= std::max<std::size_t>(rx_full_at(), 1)) raw_.value |= i_rx_full;
  update();
}

void Uart::update() {
  irq.drive((raw_.value & enabled_) != 0);
  drive_rts();
}

// ---- flow control

bool Uart::request_to_send() const {
  const bool flow = conf1_.value >> 23 & 1;
  return flow ? rx_fifo_.size() < (conf1_.value >> 16 & 0x7f) : bool(conf0_.value >> 6 & 1);
}

void Uart::drive_rts() {
  pins_.drive(rts_, !request_to_send() != bool(conf0_.value >> 23 & 1), true);
  if (dtr_ != Output::none) pins_.drive(dtr_, !(conf0_.value >> 7 & 1) != bool(conf0_.value >> 24 & 1), true);
}

void Uart::look_at_modem() {
  const bool cts = loopback_ ? request_to_send() : pins_.level(cts_) == bool(conf0_.value >> 20 & 1);
  const bool dsr = dsr_ != Input::none && pins_.level(dsr_) == bool(conf0_.value >> 21 & 1);
  const u32 changed = (cts != cts_level_ ? i_cts : 0) | (dsr != dsr_level_ ? i_dsr : 0);
  cts_level_ = cts;
  dsr_level_ = dsr;
  if (!changed) return;
  raise(changed);
  send_next();
}

FrameFormat Uart::format() const {
  FrameFormat f;
  if (divisor_)
    f.baud = static_cast<u32>(std::lround(16.0 * static_cast<double>(clock().hz()) / static_cast<double>(divisor_)));
  f.data_bits = static_cast<u8>(data_bits());
  constexpr u8 half_bits_of[] = {2, 2, 3, 4};
  f.stop_half_bits = half_bits_of[stop_bits_];
  if (parity_en_) f.parity = parity_odd_ ? FrameFormat::Parity::odd : FrameFormat::Parity::even;
  return f;
}

void Uart::reset() {
  RegisterFile::reset();
  for (Event* e : {&edge_, &timeout_, &enabling_}) e->cancel();
  enabled_ = 0;
  divisor_ = i64{rows_.at(0x14).value} * 16;
  tx_fifo_.clear();
  rx_fifo_.clear();
  rx_pushed_ = rx_popped_ = tx_pushed_ = tx_popped_ = 0;
  tx_length_ = 0;
  drive_tx(true);
  receiver_.reset(pins_.level(rx_));
  look_at_modem();
  raw_.value = 0;
  update();
  receiver_.listen(pins_.nets(rx_));  // pads may have been wired meanwhile
}

void Uart::serialize(State& state) {
  RegisterFile::serialize(state);
  i64 bit = tx_bit_.count();
  state(irq, divisor_, cts_level_, dsr_level_, tx_fifo_, tx_pushed_, tx_popped_, tx_frame_, tx_length_, tx_next_,
        tx_byte_, tx_start_, bit, tx_level_, edge_);
  state(rx_fifo_, rx_pushed_, rx_popped_, receiver_, timeout_, changed_at_, rose_at_, fell_at_, enabled_, enabling_);
  tx_bit_ = Duration{bit};
  if (state.loading()) receiver_.listen(pins_.nets(rx_));
}

}  // namespace esp32
