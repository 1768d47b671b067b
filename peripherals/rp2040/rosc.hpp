#pragma once
// ROSC: the ring oscillator. RP2040 Datasheet 2.17: 6.5 MHz with the divider and the drive strengths it starts with. A
// real one runs anywhere from 1.8 to 12 MHz; this one is always typical. The delay of a stage is taken as inversely
// proportional to its drive strength, and the period as the sum of the delays of the stages in the loop: as far
// as 2.17.3 and the descriptions of FREQA and FREQ_RANGE say. Not modelled: PHASE's shift of rosc_clksrc_ph. In doubt:
// a bad password in PHASE is a bad write; a bad FREQ_RANGE leaves the range as it was.
#include "emulator/clock_signal.hpp"
#include "emulator/random.hpp"
#include "peripherals/rp2040/oscillator_count.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

class Rosc final : public Peripheral {
 public:
  Rosc(std::string name, Scheduler&, Random);

  ClockSignal clk{"rosc", 6'500'000}, clk_ph{"rosc_ph", 6'500'000};  // rosc_clksrc, rosc_clksrc_ph
  void wake();                                                       // an interrupt that ends the dormant state
  bool dormant() const { return dormant_.value == coma; }

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr u32 coma = 0x636f'6d61, awake = 0x7761'6b65;  // "coma", "wake"

  void ctrl_written();
  void drive_written(u32 written, unsigned index);
  void dormant_written(u32 written);
  void div_written(u32 written);
  void phase_written();
  i64 ring_hz() const;
  void update();
  u32 read_randombit();
  void count_written(u32 written) { counter_.start(written & 0xff); }
  u32 read_count() const { return counter_.value(); }

  // clang-format off
  // List of Registers
  Register            ctrl_      {*this, "CTRL", 0x00, 0x00fa'baa0, on_write<&Rosc::ctrl_written>, reserved{31, 24}};
  Bits<11, 0>         freq_range_{ctrl_, "FREQ_RANGE"};
  Bits<23, 12>        enable_    {ctrl_, "ENABLE"};

  Registers<2>        freq_      {*this, "FREQ", 0x04, 4, 0, on_write<&Rosc::drive_written>,
                                  reserved{3}, reserved{7}, reserved{11}, reserved{15}};
  BitsArray<2, 2, 0>  ds0_       {freq_, "DS0"};  // in FREQB: DS4 … DS7
  BitsArray<2, 6, 4>  ds1_       {freq_, "DS1"};
  BitsArray<2, 10, 8> ds2_       {freq_, "DS2"};
  BitsArray<2, 14, 12> ds3_      {freq_, "DS3"};
  BitsArray<2, 31, 16> passwd_   {freq_, "PASSWD"};

  Register            dormant_   {*this, "DORMANT", 0x0c, awake, on_write<&Rosc::dormant_written>};
  Bits<31, 0>         dormant_field_{dormant_, "DORMANT"};

  Register            div_reg_   {*this, "DIV", 0x10, 0xab0, on_write<&Rosc::div_written>, reserved{31, 12}};
  Bits<11, 0>         div_       {div_reg_, "DIV"};

  Register            phase_     {*this, "PHASE", 0x14, 8, on_write<&Rosc::phase_written>, todo{"SHIFT", 1, 0},
                                  todo{"FLIP", 2}, reserved{31, 12}};
  Bit<3>              phase_enable_{phase_, "ENABLE"};
  Bits<11, 4>         phase_passwd_{phase_, "PASSWD"};

  // It runs by the time anybody can look.
  Register            status_    {*this, "STATUS", 0x18, 0x8001'1000, reserved{11, 0}, reserved{15, 13},
                                  reserved{23, 17}, reserved{30, 25}};
  Bit<12, Access::ro> enabled_   {status_, "ENABLED"};
  Bit<16, Access::ro> div_running_{status_, "DIV_RUNNING"};
  Bit<24, Access::w1c> badwrite_ {status_, "BADWRITE"};
  Bit<31, Access::ro> stable_    {status_, "STABLE"};

  Register            randombit_ {*this, "RANDOMBIT", 0x1c, 1, on_read<&Rosc::read_randombit>, reserved{31, 1}};
  Bit<0, Access::ro>  randombit_field_{randombit_, "RANDOMBIT"};

  Register            count_reg_ {*this, "COUNT", 0x20, 0, on_read<&Rosc::read_count>, on_write<&Rosc::count_written>,
                                  reserved{31, 8}};
  Bits<7, 0>          count_     {count_reg_, "COUNT"};
  // clang-format on

  u32 first_stage_ = 0;
  Random random_;
  OscillatorCount counter_;
};

}  // namespace rp2040
