#pragma once
// SPI2 (HSPI) and SPI3 (VSPI) as controllers, on the APB clock. ESP32 Technical Reference Manual, chapter "SPI
// Controller"; register names and reset values from ESP-IDF's soc/esp32/register/soc/spi_reg.h, their use from its
// drivers.
// A transfer (CMD.USR) has up to five phases: command, address, dummy, data out, data in; with DOUTDIN the data go both
// ways at once. Data come from W0 to W15 or by DMA (dma_link.hpp), if a list was started and SPI_DMA_CHAN_SEL of DPORT
// names a channel. They go over the SpiBus of SCK's net, up to 32 bits when their time on the wire is over; SCK
// itself only shows its idle level. The waveform is drawn for whoever watches the nets (docs/buses.md).
// Of CMD's flash commands there is FLASH_READ: command 03h, the address in ADDR[23:0], ADDR[31:24] bytes. ESP-IDF
// starts one and stops the block's clock in the middle, so that SCK goes on at 80 MHz for PSRAM
// (esp_psram_impl_quad.c). Not modelled, and complained about when chosen: being a target (SLAVE_MODE), two and four
// lines, SIO, the other flash commands, holding by HD (USR_*_HOLD). Delays of CTRL2 are held: nothing here is late. In
// doubt: with DOUTDIN the length is MOSI_DLEN, whatever MISO_DLEN says; CS falls SETUP_TIME + 1 bits before the first
// one and rises HOLD_TIME bits after the last; a list without enough bytes sends zeros; received bits that fill no byte
// stand at its upper end; without a list, bytes beyond W15 go round; TRANS_CNT is not counted. FASTRD_MODE does not
// change FLASH_READ; EXT2.ST has the numbers of the ESP32-C3's SPI_MEM_ST.
#include <functional>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "emulator/spi_drawing.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/dma_link.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Spi final : public RegisterFile {
 public:
  // Number 2 or 3.
  Spi(std::string name, unsigned number, Scheduler&, ClockSignal& apb_clk, GpioMatrix&, Circuit&, Bus&);

  Wire irq, irq_dma;
  std::function<u32()> dma_channel = [] { return 1u; };  // DPORT's SPI_DMA_CHAN_SEL: 0 is none

  SpiFormat format() const;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned selects = 3, words = 16;
  enum class Phase : u8 { idle, setup, command, address, dummy, data_out, data_in, hold };
  struct Signals {
    Output clk, d, q_out;
    Input q;
    std::array<Output, selects> cs;
  };
  static Signals signals_of(unsigned number);

  void connect_registers();
  void configure();
  void update();
  void link_written(DmaLink&, Register& link);
  void dma_conf_written();
  void link_event(u32 bit) { dma_raw_ |= bit, update(); }

  i64 period() const;
  u32 bits_of(Phase) const;
  bool both_ways() const { return doutdin_ && usr_mosi_ && usr_; }
  u32 state() const;
  void begin();
  void go_on();
  void chunk();
  void plan();
  void step();
  void chunk_done();
  void finish();
  void select(bool active);
  u32 outgoing(unsigned bits);
  u32 exchange(u32 out, unsigned bits);
  void incoming(u32 in, unsigned bits);
  void draw();
  u32 buffered(std::size_t byte) const;

  RegisterRows rows_;
  Register &cmd_{rows_["CMD"]}, &clock_{rows_["CLOCK"]}, &user_{rows_["USER"]}, &user2_{rows_["USER2"]},
      &pin_{rows_["PIN"]}, &slave_{rows_["SLAVE"]}, &dma_conf_{rows_["DMA_CONF"]}, &dma_int_ena_{rows_["DMA_INT_ENA"]};
  Flag<18> usr_{cmd_};
  Flag<31> flash_read_{cmd_};
  Part<31, 0> addr_{rows_["ADDR"]};
  Part<31, 0> addr_low_{rows_["SLV_WR_STATUS"]};
  Flag<26> wr_bit_order_{rows_["CTRL"]};
  Flag<25> rd_bit_order_{rows_["CTRL"]};
  Part<7, 4> hold_time_{rows_["CTRL2"]};
  Part<3, 0> setup_time_{rows_["CTRL2"]};
  Flag<31> clk_equ_sysclk_{clock_};
  Part<30, 18> clkdiv_pre_{clock_};
  Part<17, 12> clkcnt_n_{clock_};
  Flag<31> usr_command_{user_};
  Flag<30> usr_addr_{user_};
  Flag<29> usr_dummy_{user_};
  Flag<28> usr_miso_{user_};
  Flag<27> usr_mosi_{user_};
  Flag<25> mosi_highpart_{user_};
  Flag<24> miso_highpart_{user_};
  Flag<11> wr_byte_order_{user_};
  Flag<10> rd_byte_order_{user_};
  Flag<7> ck_out_edge_{user_};
  Flag<5> cs_setup_{user_};
  Flag<4> cs_hold_{user_};
  Flag<0> doutdin_{user_};
  Part<31, 26> addr_bitlen_{rows_["USER1"]};
  Part<7, 0> dummy_cyclelen_{rows_["USER1"]};
  Part<31, 28> command_bitlen_{user2_};
  Part<15, 0> command_value_{user2_};
  Part<23, 0> mosi_dbitlen_{rows_["MOSI_DLEN"]};
  Part<23, 0> miso_dbitlen_{rows_["MISO_DLEN"]};
  Flag<30> cs_keep_active_{pin_};
  Flag<29> ck_idle_edge_{pin_};
  Part<8, 6> cs_pol_{pin_};
  Part<2, 0> cs_dis_{pin_};
  Flag<9> trans_inten_{slave_};
  Flag<4> trans_done_{slave_};

  ClockSignal& clk_;
  GpioMatrix& pins_;
  Circuit& circuit_;
  Signals signals_;
  TickCounter cycles_;
  OutLink out_;
  InLink in_;
  u32 dma_raw_ = 0;
  Phase phase_ = Phase::idle;
  i64 due_ = 0;       // the edge of the clock at which the phase, or the piece of it, ends
  u32 position_ = 0;  // bits of the phase that have gone
  u32 piece_ = 0;     // bits on the wire
  u32 shifting_ = 0;  // what they are
  u32 received_ = 0;  // bytes so far
  Event step_;
  SpiDrawing drawing_;
};

}  // namespace esp32
