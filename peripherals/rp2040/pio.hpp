#pragma once
// PIO: two blocks of four state machines each. RP2040 Datasheet (build 2023-06-14 or later), chapter 3; registers
// in 3.7 "List of Registers"; also pico-sdk hardware/regs/pio.h.
//
// Time: nothing runs until somebody looks or something shows. A copy of the clockwork (pio_core.hpp) runs ahead to the
// next cycle in which a pin or line changes, and an event stands there. Who reads a register or changes an input before
// lets the original run up to then; what was found ahead holds unless the block was changed.
// In doubt: reading an empty RX FIFO gives the word that was there before.
#include <array>

#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"
#include "peripherals/rp2040/pio_core.hpp"

namespace rp2040 {

class Pio final : public Peripheral {
 public:
  // `which`: PerPin::pio0 or pio1.
  Pio(std::string name, Scheduler&, ClockSignal& clk_sys, PinMatrix&, PerPin which);

  Wire irq0, irq1;
  std::array<Wire, pio::machine_count> dreq_tx, dreq_rx;

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void reset() override;
  void serialize(State&) override;

 private:
  template <std::size_t N>
  using Array = Registers<N>;
  static constexpr std::size_t machines = pio::machine_count;
  static constexpr u32 machine_stride = 0x18;

  // pio_registers.cpp
  void ctrl_written(u32 value);
  u32 read_fstat() const;
  u32 read_fdebug() const { return core().fdebug; }
  void fdebug_written(u32 value) { present_.fdebug &= ~value; }
  u32 read_flevel() const;
  void txf_written(u32 word, unsigned i);
  u32 read_rxf(unsigned i);
  u32 read_irq() const { return core().irq; }
  void irq_written(u32 value) { present_.irq &= static_cast<u8>(~value); }
  void irq_force_written(u32 value) { present_.irq |= static_cast<u8>(value); }
  void bypass_written(u32 value) { config_.sync_bypass = value; }
  u32 read_padout() const { return core().levels & pins; }
  u32 read_padoe() const { return core().directions & pins; }
  void instr_mem_written(u32 value, unsigned i);
  void clkdiv_written(u32 value, unsigned i);
  void execctrl_written(u32 value, unsigned i);
  u32 read_execctrl(unsigned i) const;
  void shiftctrl_written(u32 value, unsigned i);
  void pinctrl_written(u32 value, unsigned i);
  u32 read_addr(unsigned i) const { return core().machines[i].pc; }
  u32 read_instr(unsigned i) const { return config_.words[core().machines[i].pc]; }
  void instr_written(u32 value, unsigned i);
  u32 read_intr() const { return core().intr(); }
  void inte_written();
  u32 read_irq0_ints() const { return core().ints(config_, 0); }
  u32 read_irq1_ints() const { return core().ints(config_, 1); }
  void configure();            // everything from registers
  void configure(unsigned i);  // one state machine's EXECCTRL, SHIFTCTRL and PINCTRL
  void describe_fields();

  // pio.cpp
  static constexpr u32 pins = (1u << PinMatrix::pin_count) - 1;
  const pio::Core& core() const { return *looked_at_; }
  class Entry;  // from outside: plans at the end, if something was changed
  bool catch_up();
  void publish();
  void change();  // what was found ahead does not hold any more
  void plan();
  void inputs_changed();
  void next_reached();

