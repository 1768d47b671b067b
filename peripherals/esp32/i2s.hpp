#pragma once
// I2S0 and I2S1 as controllers: samples from and to memory by DMA (dma_link.hpp), at the rate that PLL_D2_CLK (160 MHz)
// and the dividers give. ESP32 Technical Reference Manual, chapter "I2S"; registers in i2s_rows.hpp.
// A frame is two slots (left and right) of TX_BITS_MOD or RX_BITS_MOD bits. Where a line is joined to anything, BCK, WS
// and data move bit by bit, and what is received is sampled from DATA_IN15 (or, with SIG_LOOPBACK, is what is sent).
// Where nothing is wired, eight frames are dealt with at once: nobody sees a difference but in the instants of DMA. Not
// modelled, and complained about when chosen: PDM, the parallel modes (LCD and camera) and the converters' way through
// I2S0 (CONF2.LCD_EN), being clocked from outside (*_SLAVE_MOD), A-law and u-law (bits of CONF1 are held), the audio
// PLL (with CLKA_ENA nothing moves), short frame sync, access to the FIFOs by the processor, and what Bluetooth has
// here. In doubt: a list at its end sends zeros; 16-bit samples of both slots are a word with the right one in the
// upper half, if *_MSB_RIGHT is 1; RX_EOF_NUM counts words; *_RIGHT_FIRST is held: the left slot comes first, with WS
// low; TX_CHAN_MOD and RX_CHAN_MOD are held: a single sample goes to both slots, and comes from the left one.
#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/dma_link.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/i2s_rows.hpp"

namespace esp32 {

class I2s final : public RegisterFile {
 public:
  I2s(std::string name, unsigned number, Scheduler&, ClockSignal& apb_clk, ClockSignal& pll_d2_clk, GpioMatrix&, Bus&);

  Wire irq;

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr i64 batch = 8;  // frames

  struct Shape {        // of a frame in memory
    unsigned bits;      // of a slot
    bool wide, single;  // 32-bit samples; one sample for both slots
    std::size_t bytes() const { return (wide ? 4u : 2u) * (single ? 1u : 2u); }
  };
  static bool left_first(const Shape& form, bool msb_right) { return form.wide != msb_right; }
  struct Slots {
    u32 left = 0, right = 0;  // the highest bit first, at bit 31
  };
  // One direction: counts the frames, or half the bits, since it was started.
  struct Stream {
    Stream(Scheduler& scheduler, const std::string& name, Output bit_clock, Output word_select,
           std::function<void()> step)
        : bck(bit_clock), ws(word_select), next(scheduler, name, std::move(step)) {}
    Output bck, ws;
    bool running = false, by_bits = false;
    Time began{};
    i64 frames = 0;
    u32 half = 0;  // of the present frame
    Slots now, before;
    Event next;
    void serialize(State&);
  };

  void connect_registers();
  void conf_written();
  void lc_conf_written();
  void link_written(DmaLink&, Register& link);
  void link_event(u32 bit) { raw_ |= bit, update(); }
  void update();
  void run(Stream&, bool start);
  void plan(Stream&);
  Duration frames(i64 n, bool sending) const;
  Shape shape(bool sending) const;
  bool wired(const Stream&) const;
  void step(Stream&);
  void send_batch();
  void receive_batch();
  void half_bit(Stream&);
  void fetch_frame();
  void store_frame();
  void store(std::span<const u8> bytes);

  RegisterRows rows_;
  Register &conf_{rows_["CONF"]}, &int_ena_{rows_["INT_ENA"]}, &lc_conf_{rows_["LC_CONF"]}, &conf2_{rows_["CONF2"]};
  Flag<18> loopback_{conf_};
  Flag<17> rx_msb_right_{conf_};
  Flag<16> tx_msb_right_{conf_};
  Flag<11> rx_msb_shift_{conf_};
  Flag<10> tx_msb_shift_{conf_};
  Flag<5> rx_start_{conf_};
  Flag<4> tx_start_{conf_};
  Part<18, 16> rx_fifo_mod_{rows_["FIFO_CONF"]};
  Part<15, 13> tx_fifo_mod_{rows_["FIFO_CONF"]};
  Part<31, 0> rx_eof_num_{rows_["RXEOF_NUM"]};
  Flag<5> lcd_en_{conf2_};
  Flag<0> camera_en_{conf2_};
  Part<19, 14> clkm_div_a_{rows_["CLKM_CONF"]};
  Part<13, 8> clkm_div_b_{rows_["CLKM_CONF"]};
  Part<7, 0> clkm_div_num_{rows_["CLKM_CONF"]};
  Part<23, 18> rx_bits_mod_{rows_["SAMPLE_RATE_CONF"]};
  Part<17, 12> tx_bits_mod_{rows_["SAMPLE_RATE_CONF"]};
  Part<11, 6> rx_bck_div_{rows_["SAMPLE_RATE_CONF"]};
  Part<5, 0> tx_bck_div_{rows_["SAMPLE_RATE_CONF"]};

  Scheduler& scheduler_;
  ClockSignal &clk_, &pll_;
  GpioMatrix& pins_;
  Output data_;
  Input data_in_;
  OutLink out_;
  InLink in_;
  Stream tx_, rx_;
  u32 raw_ = 0;             // INT_RAW
  u32 received_ = 0;        // bytes since the last packet's end
  std::vector<u8> last_{};  // what was sent last, for the way back
};

}  // namespace esp32
