#pragma once
// LPCOMP: low-power comparator. nRF51 Series Reference Manual v3.0.1, chapter 32; start-up time: nRF51822 Product
// Specification v3.1, LPCOMP specifications. Crossings are seen when a net's voltage changes, without the comparator's
// delay.
#include <memory>
#include <vector>

#include "peripherals/nrf5/gpio.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Lpcomp final : public Peripheral {
 public:
  Lpcomp(Scheduler&, Gpio&);
  Wire anadetect{"ANADETECT"};  // the crossing that ANADETECT asks for has happened since START: wakes from System OFF
  void reset() override;
  void serialize(State&) override;

 private:
  void begin();
  void end();
  void take_sample();
  void became_ready();
  void enable_changed();
  void tap(unsigned pin);
  void compare();
  bool above() const;

  // clang-format off
  Task        start       {*this, "START", 0x000, &Lpcomp::begin};   // Register overview
  Task        stop        {*this, "STOP", 0x004, &Lpcomp::end};
  Task        sample      {*this, "SAMPLE", 0x008, &Lpcomp::take_sample};
  EventFlag   ready       {*this, "READY", 0x100};
  EventFlag   down        {*this, "DOWN", 0x104};
  EventFlag   up          {*this, "UP", 0x108};
  EventFlag   cross       {*this, "CROSS", 0x10c};
  Shorts      shorts      {*this, {{0, ready, sample}, {1, ready, stop}, {2, down, stop}, {3, up, stop}, {4, cross, stop}}};
  Interrupts  inten       {*this};
  Register    result_reg  {*this, "RESULT", 0x400, 0, reserved{31, 1}};
  Bit<0, Access::ro> result {result_reg, "RESULT"};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 2}, on_write<&Lpcomp::enable_changed>};
  Bits<1, 0>  enable      {enable_reg, "ENABLE"};
  Register    psel_reg    {*this, "PSEL", 0x504, 0, reserved{31, 3}};
  Bits<2, 0>  psel        {psel_reg, "PSEL"};
  Register    refsel_reg  {*this, "REFSEL", 0x508, 0, reserved{31, 3}};
  Bits<2, 0>  refsel      {refsel_reg, "REFSEL"};
  Register    extrefsel_reg {*this, "EXTREFSEL", 0x50c, 0, reserved{31, 1}};
  Bits<0, 0>  extrefsel   {extrefsel_reg, "EXTREFSEL"};
  Register    anadetect_reg {*this, "ANADETECT", 0x520, 0, reserved{31, 2}};
  Bits<1, 0>  detect      {anadetect_reg, "ANADETECT"};
  PowerSwitch power       {*this};
  // clang-format on

  Gpio& gpio_;
  bool running_ = false;  // READY has come
  bool was_above_ = false;
  std::vector<std::unique_ptr<Terminal>> taps_;  // high-impedance legs on the nets that are looked at
  Event ready_{scheduler_, "LPCOMP ready", [this] { became_ready(); }};
};

}  // namespace nrf5
