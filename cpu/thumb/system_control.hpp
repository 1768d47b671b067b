#pragma once
// The private peripherals of a Cortex-M core. Arm DDI 0419E, B3.2 (system control), B3.3 (SysTick), B3.4 (NVIC).
#include "emulator/registers.hpp"
#include "emulator/time.hpp"

namespace cpu::thumb {

using namespace emulator;
class CortexM;
class Exceptions;

// B3.4 Nested Vectored Interrupt Controller, at 0xE000E100; 32 interrupts in ARMv6-M.
class Nvic final : public RegisterFile {
 public:
  explicit Nvic(CortexM& core) : RegisterFile("NVIC"), core_(core) {}

 private:
  u32 read_enabled() const;
  u32 read_pending() const;
  u32 read_priority(unsigned index) const;
  void set_enable(u32 written);
  void clear_enable(u32 written);
  void set_pending(u32 written);
  void clear_pending(u32 written);
  void write_priority(u32 written, unsigned index);

  CortexM& core_;

  // clang-format off
  // B3.4.3 Interrupt Set-Enable Register
  Register      iser{*this, "ISER", 0x000, 0, on_read<&Nvic::read_enabled>, on_write<&Nvic::set_enable>};
  Bits<31, 0>   setena{iser, "SETENA"};
  // B3.4.4 Interrupt Clear-Enable Register
  Register      icer{*this, "ICER", 0x080, 0, on_read<&Nvic::read_enabled>, on_write<&Nvic::clear_enable>};
  Bits<31, 0>   clrena{icer, "CLRENA"};
  // B3.4.5 Interrupt Set-Pending Register
  Register      ispr{*this, "ISPR", 0x100, 0, on_read<&Nvic::read_pending>, on_write<&Nvic::set_pending>};
  Bits<31, 0>   setpend{ispr, "SETPEND"};
  // B3.4.6 Interrupt Clear-Pending Register
  Register      icpr{*this, "ICPR", 0x180, 0, on_read<&Nvic::read_pending>, on_write<&Nvic::clear_pending>};
  Bits<31, 0>   clrpend{icpr, "CLRPEND"};
  // B3.4.7 Interrupt Priority Registers
  Registers<8>  ipr{*this, "IPR", 0x300, 4, 0, on_read<&Nvic::read_priority>, on_write<&Nvic::write_priority>};
  BitsArray<8, 31, 0> pri{ipr, "PRI"};
  // clang-format on
};

// B3.2 System Control Block, at 0xE000ED00.
class SystemControlBlock final : public RegisterFile {
 public:
  explicit SystemControlBlock(CortexM& core);

  u32 vector_table() const { return tbloff << 7; }
  bool sleep_on_exit() const { return sleeponexit; }
  bool deep_sleep() const { return sleepdeep; }
  bool send_event_on_pend() const { return sevonpend; }

 private:
  u32 read_icsr() const;
  void write_icsr(u32 written);
  void write_vtor();
  void write_aircr(u32 written);
  u32 read_aircr() const;
  u32 read_shpr2() const;
  u32 read_shpr3() const;
  void write_shpr2(u32 written);
  void write_shpr3(u32 written);

  CortexM& core_;

