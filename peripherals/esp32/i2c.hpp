#pragma once
// I2C0 and I2C1: controller and target, on the APB clock. ESP32 Technical Reference Manual, chapter "I2C Controller";
// register names and reset values from ESP-IDF's soc/esp32/register/soc/i2c_reg.h, their use from its drivers.
// The controller executes a list of commands (RSTART, WRITE, READ, STOP, END), always from the first one, until STOP or
// END; after END it keeps SCL low until TRANS_START is written again. A bit takes SCL_LOW_PERIOD + 1 cycles low and
// SCL_HIGH_PERIOD + 7 high, with the filter 8, or SCL_FILTER_THRES + 6 above 2.
// Bytes go over the I2cBus of the two nets; their waveform is drawn for whoever watches those (docs/buses.md).
// Not modelled: arbitration against others (only that SDA is low where a START wants to begin: ARBITRATION_LOST), the
// pin timing of SDA_HOLD and SDA_SAMPLE, access to the FIFOs as memory (NONFIFO_EN, FIFO_ADDR_CFG_EN), push-pull
// outputs (SDA_FORCE_OUT, SCL_FORCE_OUT), SAMPLE_SCL_LEVEL; targets with 10-bit addresses.
// In doubt: START and STOP take a bit's time each; a wrong acknowledge ends the list with a STOP by itself, which sets
// ACK_ERR but not TRANS_COMPLETE; a TX FIFO that is empty gives 0xff, an RX FIFO 0; levels of RXFIFO_FULL (at
// least the threshold) and TXFIFO_EMPTY (at most); RX_REC_FULL follows NONFIFO_RX_THRES in FIFO mode, too,
// TX_SEND_EMPTY counts bytes since the list began; the states in SR; a target that is stopped sets SLAVE_TRAN_COMP and
// TRANS_COMPLETE; a list without an end goes round.
#include <deque>
#include <limits>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/i2c_drawing.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class I2c final : public RegisterFile, private I2cTarget {
 public:
  I2c(std::string name, unsigned number, Scheduler&, ClockSignal& apb_clk, GpioMatrix&, Circuit&);
  ~I2c() override;

  Wire irq;

  using RegisterFile::read;
  using RegisterFile::write;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t fifo_size = 32;
  // `free`: a START waits for SCL. `wait`: the target is not ready to send. `held`: SCL is low until the next list.
  enum class Phase : u8 { idle, free, start, wait, byte, held, stopping };

  // Registers.
  void connect_registers();
  u32 read_data();
  void write_data(u32 written);
  u32 status() const;
  u32 positions() const;
  u32 raw() const;
  void fifo_conf_written();
  void ctr_written();
  void raise(u32 interrupts);
  void update();

  // Controller.
  i64 low_cycles() const { return scl_low_ + 1; }
  i64 bit_cycles() const;
  I2cBus* bus() const;
  void enter(Phase, i64 bits);
  void plan();
  void step();
  void begin_list();
  void fetch();
  void command_done();
  void begin_start();
  void begin_byte();
  void byte_done();
  void sent(bool acknowledged);
  void received();
  void next_byte();
  void begin_stop(bool by_command);
  void stopped();
  void give_up(u32 interrupt);
  bool timed_out();
  bool draws();

  // Target.
  void attach();
  void detach();
  void start(bool reading) override;
  void write(u8 byte) override;
  u8 read() override;
  void stop() override;
  void receive(u8 byte);
  u8 take();

  RegisterRows rows_;
  BitsOf<13, 0, u32> scl_low_{rows_["SCL_LOW_PERIOD"]}, scl_high_{rows_["SCL_HIGH_PERIOD"]};
  Register &ctr_{rows_["CTR"]}, &int_ena_{rows_["INT_ENA"]};
  Flag<7> rx_lsb_first_{ctr_};
  Flag<6> tx_lsb_first_{ctr_};
  Flag<5> trans_start_{ctr_};
  Flag<4> ms_mode_{ctr_};
  Part<19, 0> timeout_{rows_["TO"]};
  Flag<31> ten_bit_{rows_["SLAVE_ADDR"]};
  Part<14, 0> slave_address_{rows_["SLAVE_ADDR"]};
  Register& fifo_conf_{rows_["FIFO_CONF"]};
  Part<25, 20> nonfifo_tx_thres_{fifo_conf_};
  Part<19, 14> nonfifo_rx_thres_{fifo_conf_};
  Flag<13> tx_fifo_rst_{fifo_conf_};
  Flag<12> rx_fifo_rst_{fifo_conf_};
  Part<9, 5> txfifo_empty_thrhd_{fifo_conf_};
  Part<4, 0> rxfifo_full_thrhd_{fifo_conf_};
  Flag<3> scl_filter_{rows_["SCL_FILTER_CFG"]};
  Part<2, 0> scl_filter_thres_{rows_["SCL_FILTER_CFG"]};

  ClockSignal& clk_;
  GpioMatrix& pins_;
  Circuit& circuit_;
  Output scl_, sda_;
  TickCounter cycles_;
  std::deque<u8> tx_fifo_, rx_fifo_;
  u8 tx_at_ = 0, rx_at_ = 0;  // where in their memories the FIFOs begin
  u32 latched_ = 0;           // interrupts that stay until they are cleared
  Phase phase_ = Phase::idle;
  i64 due_ = 0;                                              // the edge of the clock at which the phase ends
  i64 patience_ = 0;                                         // the edge at which waiting becomes a time-out
  u32 index_ = 0;                                            // of the command
  u32 left_ = 0;                                             // bytes of the command
  u32 count_ = 0;                                            // bytes sent by the list
  u8 shifting_ = 0;                                          // the byte on the wire
  bool addressing_ = false;                                  // the next byte is an address
  bool engaged_ = false;                                     // the bus has been told of a start
  bool begin_again_ = false;                                 // TRANS_START was written while a STOP was under way
  bool by_command_ = false;                                  // that STOP is a command's
  bool ack_received_ = false, lost_ = false, late_ = false;  // SR
  Event step_;
  I2cDrawing drawing_;

  I2cBus* attached_ = nullptr;
  u8 attached_address_ = 0;
  bool addressed_ = false, target_reads_ = false;
};

}  // namespace esp32