  // clang-format off
  Register    ctrl_         {*this, "CTRL", 0x000, 0, reserved{31, 12}, on_write<&Pio::ctrl_written>};
  Bits<11, 8, u32, Access::wo> clkdiv_restart_{ctrl_, "CLKDIV_RESTART"};
  Bits<7, 4, u32, Access::wo> sm_restart_{ctrl_, "SM_RESTART"};
  Bits<3, 0>  sm_enable_    {ctrl_, "SM_ENABLE"};
  Register    fstat_        {*this, "FSTAT", 0x004, 0x0f00'0f00, reserved{31, 28}, reserved{23, 20}, reserved{15, 12},
                             reserved{7, 4}, on_read<&Pio::read_fstat>};
  Bits<27, 24, u32, Access::ro> txempty_{fstat_, "TXEMPTY"};
  Bits<19, 16, u32, Access::ro> txfull_{fstat_, "TXFULL"};
  Bits<11, 8, u32, Access::ro> rxempty_{fstat_, "RXEMPTY"};
  Bits<3, 0, u32, Access::ro> rxfull_{fstat_, "RXFULL"};
  Register    fdebug_       {*this, "FDEBUG", 0x008, 0, reserved{31, 28}, reserved{23, 20}, reserved{15, 12},
                             reserved{7, 4}, on_read<&Pio::read_fdebug>, on_write<&Pio::fdebug_written>};
  Bits<27, 24, u32, Access::w1c> txstall_{fdebug_, "TXSTALL"};
  Bits<19, 16, u32, Access::w1c> txover_{fdebug_, "TXOVER"};
  Bits<11, 8, u32, Access::w1c> rxunder_{fdebug_, "RXUNDER"};
  Bits<3, 0, u32, Access::w1c> rxstall_{fdebug_, "RXSTALL"};
  Register    flevel_       {*this, "FLEVEL", 0x00c, 0, on_read<&Pio::read_flevel>};  // describe_fields()
  Array<machines> txf_      {*this, "TXF", 0x010, 4, 0, on_write<&Pio::txf_written>};
  BitsArray<machines, 31, 0, u32, Access::wo> txf_word_{txf_, "TXF"};
  Array<machines> rxf_      {*this, "RXF", 0x020, 4, 0, on_read<&Pio::read_rxf>};
  BitsArray<machines, 31, 0, u32, Access::ro> rxf_word_{rxf_, "RXF"};
  Register    irq_          {*this, "IRQ", 0x030, 0, reserved{31, 8}, on_read<&Pio::read_irq>,
                             on_write<&Pio::irq_written>};
  Bits<7, 0, u32, Access::w1c> irq_flags_{irq_, "IRQ"};
  Register    irq_force_    {*this, "IRQ_FORCE", 0x034, 0, reserved{31, 8}, on_write<&Pio::irq_force_written>};
  Bits<7, 0, u32, Access::wo> irq_force_flags_{irq_force_, "IRQ_FORCE"};
  Register    bypass_       {*this, "INPUT_SYNC_BYPASS", 0x038, 0, on_write<&Pio::bypass_written>};
  Bits<31, 0> bypass_pins_  {bypass_, "INPUT_SYNC_BYPASS"};
  Register    padout_       {*this, "DBG_PADOUT", 0x03c, 0, on_read<&Pio::read_padout>};
  Bits<31, 0, u32, Access::ro> padout_pins_{padout_, "DBG_PADOUT"};
  Register    padoe_        {*this, "DBG_PADOE", 0x040, 0, on_read<&Pio::read_padoe>};
  Bits<31, 0, u32, Access::ro> padoe_pins_{padoe_, "DBG_PADOE"};
  Register    cfginfo_      {*this, "DBG_CFGINFO", 0x044, 0x0020'0404, reserved{31, 22}, reserved{15, 12},
                             reserved{7, 6}};
  Bits<21, 16, u32, Access::ro> imem_size_{cfginfo_, "IMEM_SIZE"};
  Bits<11, 8, u32, Access::ro> sm_count_{cfginfo_, "SM_COUNT"};
  Bits<5, 0, u32, Access::ro> fifo_depth_{cfginfo_, "FIFO_DEPTH"};
  Array<pio::memory_size> instr_mem_{*this, "INSTR_MEM", 0x048, 4, 0, reserved{31, 16},
                             on_write<&Pio::instr_mem_written>};
  BitsArray<pio::memory_size, 15, 0, u32, Access::wo> instr_mem_word_{instr_mem_, "INSTR_MEM"};

