#pragma once
// RSA: arithmetic on numbers of up to 4096 bits. ESP32 Technical Reference Manual, chapter "RSA Accelerator"; offsets
// from ESP-IDF's soc/esp32/include/soc/hwcrypto_reg.h.
// Z = X ^ Y mod M (length MODEXP_MODE); X * Z / R mod M into Z, once with Z = R^2 mod M and once with the other factor
// a modular product (MULT_MODE 0 to 7); Z = X * Y, with Y in the upper half of Z (MULT_MODE 9, 11, 13, 15: 2N = 512 to
// 4096). RB and Z are one memory. The interrupt is RSA_INTERRUPT itself.
// In doubt: how long it takes (four cycles for the product of two words, twice that with reduction; leading zeros of Y
// cost nothing); MULT_MODE 8, 10, 12, 14 are computed by the same rule; RSA_CLEAN is 1 at once after a reset, with the
// memory zero; a command while another is at work is not heard. What RSA_PD_CTRL of DPORT switches off is not modelled.
#include "emulator/clock_signal.hpp"
#include "emulator/registers.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/montgomery.hpp"

namespace esp32 {

class Rsa final : public RegisterFile {
 public:
  Rsa(std::string name, Scheduler&, ClockSignal& clk);
  Wire irq;
  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr std::size_t words = 128;
  using Block = Registers<words>;

  void start_modexp(u32 written);
  void start_mult(u32 written);
  void clear_interrupt(u32 written);
  void begin(Words result, u64 cycles);
  void finish();

  // clang-format off
  Block       m_mem  {*this, "RSA_MEM_M_BLOCK", 0x000, 4, 0};
  BitsArray<words, 31, 0> m {m_mem, "M"};
  Block       z_mem  {*this, "RSA_MEM_Z_BLOCK", 0x200, 4, 0};
  BitsArray<words, 31, 0> z {z_mem, "Z"};
  Block       y_mem  {*this, "RSA_MEM_Y_BLOCK", 0x400, 4, 0};
  BitsArray<words, 31, 0> y {y_mem, "Y"};
  Block       x_mem  {*this, "RSA_MEM_X_BLOCK", 0x600, 4, 0};
  BitsArray<words, 31, 0> x {x_mem, "X"};
  Register    m_dash_reg       {*this, "RSA_M_DASH", 0x800, 0};
  Bits<31, 0> m_dash           {m_dash_reg, "M_DASH"};
  Register    modexp_mode_reg  {*this, "RSA_MODEXP_MODE", 0x804, 0, reserved{31, 3}};
  Bits<2, 0>  modexp_mode      {modexp_mode_reg, "MODE"};
  Register    modexp_start_reg {*this, "RSA_MODEXP_START", 0x808, 0, reserved{31, 1}, on_write<&Rsa::start_modexp>};
  Bit<0, Access::wo> modexp_start {modexp_start_reg, "START"};
  Register    mult_mode_reg    {*this, "RSA_MULT_MODE", 0x80c, 0, reserved{31, 4}};
  Bits<3, 0>  mult_mode        {mult_mode_reg, "MODE"};
  Register    mult_start_reg   {*this, "RSA_MULT_START", 0x810, 0, reserved{31, 1}, on_write<&Rsa::start_mult>};
  Bit<0, Access::wo> mult_start {mult_start_reg, "START"};
  Register    interrupt_reg    {*this, "RSA_INTERRUPT", 0x814, 0, reserved{31, 1}, on_write<&Rsa::clear_interrupt>};
  Bit<0, Access::w1c> interrupt {interrupt_reg, "INTERRUPT"};
  Register    clean_reg        {*this, "RSA_CLEAN", 0x818, 1, reserved{31, 1}};
  Bit<0, Access::ro> clean     {clean_reg, "CLEAN"};
  // clang-format on

  ClockSignal& clk_;
  Words result_;  // what will be in Z
  Event done_;
};

}  // namespace esp32
