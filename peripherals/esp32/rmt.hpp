#pragma once
// RMT, the remote control controller: eight channels that send or receive pulses from 512 words of memory. ESP32
// Technical Reference Manual 15 "Remote Control Peripheral (RMT)"; fields and defaults as in ESP-IDF soc/rmt_reg.h.
// Words of the memory hold two entries, the lower half first: bit 15 the level, below it how long, in periods of the
// channel's clock; an entry of no length ends. Registers from 0x000 on, the memory from 0x800 on.
// Not modelled: MEM_PD; the numbers that STATE shows are not the chip's. In doubt: TX_START is cleared when it is seen;
// a channel without IDLE_OUT_EN keeps its last level; a loop (TX_CONTI_MODE) raises no TX_END; entries are read when
// their time comes, not ahead; the carrier begins with its high part at each level that it modulates, and
// CARRIER_OUT_LV is the level it modulates, as ESP-IDF has it (the manual has it the other way round); durations beyond
// 15 bits stay at their largest; received durations are whole
// periods of a divider that runs freely, one at least; a receiver whose memory is full stops until RX_EN is written
// again.
#include <algorithm>
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "emulator/registers.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"

namespace esp32 {

class Rmt final : public RegisterFile {
 public:
  static constexpr unsigned channels = 8, block_words = 64, memory_words = channels * block_words;
  static constexpr u32 memory_offset = 0x800;
  Rmt(std::string name, Scheduler&, ClockSignal& apb_clk, ClockSignal& ref_tick, GpioMatrix&);

  Wire irq;

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void reset() override;
  void serialize(State&) override;

 private:
  enum Source : unsigned { ref_tick, apb };
  struct Channel {
    Channel(Rmt&, Scheduler&, unsigned n);
    unsigned n;
    Register data;
    Bits<31, 0> data_bits;
    Register conf0;
    Bits<7, 0> div_cnt;
    Bits<23, 8> idle_thres;
    Bits<27, 24> mem_size;
    Bit<28> carrier_en;
    Bit<29> carrier_out_lv;
    Register conf1;
    Bit<0> tx_start;
    Bit<1> rx_en;
    Bit<2> mem_wr_rst;
    Bit<3> mem_rd_rst;
    Bit<4> apb_mem_rst;
    Bit<5> mem_owner;  // 1: the receiver
    Bit<6> tx_conti_mode;
    Bit<7> rx_filter_en;
    Bits<15, 8> rx_filter_thres;
    Bit<16> ref_cnt_rst;
    Bit<17> ref_always_on;  // 1: apb_clk
    Bit<18> idle_out_lv;
    Bit<19> idle_out_en;
    Register status, addr, carrier_duty;
    Bits<15, 0> carrier_low;
    Bits<31, 16> carrier_high;
    Register tx_lim;
    Bits<8, 0> tx_lim_bits;

    u32 apb_address = 0;  // of the FIFO, in words from the channel's first
    bool out = false;

    // Sending. Edges are of the source's clock.
    bool sending = false, level = false, carrier = false, carrier_is_high = false;
    u32 read_entry = 0, sent = 0;  // the next entry; words since the last TX_THR_EVENT
    i64 entry_end = 0;
    i64 carrier_edge = 0;  // when the carrier changes next
    bool empty = false;    // the memory came to its end
    Event next;

    // Receiving.
    bool waiting = false, receiving = false, input = false, filtered = false;
    u32 write_entry = 0;
    i64 since = 0;      // the edge that the level is there from
    i64 candidate = 0;  // likewise, not yet past the filter
    bool full = false, owner_error = false;
    Event settle_input, idle;
  };

  std::array<std::unique_ptr<Channel>, channels> make_channels();
  void data_written(u32 written, unsigned channel);
  u32 data_read(unsigned channel);
  void conf0_written(u32 written, unsigned channel);
  void conf1_written(u32 written, unsigned channel);
  u32 status_read(unsigned channel) const;
  u32 addr_read(unsigned channel) const { return channels_[channel]->apb_address + block_words * channel; }
  u32 raised() const { return int_raw_.value & int_ena_.value; }
  void clear_written(u32 written);
  void update() { irq.drive(raised()); }
  void raise(u32 bits);
  enum What : u32 { tx_end, rx_end, err };
  static u32 bit(unsigned channel, What what) { return 1u << (3 * channel + what); }

  u32 words(const Channel& c) const { return block_words * std::max<u32>(c.mem_size, 1); }
  u32& word(const Channel& c, u32 index) { return memory_[(block_words * c.n + index) % memory_words]; }
  u32 divider(const Channel& c) const { return c.div_cnt ? u32{c.div_cnt} : 256; }
  const TickCounter& ticks(const Channel& c) const { return ticks_[c.ref_always_on ? apb : ref_tick]; }
  void drive(Channel&, bool level);
  void rates_changed();

  // --- rmt_transmitter.cpp ---
  void start(Channel&);
  void send_entry(Channel&);
  void finish(Channel&, bool error);
  void modulate(Channel&);
  void schedule(Channel&);
  void step(Channel&);

  // --- rmt_receiver.cpp ---
  void enable_receiver(Channel&);
  void disable_receiver(Channel&);
  void input_changed(Channel&, bool level);
  void accept(Channel&, bool level, i64 edge);
  bool store(Channel&, bool level, u32 duration);
  void went_idle(Channel&);

  Scheduler& scheduler_;
  GpioMatrix& matrix_;
  std::array<TickCounter, 2> ticks_;
  std::array<std::unique_ptr<Channel>, channels> channels_ = make_channels();
  // clang-format off
  Register    int_raw_{*this, "INT_RAW", 0xa0, 0};
  Bits<31, 0, u32, Access::ro> int_raw_bits_{int_raw_, "INT_RAW"};  // 3 n: TX_END, RX_END, ERR; 24 + n: TX_THR_EVENT
  Register    int_st_ {*this, "INT_ST", 0xa4, 0, on_read<&Rmt::raised>};
  Bits<31, 0, u32, Access::ro> int_st_bits_{int_st_, "INT_ST"};
  Register    int_ena_{*this, "INT_ENA", 0xa8, 0, on_write<&Rmt::update>};
  Bits<31, 0> int_ena_bits_{int_ena_, "INT_ENA"};
  Register    int_clr_{*this, "INT_CLR", 0xac, 0, on_write<&Rmt::clear_written>};
  Bits<31, 0, u32, Access::wo> int_clr_bits_{int_clr_, "INT_CLR"};
  Register    apb_conf_{*this, "APB_CONF", 0xf0, 0, reserved{31, 2}};
  Bit<0>      apb_fifo_mask_{apb_conf_, "APB_FIFO_MASK"};  // 1: CHnDATA is not used
  Bit<1>      mem_tx_wrap_en_{apb_conf_, "MEM_TX_WRAP_EN"};
  Register    date_   {*this, "DATE", 0xfc, 0x1602'2600};
  Bits<31, 0> date_bits_{date_, "DATE"};
  // clang-format on
  std::array<u32, memory_words> memory_{};
};

}  // namespace esp32