  // clang-format off
  // B3.2.3 CPUID Base Register
  Register    cpuid{*this, "CPUID", 0x00, 0};
  Bits<3, 0, u32, Access::ro>   revision{cpuid, "REVISION"};
  Bits<15, 4, u32, Access::ro>  partno{cpuid, "PARTNO"};
  Bits<19, 16, u32, Access::ro> architecture{cpuid, "ARCHITECTURE"};
  Bits<23, 20, u32, Access::ro> variant{cpuid, "VARIANT"};
  Bits<31, 24, u32, Access::ro> implementer{cpuid, "IMPLEMENTER"};
  // B3.2.4 Interrupt Control State Register
  Register    icsr{*this, "ICSR", 0x04, 0, on_read<&SystemControlBlock::read_icsr>, on_write<&SystemControlBlock::write_icsr>,
                   reserved{11, 9}, reserved{21}, reserved{24}, reserved{30, 29}};
  Bits<8, 0, u32, Access::ro>   vectactive{icsr, "VECTACTIVE"};
  Bits<20, 12, u32, Access::ro> vectpending{icsr, "VECTPENDING"};
  Bit<22, Access::ro>           isrpending{icsr, "ISRPENDING"};
  Bit<23, Access::ro>           isrpreempt{icsr, "ISRPREEMPT"};
  Bit<25>     pendstclr{icsr, "PENDSTCLR"};
  Bit<26>     pendstset{icsr, "PENDSTSET"};
  Bit<27>     pendsvclr{icsr, "PENDSVCLR"};
  Bit<28>     pendsvset{icsr, "PENDSVSET"};
  Bit<31>     nmipendset{icsr, "NMIPENDSET"};
  // B3.2.5 Vector Table Offset Register (an option of ARMv6-M)
  Register    vtor{*this, "VTOR", 0x08, 0, on_write<&SystemControlBlock::write_vtor>, reserved{6, 0}};
  Bits<31, 7> tbloff{vtor, "TBLOFF"};
  // B3.2.6 Application Interrupt and Reset Control Register
  Register    aircr{*this, "AIRCR", 0x0C, 0, on_read<&SystemControlBlock::read_aircr>, on_write<&SystemControlBlock::write_aircr>,
                    reserved{0}, reserved{14, 3}};
  Bit<1>      vectclractive{aircr, "VECTCLRACTIVE"};
  Bit<2>      sysresetreq{aircr, "SYSRESETREQ"};
  Bit<15, Access::ro> endianness{aircr, "ENDIANNESS"};
  Bits<31, 16> vectkey{aircr, "VECTKEY"};
  // B3.2.7 System Control Register
  Register    scr{*this, "SCR", 0x10, 0, reserved{0}, reserved{3}, reserved{31, 5}};
  Bit<1>      sleeponexit{scr, "SLEEPONEXIT"};
  Bit<2>      sleepdeep{scr, "SLEEPDEEP"};
  Bit<4>      sevonpend{scr, "SEVONPEND"};
  // B3.2.8 Configuration and Control Register: both bits are always set
  Register    ccr{*this, "CCR", 0x14, 0x208, reserved{2, 0}, reserved{8, 4}, reserved{31, 10}};
  Bit<3, Access::ro> unalign_trp{ccr, "UNALIGN_TRP"};
  Bit<9, Access::ro> stkalign{ccr, "STKALIGN"};
  // B3.2.9, B3.2.10 System Handler Priority Registers 2 and 3
  Register    shpr2{*this, "SHPR2", 0x1C, 0, on_read<&SystemControlBlock::read_shpr2>, on_write<&SystemControlBlock::write_shpr2>, reserved{29, 0}};
  Bits<31, 30> pri_11{shpr2, "PRI_11"};
  Register    shpr3{*this, "SHPR3", 0x20, 0, on_read<&SystemControlBlock::read_shpr3>, on_write<&SystemControlBlock::write_shpr3>,
                    reserved{15, 0}, reserved{21, 16}, reserved{29, 24}};
  Bits<23, 22> pri_14{shpr3, "PRI_14"};
  Bits<31, 30> pri_15{shpr3, "PRI_15"};
  // B3.2.11 System Handler Control and State Register
  Register    shcsr{*this, "SHCSR", 0x24, 0, reserved{14, 0}, reserved{31, 16}};
  Bit<15>     svcallpended{shcsr, "SVCALLPENDED"};
  // clang-format on
};

// B3.3 SysTick, at 0xE000E010. Counts the core's clock; there is no other reference clock.
class SysTick final : public RegisterFile {
 public:
  SysTick(CortexM& core, Scheduler& scheduler);
  void reset() override;
  void serialize(State&) override;
  // Around a change of the core's clock: no tick comes between, and the counter goes on where it was.
  void hold();
  void go_on();

 private:
  static constexpr u32 max = 0x00ff'ffff;
  u32 read_csr();
  void write_csr();
  u32 read_cvr() const;
  void write_cvr();
  u32 counter() const;     // now
  void restart(u32 from);  // the counter holds `from` now
  void reach_zero();

  CortexM& core_;
  i64 zero_at_ = 0;  // core cycle at which the counter, if running, is 0
  i64 left_ = -1;    // cycles to it, while the clock is held
  u32 stopped_at_ = 0;
  bool running_ = false;
  Event zero_;

  // clang-format off
  // B3.3.3 SysTick Control and Status Register
  Register    csr{*this, "CSR", 0x00, 0, on_read<&SysTick::read_csr>, on_write<&SysTick::write_csr>, reserved{15, 3}, reserved{31, 17}};
  Bit<0>      enable{csr, "ENABLE"};
  Bit<1>      tickint{csr, "TICKINT"};
  Bit<2>      clksource{csr, "CLKSOURCE"};
  Bit<16, Access::ro> countflag{csr, "COUNTFLAG"};
  // B3.3.4 SysTick Reload Value Register
  Register    rvr{*this, "RVR", 0x04, 0, reserved{31, 24}};
  Bits<23, 0> reload{rvr, "RELOAD"};
  // B3.3.5 SysTick Current Value Register: any write clears it
  Register    cvr{*this, "CVR", 0x08, 0, on_read<&SysTick::read_cvr>, on_write<&SysTick::write_cvr>};
  Bits<31, 0> current{cvr, "CURRENT"};
  // B3.3.6 SysTick Calibration Value Register
  Register    calib{*this, "CALIB", 0x0C, 0, reserved{29, 24}};
  Bits<23, 0, u32, Access::ro> tenms{calib, "TENMS"};
  Bit<30, Access::ro> skew{calib, "SKEW"};
  Bit<31, Access::ro> noref{calib, "NOREF"};
  // clang-format on
};

}  // namespace cpu::thumb