  Array<machines> clkdiv_   {*this, "SM[]_CLKDIV", 0x0c8, machine_stride, 0x0001'0000, reserved{7, 0},
                             on_write<&Pio::clkdiv_written>};
  BitsArray<machines, 31, 16> clkdiv_int_{clkdiv_, "INT"};
  BitsArray<machines, 15, 8> clkdiv_frac_{clkdiv_, "FRAC"};
  Array<machines> execctrl_ {*this, "SM[]_EXECCTRL", 0x0cc, machine_stride, 0x0001'f000, reserved{6, 5},
                             on_read<&Pio::read_execctrl>, on_write<&Pio::execctrl_written>};
  BitsArray<machines, 31, 31, bool, Access::ro> exec_stalled_{execctrl_, "EXEC_STALLED"};
  BitsArray<machines, 30, 30, bool> side_en_{execctrl_, "SIDE_EN"};
  BitsArray<machines, 29, 29, bool> side_pindir_{execctrl_, "SIDE_PINDIR"};
  BitsArray<machines, 28, 24> jmp_pin_{execctrl_, "JMP_PIN"};
  BitsArray<machines, 23, 19> out_en_sel_{execctrl_, "OUT_EN_SEL"};
  BitsArray<machines, 18, 18, bool> inline_out_en_{execctrl_, "INLINE_OUT_EN"};
  BitsArray<machines, 17, 17, bool> out_sticky_{execctrl_, "OUT_STICKY"};
  BitsArray<machines, 16, 12> wrap_top_{execctrl_, "WRAP_TOP"};
  BitsArray<machines, 11, 7> wrap_bottom_{execctrl_, "WRAP_BOTTOM"};
  BitsArray<machines, 4, 4, bool> status_sel_{execctrl_, "STATUS_SEL"};
  BitsArray<machines, 3, 0> status_n_{execctrl_, "STATUS_N"};
  Array<machines> shiftctrl_{*this, "SM[]_SHIFTCTRL", 0x0d0, machine_stride, 0x000c'0000, reserved{15, 0},
                             on_write<&Pio::shiftctrl_written>};
  BitsArray<machines, 31, 31, bool> fjoin_rx_{shiftctrl_, "FJOIN_RX"};
  BitsArray<machines, 30, 30, bool> fjoin_tx_{shiftctrl_, "FJOIN_TX"};
  BitsArray<machines, 29, 25> pull_thresh_{shiftctrl_, "PULL_THRESH"};
  BitsArray<machines, 24, 20> push_thresh_{shiftctrl_, "PUSH_THRESH"};
  BitsArray<machines, 19, 19, bool> out_shiftdir_{shiftctrl_, "OUT_SHIFTDIR"};
  BitsArray<machines, 18, 18, bool> in_shiftdir_{shiftctrl_, "IN_SHIFTDIR"};
  BitsArray<machines, 17, 17, bool> autopull_{shiftctrl_, "AUTOPULL"};
  BitsArray<machines, 16, 16, bool> autopush_{shiftctrl_, "AUTOPUSH"};
  Array<machines> addr_     {*this, "SM[]_ADDR", 0x0d4, machine_stride, 0, reserved{31, 5}, on_read<&Pio::read_addr>};
  BitsArray<machines, 4, 0, u32, Access::ro> addr_pc_{addr_, "ADDR"};
  Array<machines> instr_    {*this, "SM[]_INSTR", 0x0d8, machine_stride, 0, reserved{31, 16},
                             on_read<&Pio::read_instr>, on_write<&Pio::instr_written>};
  BitsArray<machines, 15, 0> instr_word_{instr_, "INSTR"};
  Array<machines> pinctrl_  {*this, "SM[]_PINCTRL", 0x0dc, machine_stride, 0x1400'0000,
                             on_write<&Pio::pinctrl_written>};
  BitsArray<machines, 31, 29> sideset_count_{pinctrl_, "SIDESET_COUNT"};
  BitsArray<machines, 28, 26> set_count_{pinctrl_, "SET_COUNT"};
  BitsArray<machines, 25, 20> out_count_{pinctrl_, "OUT_COUNT"};
  BitsArray<machines, 19, 15> in_base_{pinctrl_, "IN_BASE"};
  BitsArray<machines, 14, 10> sideset_base_{pinctrl_, "SIDESET_BASE"};
  BitsArray<machines, 9, 5> set_base_{pinctrl_, "SET_BASE"};
  BitsArray<machines, 4, 0> out_base_{pinctrl_, "OUT_BASE"};

  Register    intr_         {*this, "INTR", 0x128, 0, reserved{31, 12}, on_read<&Pio::read_intr>};
  Register    irq0_inte_    {*this, "IRQ0_INTE", 0x12c, 0, reserved{31, 12}, on_write<&Pio::inte_written>};
  Register    irq0_intf_    {*this, "IRQ0_INTF", 0x130, 0, reserved{31, 12}, on_write<&Pio::inte_written>};
  Register    irq0_ints_    {*this, "IRQ0_INTS", 0x134, 0, reserved{31, 12}, on_read<&Pio::read_irq0_ints>};
  Register    irq1_inte_    {*this, "IRQ1_INTE", 0x138, 0, reserved{31, 12}, on_write<&Pio::inte_written>};
  Register    irq1_intf_    {*this, "IRQ1_INTF", 0x13c, 0, reserved{31, 12}, on_write<&Pio::inte_written>};
  Register    irq1_ints_    {*this, "IRQ1_INTS", 0x140, 0, reserved{31, 12}, on_read<&Pio::read_irq1_ints>};
  // clang-format on

  Scheduler& scheduler_;
  PinMatrix& matrix_;
  PerPin which_;
  TickCounter clock_;
  pio::CoreConfig config_;
  pio::Core present_, ahead_;
  mutable const pio::Core* looked_at_ = &present_;  // what registers show: peek() has a copy that has caught up
  bool ahead_valid_ = false, ahead_shows_ = false;
  unsigned entered_ = 0;  // by how many accesses, one within the other
  bool stale_ = false;    // to be planned anew
  i64 steps_;             // how far to run ahead if nothing shows before
  u32 driven_levels_ = 0, driven_directions_ = 0;
  Event next_;
};

}  // namespace rp2040
