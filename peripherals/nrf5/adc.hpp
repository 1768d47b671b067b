#pragma once
// ADC: incremental converter of 8, 9 or 10 bits. nRF51 Series Reference Manual v3.0.1, chapter 31; reference voltage
// and conversion times: nRF51822 Product Specification v3.1, ADC specifications. The input is looked at when the
// conversion ends. Not modelled: errors of gain, offset and linearity, and the current that the converter draws from
// its input. In doubt: START during a conversion is ignored.
#include "peripherals/nrf5/gpio.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Adc final : public Peripheral {
 public:
  Adc(Scheduler&, Gpio&);
  void reset() override;
  void serialize(State&) override;

 private:
  enum class Resolution : u32 { bits8, bits9, bits10 };

  void begin();
  void abort();
  void finish();
  void enable_changed();
  double input_volts() const;  // behind the prescaler
  double reference_volts() const;

  // clang-format off
  Task        start       {*this, "START", 0x000, &Adc::begin};   // Register overview
  Task        stop        {*this, "STOP", 0x004, &Adc::abort};
  EventFlag   end         {*this, "END", 0x100};
  Interrupts  inten       {*this};
  Register    busy_reg    {*this, "BUSY", 0x400, 0, reserved{31, 1}};
  Bit<0, Access::ro> busy {busy_reg, "BUSY"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 2}, on_write<&Adc::enable_changed>};
  Bits<1, 0>  enable      {enable_reg, "ENABLE"};
  Register    config      {*this, "CONFIG", 0x504, 0x0000'0018, reserved{7}, reserved{31, 18}};
  Bits<1, 0, Resolution> res {config, "RES"};
  Bits<4, 2>  inpsel      {config, "INPSEL"};
  Bits<6, 5>  refsel      {config, "REFSEL"};
  Bits<15, 8> psel        {config, "PSEL"};
  Bits<17, 16> extrefsel  {config, "EXTREFSEL"};
  Register    result_reg  {*this, "RESULT", 0x508, 0, reserved{31, 10}};
  Bits<9, 0, u32, Access::ro> result {result_reg, "RESULT"};
  PowerSwitch power       {*this};
  // clang-format on

  Gpio& gpio_;
  Event done_{scheduler_, "ADC conversion", [this] { finish(); }};
};

}  // namespace nrf5
