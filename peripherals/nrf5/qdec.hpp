#pragma once
// QDEC: quadrature decoder. nRF51 Series Reference Manual v3.0.1, chapter 30.
// In doubt: STOP ends the sample period under way; a debounced input counts as stable if it did not change since the
// sample before (the chip looks at it once per microsecond).
#include "peripherals/nrf5/peripheral.hpp"
#include "peripherals/nrf5/pin_use.hpp"

namespace nrf5 {

class Qdec final : public Peripheral, private PinWatcher {
 public:
  Qdec(Scheduler&, Gpio&);
  void reset() override;
  void serialize(State&) override;

 private:
  void begin();
  void end();
  void read_and_clear();
  void configure();
  void schedule();
  void light();
  void look();
  void accumulate(i32 moved);
  void led(bool on) {
    lit_ = on;
    led_.drive(on == ledpol);
  }
  void polarity_changed() { led(lit_); }
  void pin_changed(unsigned, bool) override { changed_ = true; }

  // clang-format off
  Task        start       {*this, "START", 0x000, &Qdec::begin};   // Register overview
  Task        stop        {*this, "STOP", 0x004, &Qdec::end};
  Task        readclracc  {*this, "READCLRACC", 0x008, &Qdec::read_and_clear};
  EventFlag   samplerdy   {*this, "SAMPLERDY", 0x100};
  EventFlag   reportrdy   {*this, "REPORTRDY", 0x104};
  EventFlag   accof       {*this, "ACCOF", 0x108};
  Shorts      shorts      {*this, {{0, reportrdy, readclracc}, {1, samplerdy, stop}}};
  Interrupts  inten       {*this};
  Register    enable_reg  {*this, "ENABLE", 0x500, 0, reserved{31, 1}, on_write<&Qdec::configure>};
  Bit<0>      enable      {enable_reg, "ENABLE"};
  Register    ledpol_reg  {*this, "LEDPOL", 0x504, 0, reserved{31, 1}, on_write<&Qdec::polarity_changed>};
  Bit<0>      ledpol      {ledpol_reg, "LEDPOL"};              // 1: active high
  Register    sampleper_reg {*this, "SAMPLEPER", 0x508, 0, reserved{31, 3}};
  Bits<2, 0>  sampleper   {sampleper_reg, "SAMPLEPER"};
  Register    sample_reg  {*this, "SAMPLE", 0x50c, 0};
  Bits<31, 0, i32, Access::ro> sample {sample_reg, "SAMPLE"};
  Register    reportper_reg {*this, "REPORTPER", 0x510, 0, reserved{31, 3}};
  Bits<2, 0>  reportper   {reportper_reg, "REPORTPER"};
  Register    acc_reg     {*this, "ACC", 0x514, 0};
  Bits<31, 0, i32, Access::ro> acc {acc_reg, "ACC"};
  Register    accread_reg {*this, "ACCREAD", 0x518, 0};
  Bits<31, 0, i32, Access::ro> accread {accread_reg, "ACCREAD"};
  Register    pselled_reg {*this, "PSELLED", 0x51c, 0xffff'ffff, on_write<&Qdec::configure>};
  Bits<31, 0> pselled     {pselled_reg, "PSELLED"};
  Register    psela_reg   {*this, "PSELA", 0x520, 0xffff'ffff, on_write<&Qdec::configure>};
  Bits<31, 0> psela       {psela_reg, "PSELA"};
  Register    pselb_reg   {*this, "PSELB", 0x524, 0xffff'ffff, on_write<&Qdec::configure>};
  Bits<31, 0> pselb       {pselb_reg, "PSELB"};
  Register    dbfen_reg   {*this, "DBFEN", 0x528, 0, reserved{31, 1}};
  Bit<0>      dbfen       {dbfen_reg, "DBFEN"};
  Register    ledpre_reg  {*this, "LEDPRE", 0x540, 0x10, reserved{31, 9}};
  Bits<8, 0>  ledpre      {ledpre_reg, "LEDPRE"};
  Register    accdbl_reg  {*this, "ACCDBL", 0x544, 0, reserved{31, 4}};
  Bits<3, 0, u32, Access::ro> accdbl {accdbl_reg, "ACCDBL"};
  Register    accdblread_reg {*this, "ACCDBLREAD", 0x548, 0, reserved{31, 4}};
  Bits<3, 0, u32, Access::ro> accdblread {accdblread_reg, "ACCDBLREAD"};
  PowerSwitch power       {*this};
  // clang-format on

  PinUse led_, a_, b_;
  bool lit_ = false;
  u32 phases_ = 0;        // A and B at the last sample: 2 A + B
  bool changed_ = false;  // since the last sample
  bool first_ = true;     // nothing to compare with yet
  u32 counted_ = 0;       // samples towards the next report
  Event light_{scheduler_, "QDEC LED on", [this] { light(); }};
  Event look_{scheduler_, "QDEC sample", [this] { look(); }};
};

}  // namespace nrf5
