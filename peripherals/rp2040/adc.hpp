#pragma once
// ADC: successive approximation, 12 bits, four pins and the temperature sensor. RP2040 Datasheet 4.9.
// The input is sampled when a conversion begins. Not modelled: noise and non-linearity (RP2040-E11; the effective
// number of bits is the ideal 12), the input's impedance, and errors: an ideal converter has none, so ERR stays 0. In
// doubt: that READY follows EN at once; that START_MANY begins with a conversion at once and DIV paces those after it;
// that START_ONCE during a conversion is lost; that INTR with a threshold of 0 is always raised.
#include <array>
#include <deque>

#include "emulator/clock_signal.hpp"
#include "emulator/net.hpp"
#include "emulator/world.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Adc final : public Peripheral {
 public:
  static constexpr unsigned pins = 4;  // GPIO26 to GPIO29
  // `self_heating`: how much warmer the die is than its surroundings.
  Adc(std::string name, Scheduler&, ClockSignal& clk_adc, std::array<const Terminal*, pins> inputs,
      const Quantity& degrees_celsius, double self_heating = 0);

  Wire irq{"ADC_IRQ_FIFO"};
  Wire dreq{"ADC"};
  void supply(double volts) { supply_ = volts; }  // ADC_AVDD, which is the reference

  void reset() override;
  void serialize(State&) override;

 private:
  void cs_written();
  u32 fcs_read() const;
  void fcs_written();
  u32 fifo_read();
  void div_written();
  u32 intr_read() const;
  u32 ints_read() const { return (intr_read() & inte_.value) | intf_.value; }

  double input_volts() const;
  void begin();
  void finish();
  void next_channel();
  void store(u32 sample);
  bool paced() const;
  i64 next_trigger() const;
  void trigger();  // START_MANY: begins a conversion now or when it is due
  void schedule();
  void happen();
  void update();

  // clang-format off
  Register    cs_        {*this, "CS", 0x00, 0, reserved{7, 4}, reserved{11}, reserved{15}, reserved{31, 21},
                          on_write<&Adc::cs_written>};
  Bit<0>      en_        {cs_, "EN"};
  Bit<1>      ts_en_     {cs_, "TS_EN"};
  Bit<2, Access::wo> start_once_{cs_, "START_ONCE"};
  Bit<3>      start_many_{cs_, "START_MANY"};
  Bit<8, Access::ro> ready_{cs_, "READY"};
  Bit<9, Access::ro> err_{cs_, "ERR"};
  Bit<10, Access::w1c> err_sticky_{cs_, "ERR_STICKY"};
  Bits<14, 12> ainsel_   {cs_, "AINSEL"};
  Bits<20, 16> rrobin_   {cs_, "RROBIN"};
  Register    result_reg_{*this, "RESULT", 0x04, 0, reserved{31, 12}};
  Bits<11, 0, u32, Access::ro> result_{result_reg_, "RESULT"};
  Register    fcs_       {*this, "FCS", 0x08, 0, reserved{7, 4}, reserved{15, 12}, reserved{23, 20}, reserved{31, 28},
                          on_read<&Adc::fcs_read>, on_write<&Adc::fcs_written>};
  Bit<0>      fifo_en_   {fcs_, "EN"};
  Bit<1>      shift_     {fcs_, "SHIFT"};
  Bit<2>      fifo_err_  {fcs_, "ERR"};  // would put ERR into bit 15 of samples
  Bit<3>      dreq_en_   {fcs_, "DREQ_EN"};
  Bit<8, Access::ro> empty_{fcs_, "EMPTY"};
  Bit<9, Access::ro> full_{fcs_, "FULL"};
  Bit<10, Access::w1c> under_{fcs_, "UNDER"};
  Bit<11, Access::w1c> over_{fcs_, "OVER"};
  Bits<19, 16, u32, Access::ro> level_{fcs_, "LEVEL"};
  Bits<27, 24> thresh_   {fcs_, "THRESH"};
  Register    fifo_reg_  {*this, "FIFO", 0x0c, 0, reserved{14, 12}, reserved{31, 16}, on_read<&Adc::fifo_read>};
  Bits<11, 0, u32, Access::ro> fifo_val_{fifo_reg_, "VAL"};
  Bit<15, Access::ro> sample_err_{fifo_reg_, "ERR"};
  Register    div_       {*this, "DIV", 0x10, 0, reserved{31, 24}, on_write<&Adc::div_written>};
  Bits<7, 0>  div_frac_  {div_, "FRAC"};
  Bits<23, 8> div_int_   {div_, "INT"};
  Register    intr_      {*this, "INTR", 0x14, 0, reserved{31, 1}, on_read<&Adc::intr_read>};
  Bit<0, Access::ro> intr_fifo_{intr_, "FIFO"};
  Register    inte_      {*this, "INTE", 0x18, 0, reserved{31, 1}, on_write<&Adc::update>};
  Bit<0>      inte_fifo_ {inte_, "FIFO"};
  Register    intf_      {*this, "INTF", 0x1c, 0, reserved{31, 1}, on_write<&Adc::update>};
  Bit<0>      intf_fifo_ {intf_, "FIFO"};
  Register    ints_      {*this, "INTS", 0x20, 0, reserved{31, 1}, on_read<&Adc::ints_read>};
  Bit<0, Access::ro> ints_fifo_{ints_, "FIFO"};
  // clang-format on

  TickCounter ticks_;
  std::array<const Terminal*, pins> inputs_;
  const Quantity& surroundings_;
  double self_heating_;
  double supply_ = 3.3;
  Event event_;

  bool converting_ = false;
  i64 begun_ = 0;         // the edge of clk_adc at which the conversion began, or is to begin
  double volts_ = 0;      // what it sampled
  bool many_ = false;     // START_MANY as it was
  bool waiting_ = false;  // for the next conversion of START_MANY
  i64 pace_origin_ = 0;   // where the divider began
  i64 pace_count_ = 0;    // how often it has triggered since
  std::deque<u32> fifo_;
};

}  // namespace rp2040
