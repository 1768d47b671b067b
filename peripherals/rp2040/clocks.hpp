#pragma once
// CLOCKS: ten clock generators, resuscitation of clk_sys, the frequency counter, clock enables for wake and sleep.
// RP2040 Datasheet 2.15. Frequencies are whole Hz, rounded down. After reset clk_ref runs from the ROSC and clk_sys
// from clk_ref; the others stand still. In doubt: CLK_PERI_DIV (SDK headers and SVD of 2024 have it, the datasheet's
// clk_peri has no divider); resus moves the glitchless mux of clk_sys to clk_ref but leaves the divider, and its CLEAR
// releases at once; KILL stops the output for as long as it is set. Not modelled: PHASE and NUDGE of the clocks that do
// not leave the chip.
#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/clock_gates.hpp"
#include "peripherals/rp2040/clock_generator.hpp"
#include "peripherals/rp2040/frequency_counter.hpp"
#include "peripherals/rp2040/gpin_clock.hpp"
#include "peripherals/rp2040/gpout_pin.hpp"
#include "peripherals/rp2040/peripheral.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class Clocks final : public Peripheral {
 public:
  struct Sources {
    ClockSignal &rosc, &rosc_ph, &xosc, &pll_sys, &pll_usb;
  };
  Clocks(std::string name, Scheduler&, PinMatrix&, const Sources&);

  ClockSignal clk_gpout0{"clk_gpout0"}, clk_gpout1{"clk_gpout1"}, clk_gpout2{"clk_gpout2"}, clk_gpout3{"clk_gpout3"};
  ClockSignal clk_ref{"clk_ref"}, clk_sys{"clk_sys"}, clk_peri{"clk_peri"}, clk_usb{"clk_usb"}, clk_adc{"clk_adc"},
      clk_rtc{"clk_rtc"};
  Wire irq{"CLOCKS_IRQ"};
  ClockGates gates;

  // Both processors are in deep sleep and the DMA is idle: SLEEP_EN counts instead of WAKE_EN (2.11.5.1).
  void set_sleep(bool);

  void reset() override;
  void serialize(State&) override;

 private:
  enum Slot : unsigned { gpout0, gpout1, gpout2, gpout3, ref, sys, peri, usb, adc, rtc, slots };
  enum class Divider : u8 { integer_2, fractional_24 };

  // The three registers of a generator.
  struct Slice {
    Slice(Clocks&, Slot, const std::string& name, Divider);
    Register ctrl, div, selected;
  };

  void slice_written(u32, unsigned slot) { set_generator(static_cast<Slot>(slot)); }
  u32 read_selected(unsigned slot) const { return generators_[slot]->selected(); }
  void set_generator(Slot);
  ClockGenerator::Control control_of(Slot) const;
  void set_gpout(Slot);
  void resus_written();
  void look_after_sys();
  void resuscitate(bool);
  void start_count();
  u32 read_fc0_status() const;
  u32 read_fc0_result() const { return counter_.result(); }
  void set_gates();
  u32 read_enabled(unsigned i) const { return static_cast<u32>(gates.enabled() >> (32 * i)); }
  u32 read_intr() const { return resussed_; }
  u32 read_ints() const { return (resussed_ && inte_) || intf_; }
  void update() { irq.drive(read_ints()); }

  GpinClock gpin0_, gpin1_;
  std::array<std::unique_ptr<ClockGenerator>, slots> generators_;
  std::array<std::unique_ptr<GpoutPin>, 4> gpout_pins_;
  std::array<u32, 4> gpout_ctrl_{};
  FrequencyCounter counter_;
  Event resus_timeout_;
  bool sleeping_ = false;

  // clang-format off
  // List of Registers
  Slice gpout0_{*this, gpout0, "CLK_GPOUT0", Divider::fractional_24};
  Slice gpout1_{*this, gpout1, "CLK_GPOUT1", Divider::fractional_24};
  Slice gpout2_{*this, gpout2, "CLK_GPOUT2", Divider::fractional_24};
  Slice gpout3_{*this, gpout3, "CLK_GPOUT3", Divider::fractional_24};
  Slice ref_   {*this, ref, "CLK_REF", Divider::integer_2};
  Slice sys_   {*this, sys, "CLK_SYS", Divider::fractional_24};
  Slice peri_  {*this, peri, "CLK_PERI", Divider::fractional_24};
  Slice usb_   {*this, usb, "CLK_USB", Divider::integer_2};
  Slice adc_   {*this, adc, "CLK_ADC", Divider::integer_2};
  Slice rtc_   {*this, rtc, "CLK_RTC", Divider::fractional_24};

  Register           resus_ctrl_  {*this, "CLK_SYS_RESUS_CTRL", 0x78, 0xff, on_write<&Clocks::resus_written>,
                                   reserved{11, 9}, reserved{15, 13}, reserved{31, 17}};
  Bits<7, 0>         resus_cycles_{resus_ctrl_, "TIMEOUT"};
  Bit<8>             resus_enable_{resus_ctrl_, "ENABLE"};
  Bit<12>            resus_force_ {resus_ctrl_, "FRCE"};
  Bit<16>            resus_clear_ {resus_ctrl_, "CLEAR"};
  Register           resus_status_{*this, "CLK_SYS_RESUS_STATUS", 0x7c, 0, reserved{31, 1}};
  Bit<0, Access::ro> resussed_    {resus_status_, "RESUSSED"};

  Register           ref_khz_reg_ {*this, "FC0_REF_KHZ", 0x80, 0, reserved{31, 20}};
  Bits<19, 0>        ref_khz_     {ref_khz_reg_, "FC0_REF_KHZ"};
  Register           min_khz_reg_ {*this, "FC0_MIN_KHZ", 0x84, 0, reserved{31, 25}};
  Bits<24, 0>        min_khz_     {min_khz_reg_, "FC0_MIN_KHZ"};
  Register           max_khz_reg_ {*this, "FC0_MAX_KHZ", 0x88, 0x01ff'ffff, reserved{31, 25}};
  Bits<24, 0>        max_khz_     {max_khz_reg_, "FC0_MAX_KHZ"};
  Register           delay_reg_   {*this, "FC0_DELAY", 0x8c, 1, reserved{31, 3}};
  Bits<2, 0>         delay_       {delay_reg_, "FC0_DELAY"};
  Register           interval_reg_{*this, "FC0_INTERVAL", 0x90, 8, reserved{31, 4}};
  Bits<3, 0>         interval_    {interval_reg_, "FC0_INTERVAL"};
  Register           fc0_src_reg_ {*this, "FC0_SRC", 0x94, 0, on_write<&Clocks::start_count>, reserved{31, 8}};
  Bits<7, 0>         fc0_src_     {fc0_src_reg_, "FC0_SRC"};
  Register           fc0_status_  {*this, "FC0_STATUS", 0x98, 0, on_read<&Clocks::read_fc0_status>,
                                   reserved{3, 1}, reserved{7, 5}, reserved{11, 9}, reserved{15, 13},
                                   reserved{19, 17}, reserved{23, 21}, reserved{27, 25}, reserved{31, 29}};
  Bit<0, Access::ro> pass_        {fc0_status_, "PASS"};
  Bit<4, Access::ro> done_        {fc0_status_, "DONE"};
  Bit<8, Access::ro> running_     {fc0_status_, "RUNNING"};
  Bit<12, Access::ro> waiting_    {fc0_status_, "WAITING"};
  Bit<16, Access::ro> fail_       {fc0_status_, "FAIL"};
  Bit<20, Access::ro> slow_       {fc0_status_, "SLOW"};
  Bit<24, Access::ro> fast_       {fc0_status_, "FAST"};
  Bit<28, Access::ro> died_       {fc0_status_, "DIED"};
  Register           fc0_result_  {*this, "FC0_RESULT", 0x9c, 0, on_read<&Clocks::read_fc0_result>, reserved{31, 30}};
  Bits<4, 0, u32, Access::ro> frac_{fc0_result_, "FRAC"};
  Bits<29, 5, u32, Access::ro> khz_{fc0_result_, "KHZ"};

  // Fields are added in the constructor: one a gate.
  Register           wake_en0_    {*this, "WAKE_EN0", 0xa0, 0xffff'ffff, on_write<&Clocks::set_gates>};
  Register           wake_en1_    {*this, "WAKE_EN1", 0xa4, 0x7fff, on_write<&Clocks::set_gates>, reserved{31, 15}};
  Register           sleep_en0_   {*this, "SLEEP_EN0", 0xa8, 0xffff'ffff, on_write<&Clocks::set_gates>};
  Register           sleep_en1_   {*this, "SLEEP_EN1", 0xac, 0x7fff, on_write<&Clocks::set_gates>, reserved{31, 15}};
  Register           enabled0_    {*this, "ENABLED0", 0xb0, 0, on_read<&Clocks::read_enabled>};
  Register           enabled1_    {*this, "ENABLED1", 0xb4, 0, on_read<&Clocks::read_enabled>, reserved{31, 15}};

  Register           intr_reg_    {*this, "INTR", 0xb8, 0, on_read<&Clocks::read_intr>, reserved{31, 1}};
  Bit<0, Access::ro> intr_        {intr_reg_, "CLK_SYS_RESUS"};
  Register           inte_reg_    {*this, "INTE", 0xbc, 0, on_write<&Clocks::update>, reserved{31, 1}};
  Bit<0>             inte_        {inte_reg_, "CLK_SYS_RESUS"};
  Register           intf_reg_    {*this, "INTF", 0xc0, 0, on_write<&Clocks::update>, reserved{31, 1}};
  Bit<0>             intf_        {intf_reg_, "CLK_SYS_RESUS"};
  Register           ints_reg_    {*this, "INTS", 0xc4, 0, on_read<&Clocks::read_ints>, reserved{31, 1}};
  Bit<0, Access::ro> ints_        {ints_reg_, "CLK_SYS_RESUS"};
  // clang-format on
};

}  // namespace rp2040
