#pragma once
// UART0 to UART2. ESP32 Technical Reference Manual 13 "UART Controller"; names as in ESP-IDF soc/uart_reg.h.
// The TX pin carries every bit; frames also travel whole over the SerialLine of the pin's net; see SerialReceiver.
// Not modelled: IrDA, RS-485, XON and XOFF as characters (SW_FLOW_CON_EN is held; FORCE_XOFF works), AT command
// detection, glitch filter, waking by edges, UHCI; each says so. TX_IDLE_NUM and the break generator's length are held
// only; breaks are not sent. In doubt: one unit of RX_TOUT_THRHD is the time of eight bits; RXFIFO_FULL at "as many as"
// its threshold, TXFIFO_EMPTY at "fewer than" its own; an interrupt that is enabled comes three cycles of the bus
// behind the write (the ROM's uart_buff_switch says a moment after it which UART it meant, and bytes would be lost);
// where a start bit comes with another rate than ours, what is sampled of a frame.
#include <deque>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/serial_receiver.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Uart final : public RegisterFile {
 public:
  Uart(std::string name, unsigned number, Scheduler&, ClockSignal& apb_clk, ClockSignal& ref_tick, GpioMatrix&,
       Circuit&);

  Wire irq;

  FrameFormat format() const;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_unit = 128;  // one of eight pieces of the RAM that the UARTs share
  // Interrupts, as in INT_RAW.
  static constexpr u32 i_rx_full = 1, i_tx_empty = 2, i_parity = 4, i_frame = 8, i_overflow = 1 << 4, i_dsr = 1 << 5,
                       i_cts = 1 << 6, i_break = 1 << 7, i_timeout = 1 << 8, i_tx_done = 1 << 14;

  // Registers.
  void connect_registers();
  u32 read_fifo();
  void write_fifo(u32 value);
  u32 status() const;
  u32 memory_status() const;
  void configure(u32 written);
  void configure_autobaud();
  void raise(u32 interrupts);
  void relatch();  // interrupts that are the state of a FIFO
  void update();
  std::size_t tx_size() const { return fifo_unit * tx_units_; }
  std::size_t rx_size() const { return fifo_unit * rx_units_; }
  std::size_t rx_full_at() const { return conf1_.value & 0x7f; }
  std::size_t tx_empty_below() const { return conf1_.value >> 8 & 0x7f; }
  bool request_to_send() const;
  void drive_rts();
  void look_at_modem();

  // Transmitter.
  bool sending() const { return tx_length_ > 0; }
  bool parity_bit(u8 byte) const { return (__builtin_parity(byte) != 0) != bool{parity_odd_}; }
  ClockSignal& clock() const { return apb_selected_ ? apb_ : ref_tick_; }
  i64 sixteenths(i64 bits_by_two) const { return bits_by_two * divisor_ / 2; }  // of a clock cycle, in half bits
  Duration half_bits(i64 n) const { return clock().clock().ticks(sixteenths(n) / 16); }
  void send_next();
  void drive_tx(bool level);
  void next_edge();
  void frame_sent();

  // Receiver.
  bool can_receive() const { return divisor_ >= 16 && clock().running(); }
  unsigned data_bits() const { return 5 + bit_num_; }
  unsigned frame_bits() const { return 1 + data_bits() + parity_en_; }  // without stop bits
  SerialReceiver::Uart settings();
  void rx_changed(bool level);
  void push(const SerialReceiver::Character&);
  void measure(bool level, i64 at);
  void measure_frame(const SerialFrame&);

  Scheduler& scheduler_;
  ClockSignal &apb_, &ref_tick_;
  GpioMatrix& pins_;
  Circuit& circuit_;
  Output tx_, rts_, dtr_;
  Input rx_, cts_, dsr_;

  RegisterRows rows_;
  Register &raw_{rows_["INT_RAW"]}, &ena_{rows_["INT_ENA"]}, &conf0_{rows_["CONF0"]}, &conf1_{rows_["CONF1"]};
  Part<3, 2> bit_num_{conf0_};
  Part<5, 4> stop_bits_{conf0_};
  Flag<0> parity_odd_{conf0_};
  Flag<1> parity_en_{conf0_};
  Flag<27> apb_selected_{conf0_};
  Flag<14> loopback_{conf0_};
  Part<10, 7> tx_units_{rows_["MEM_CONF"]};
  Part<6, 3> rx_units_{rows_["MEM_CONF"]};

  i64 divisor_ = 0;  // sixteenths of clock cycles per bit
  bool cts_level_ = false, dsr_level_ = false;

  std::deque<u8> tx_fifo_;
  u32 tx_pushed_ = 0, tx_popped_ = 0;  // for the memory pointers
  u16 tx_frame_ = 0;                   // the frame on the line, first bit lowest
  u8 tx_length_ = 0;                   // in bits
  u8 tx_next_ = 0;                     // the bit that the next event begins
  u8 tx_byte_ = 0;
  i64 tx_start_ = 0;   // when the frame began, in ps
  Duration tx_bit_{};  // as long as one of its bits is
  bool tx_level_ = true;
  Event edge_;

  std::deque<u8> rx_fifo_;
  u32 rx_pushed_ = 0, rx_popped_ = 0;
  SerialReceiver receiver_;
  Event timeout_;
  u32 enabled_ = 0;  // INT_ENA as far as the interrupt has heard of it
  Event enabling_;
  // When the line last did so, in ps; for measuring pulses.
  i64 changed_at_ = -(i64{1} << 62), rose_at_ = changed_at_, fell_at_ = changed_at_;
};

}  // namespace esp32
