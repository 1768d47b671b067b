#pragma once
// DMA: twelve channels that share one read and one write master. RP2040 Datasheet 2.5.
// One transfer a cycle of clk_sys: the k-th of an undisturbed sequence is complete k cycles after the trigger. (The
// datasheet states this rate; it does not state the few cycles that the first one takes through the FIFOs.)
// A DREQ line here is a level, "a transfer is wanted", and is looked at again after each transfer, where the chip's
// carries pulses that a credit counter adds up (2.5.3.2); DBG_CTDREQ then reads 1 or 0. PWM wraps are pulses also here.
// In doubt, where the datasheet is silent: a count of 0 completes after a cycle; address bits below the transfer's size
// are ignored; an error ends the sequence without a chain; an abort leaves TRANS_COUNT as it is, and the interrupt it
// "may" raise (RP2040-E13) does not come; credits count from the trigger on.
#include <array>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/dma_sniffer.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Dma final : public Peripheral {
 public:
  static constexpr unsigned channels = 12, timers = 4, dreqs = 40;  // 2.5.3.1 "System DREQ Table"

  Dma(std::string name, Scheduler&, ClockSignal& clk_sys, Bus&);
  void connect_dreq(unsigned number, Wire&);  // in the system DREQ table; once each

  Wire irq0{"DMA_IRQ_0"}, irq1{"DMA_IRQ_1"};

  bool active() const { return active_; }  // a channel is busy
  bool uses(unsigned dreq) const { return dreqs_used_ >> dreq & 1; }
  std::function<void()> on_use_changed;  // either of these

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned first_pulse = 24, last_pulse = 31;  // DREQ_PWM_WRAP0 to 7
  static constexpr unsigned first_timer = 0x3b, permanent = 0x3f;
  static constexpr i64 batch = 64;         // cycles between two events of a copy within memory
  static constexpr u32 most_credits = 63;  // DBG_CTDREQ has six bits

  // Registers.
  u32 count_now(unsigned ch) const { return remaining_[ch]; }
  u32 ctrl_now(unsigned ch) const;
  u32 read_addr_now(unsigned ch) const { return read_addr_reg[ch].value; }
  u32 write_addr_now(unsigned ch) const { return write_addr_reg[ch].value; }
  u32 credits_now(unsigned ch) const;
  u32 ints0_now() const { return (intr & inte0) | intf0; }
  u32 ints1_now() const { return (intr & inte1) | intf1; }
  u32 sniffed() const;
  void set_ctrl(u32 written, unsigned ch);
  void set_read_addr(u32 written, unsigned ch) { read_addr_reg[ch].value = written; }
  void set_write_addr(u32 written, unsigned ch) { write_addr_reg[ch].value = written; }
  void set_count(u32 written, unsigned ch) { tcr_reg[ch].value = written; }
  void ctrl_trig(u32 written, unsigned ch);
  void count_trig(u32 written, unsigned ch);
  void write_addr_trig(u32 written, unsigned ch);
  void read_addr_trig(u32 written, unsigned ch);
  void set_timer(u32 written, unsigned timer);
  void clear_credits(u32 written, unsigned ch);
  void trigger_many(u32 written);
  void abort(u32 written);
  void clear_interrupts(u32 written);

  // Channels.
  void trigger(unsigned ch);
  void null_trigger(unsigned ch, bool quiet);
  void finish(unsigned ch);
  void fail(unsigned ch, bool reading);
  void transfer(unsigned ch);
  u32 advanced(u32 address, unsigned ch, bool writing) const;
  void sniff(unsigned ch, u32 data, unsigned width);
  void update();

  // Scheduling.
  static constexpr bool is_timer(u32 request) { return request >= first_timer && request < permanent; }
  static constexpr bool is_pulse(u32 request) { return request >= first_pulse && request <= last_pulse; }
  bool any_running() const;
  bool running(unsigned ch) const { return en[ch] && busy[ch]; }
  bool ready(unsigned ch) const;
  bool in_memory(unsigned ch) const;
  int pick();  // the channel whose turn it is, or -1
  i64 timer_ticks(unsigned timer, i64 edge) const;
  i64 next_tick(unsigned timer, i64 edge) const;  // the first edge after this one; none: -1
  void use_credit(unsigned ch);
  void forget_credits(unsigned ch);
  void dreq_changed(unsigned number, bool level);
  void sync();  // makes the transfers due by now
  void look_at_use();
  void plan();  // sets the event for the next

  // clang-format off
  static constexpr u32 stride = 0x40;
  Registers<12> read_addr_reg    {*this, "CH[].READ_ADDR", 0x000, stride, 0};  // 2.5.7 "List of Registers"
  BitsArray<12, 31, 0> read_addr {read_addr_reg, "READ_ADDR"};
  Registers<12> write_addr_reg   {*this, "CH[].WRITE_ADDR", 0x004, stride, 0};
  BitsArray<12, 31, 0> write_addr{write_addr_reg, "WRITE_ADDR"};
  Registers<12> trans_count_reg  {*this, "CH[].TRANS_COUNT", 0x008, stride, 0, on_read<&Dma::count_now>,
                                  on_write<&Dma::set_count>};
  BitsArray<12, 31, 0> trans_count {trans_count_reg, "TRANS_COUNT"};
  Registers<12> ctrl             {*this, "CH[].CTRL_TRIG", 0x00c, stride, 0, reserved{28, 25},
                                  on_read<&Dma::ctrl_now>, on_write<&Dma::ctrl_trig>};
  BitsArray<12, 31, 31, bool, Access::ro>  ahb_error   {ctrl, "AHB_ERROR"};
  BitsArray<12, 30, 30, bool, Access::w1c> read_error  {ctrl, "READ_ERROR"};
  BitsArray<12, 29, 29, bool, Access::w1c> write_error {ctrl, "WRITE_ERROR"};
  BitsArray<12, 24, 24, bool, Access::ro>  busy        {ctrl, "BUSY"};
  BitsArray<12, 23, 23, bool> sniff_en      {ctrl, "SNIFF_EN"};
  BitsArray<12, 22, 22, bool> bswap         {ctrl, "BSWAP"};
  BitsArray<12, 21, 21, bool> irq_quiet     {ctrl, "IRQ_QUIET"};
  BitsArray<12, 20, 15>       treq_sel      {ctrl, "TREQ_SEL"};
  BitsArray<12, 14, 11>       chain_to      {ctrl, "CHAIN_TO"};
  BitsArray<12, 10, 10, bool> ring_sel      {ctrl, "RING_SEL"};
  BitsArray<12, 9, 6>         ring_size     {ctrl, "RING_SIZE"};
  BitsArray<12, 5, 5, bool>   incr_write    {ctrl, "INCR_WRITE"};
  BitsArray<12, 4, 4, bool>   incr_read     {ctrl, "INCR_READ"};
  BitsArray<12, 3, 2>         data_size     {ctrl, "DATA_SIZE"};
  BitsArray<12, 1, 1, bool>   high_priority {ctrl, "HIGH_PRIORITY"};
  BitsArray<12, 0, 0, bool>   en            {ctrl, "EN"};

  // The same registers in other orders, each time with another one last that triggers.
  struct CtrlAlias {
    Registers<12> reg;
    BitsArray<12, 31, 31, bool, Access::ro> ahb_error   {reg, "AHB_ERROR"};
    BitsArray<12, 30, 30, bool, Access::w1c> read_error  {reg, "READ_ERROR"};
    BitsArray<12, 29, 29, bool, Access::w1c> write_error {reg, "WRITE_ERROR"};
    BitsArray<12, 24, 24, bool, Access::ro> busy        {reg, "BUSY"};
    BitsArray<12, 23, 0>                    settings    {reg, "CTRL"};
    CtrlAlias(Dma& dma, const std::string& name, u32 offset)
        : reg(dma, name, offset, stride, 0, reserved{28, 25}, on_read<&Dma::ctrl_now>, on_write<&Dma::set_ctrl>) {}
  };
  template <auto Read, auto Write>
  struct Alias32 {
    Registers<12> reg;
    BitsArray<12, 31, 0> value;
    Alias32(Dma& dma, const std::string& name, u32 offset)
        : reg(dma, "CH[]." + name, offset, stride, 0, on_read<Read>, on_write<Write>), value(reg, name) {}
  };
  CtrlAlias al1_ctrl {*this, "CH[].AL1_CTRL", 0x010};
  Alias32<&Dma::read_addr_now, &Dma::set_read_addr>     al1_read_addr        {*this, "AL1_READ_ADDR", 0x014};
  Alias32<&Dma::write_addr_now, &Dma::set_write_addr>   al1_write_addr       {*this, "AL1_WRITE_ADDR", 0x018};
  Alias32<&Dma::count_now, &Dma::count_trig>            al1_trans_count_trig {*this, "AL1_TRANS_COUNT_TRIG", 0x01c};
  CtrlAlias al2_ctrl {*this, "CH[].AL2_CTRL", 0x020};
  Alias32<&Dma::count_now, &Dma::set_count>             al2_trans_count      {*this, "AL2_TRANS_COUNT", 0x024};
  Alias32<&Dma::read_addr_now, &Dma::set_read_addr>     al2_read_addr        {*this, "AL2_READ_ADDR", 0x028};
  Alias32<&Dma::write_addr_now, &Dma::write_addr_trig>  al2_write_addr_trig  {*this, "AL2_WRITE_ADDR_TRIG", 0x02c};
  CtrlAlias al3_ctrl {*this, "CH[].AL3_CTRL", 0x030};
  Alias32<&Dma::write_addr_now, &Dma::set_write_addr>   al3_write_addr       {*this, "AL3_WRITE_ADDR", 0x034};
  Alias32<&Dma::count_now, &Dma::set_count>             al3_trans_count      {*this, "AL3_TRANS_COUNT", 0x038};
  Alias32<&Dma::read_addr_now, &Dma::read_addr_trig>    al3_read_addr_trig   {*this, "AL3_READ_ADDR_TRIG", 0x03c};

  Register intr_reg  {*this, "INTR", 0x400, 0, reserved{31, 16}, on_write<&Dma::update>};
  Bits<15, 0, u32, Access::w1c> intr {intr_reg, "INTR"};
  Register inte0_reg {*this, "INTE0", 0x404, 0, reserved{31, 16}, on_write<&Dma::update>};
  Bits<15, 0> inte0  {inte0_reg, "INTE0"};
  Register intf0_reg {*this, "INTF0", 0x408, 0, reserved{31, 16}, on_write<&Dma::update>};
  Bits<15, 0> intf0  {intf0_reg, "INTF0"};
  Register ints0_reg {*this, "INTS0", 0x40c, 0, reserved{31, 16}, on_read<&Dma::ints0_now>,
                      on_write<&Dma::clear_interrupts>};
  Bits<15, 0, u32, Access::w1c> ints0 {ints0_reg, "INTS0"};
  Register inte1_reg {*this, "INTE1", 0x414, 0, reserved{31, 16}, on_write<&Dma::update>};
  Bits<15, 0> inte1  {inte1_reg, "INTE1"};
  Register intf1_reg {*this, "INTF1", 0x418, 0, reserved{31, 16}, on_write<&Dma::update>};
  Bits<15, 0> intf1  {intf1_reg, "INTF1"};
  Register ints1_reg {*this, "INTS1", 0x41c, 0, reserved{31, 16}, on_read<&Dma::ints1_now>,
                      on_write<&Dma::clear_interrupts>};
  Bits<15, 0, u32, Access::w1c> ints1 {ints1_reg, "INTS1"};
  Registers<4> timer {*this, "TIMER", 0x420, 4, 0, on_write<&Dma::set_timer>};
  BitsArray<4, 31, 16> timer_x {timer, "X"};
  BitsArray<4, 15, 0>  timer_y {timer, "Y"};
  Register multi_chan_trigger_reg {*this, "MULTI_CHAN_TRIGGER", 0x430, 0, reserved{31, 16},
                                   on_write<&Dma::trigger_many>};
  Bits<15, 0, u32, Access::wo> multi_chan_trigger {multi_chan_trigger_reg, "MULTI_CHAN_TRIGGER"};
  Register sniff_ctrl {*this, "SNIFF_CTRL", 0x434, 0, reserved{31, 12}};
  Bit<11>     out_inv   {sniff_ctrl, "OUT_INV"};
  Bit<10>     out_rev   {sniff_ctrl, "OUT_REV"};
  Bit<9>      sniff_bswap {sniff_ctrl, "BSWAP"};
  Bits<8, 5, Checksum> calc {sniff_ctrl, "CALC"};
  Bits<4, 1>  dmach     {sniff_ctrl, "DMACH"};
  Bit<0>      sniffer_en {sniff_ctrl, "EN"};
  Register sniff_data_reg {*this, "SNIFF_DATA", 0x438, 0, on_read<&Dma::sniffed>};
  Bits<31, 0> sniff_data {sniff_data_reg, "SNIFF_DATA"};
  Register fifo_levels {*this, "FIFO_LEVELS", 0x440, 0, reserved{31, 24}};  // empty between two cycles: reads 0
  Bits<23, 16, u32, Access::ro> raf_lvl {fifo_levels, "RAF_LVL"};
  Bits<15, 8, u32, Access::ro>  waf_lvl {fifo_levels, "WAF_LVL"};
  Bits<7, 0, u32, Access::ro>   tdf_lvl {fifo_levels, "TDF_LVL"};
  Register chan_abort_reg {*this, "CHAN_ABORT", 0x444, 0, reserved{31, 16}, on_write<&Dma::abort>};
  Bits<15, 0, u32, Access::wo> chan_abort {chan_abort_reg, "CHAN_ABORT"};      // nothing to flush: reads 0
  Register n_channels_reg {*this, "N_CHANNELS", 0x448, channels, reserved{31, 5}};
  Bits<4, 0, u32, Access::ro> n_channels {n_channels_reg, "N_CHANNELS"};
  Registers<12> ctdreq_reg {*this, "CH[].DBG_CTDREQ", 0x800, stride, 0, reserved{31, 6}, on_read<&Dma::credits_now>,
                            on_write<&Dma::clear_credits>};
  BitsArray<12, 5, 0, u32, Access::w1c> ctdreq {ctdreq_reg, "DBG_CTDREQ"};
  Registers<12> tcr_reg {*this, "CH[].DBG_TCR", 0x804, stride, 0};
  BitsArray<12, 31, 0, u32, Access::ro> tcr {tcr_reg, "DBG_TCR"};
  // clang-format on

  Bus& bus_;
  TickCounter cycles_;
  u64 dreq_levels_ = 0, dreqs_used_ = 0;
  bool active_ = false;
  std::array<u32, 12> remaining_{};
  std::array<u32, 12> pulses_{};       // credits from PWM wraps
  std::array<i64, 12> ticks_used_{};   // of the pacing timer that is selected
  std::array<i64, 4> timer_origin_{};  // the edge at which TIMERn was written
  i64 done_ = 0;                       // transfers up to this edge have been made
  u8 next_high_ = 0, last_low_ = channels - 1;
  bool transferring_ = false;
  u32 ctrl_before_ = 0;  // a write to CTRL_TRIG
  Event step_;
};

}  // namespace rp2040
