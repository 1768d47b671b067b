#pragma once
// AES: one block at a time, encrypted or decrypted with a key of 128, 192 or 256 bits. ESP32 Technical Reference
// Manual, chapter "AES Accelerator"; offsets from ESP-IDF's soc/esp32/include/soc/hwcrypto_reg.h. A block takes 11, 13
// or 15 cycles to encrypt, 21 or 22 to decrypt. Interrupts there are none. AES_ENDIAN has a pair of bits for each of
// key, text that goes in, text that comes out: the lower one says that the first byte is the lowest of its word, the
// upper one that the first word is the one at the lowest address. In doubt: that all six are 1 after reset (drivers
// that never write the register hand bytes over so); what modes 3 and 7 do (here: they are complained about and nothing
// is computed); a command while another is at work is not heard.
#include "emulator/clock_signal.hpp"
#include "emulator/registers.hpp"

namespace esp32 {
using namespace emulator;

class Aes final : public RegisterFile {
 public:
  Aes(std::string name, Scheduler&, ClockSignal& clk);
  void reset() override;
  void serialize(State&) override;

 private:
  void start(u32 written);
  u32 idle_now() const { return scheduler_.now() >= done_; }

  // clang-format off
  Register    start_reg {*this, "AES_START", 0x000, 0, reserved{31, 1}, on_write<&Aes::start>};
  Bit<0, Access::wo> start_bit {start_reg, "START"};
  Register    idle_reg  {*this, "AES_IDLE", 0x004, 1, reserved{31, 1}, on_read<&Aes::idle_now>};
  Bit<0, Access::ro> idle {idle_reg, "IDLE"};
  Register    mode_reg  {*this, "AES_MODE", 0x008, 0, reserved{31, 3}};
  Bits<2, 0>  mode      {mode_reg, "MODE"};
  Registers<8> key_reg  {*this, "AES_KEY", 0x010, 4, 0};
  BitsArray<8, 31, 0> key {key_reg, "KEY"};
  Registers<4> text_reg {*this, "AES_TEXT", 0x030, 4, 0};
  BitsArray<4, 31, 0> text {text_reg, "TEXT"};
  Register    endian    {*this, "AES_ENDIAN", 0x040, 0x3f, reserved{31, 6}};
  Bits<5, 4>  text_out  {endian, "TEXT_OUT"};
  Bits<3, 2>  text_in   {endian, "TEXT_IN"};
  Bits<1, 0>  key_order {endian, "KEY"};
  // clang-format on

  Scheduler& scheduler_;
  ClockSignal& clk_;
  Time done_{};
};

}  // namespace esp32
