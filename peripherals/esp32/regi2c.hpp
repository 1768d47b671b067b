#pragma once
// The way to the registers of analog blocks (PLLs, bias, radio): an internal I2C bus, a word per host. ESP-IDF's
// esp_rom_regi2c and the mask ROM's rom_i2c_* use it; neither is in the Technical Reference Manual.
// A word written starts a transfer: slave 7:0, register 15:8, data 23:16, write 24; 25 says busy. What a slave holds
// has no effect here. The block's other registers (from 0x44 on) belong to the radio: they hold what is written, but
// for bits that its calibration waits for (docs/esp32.md).
#include <array>
#include <map>

#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Regi2c final : public RegisterFile {
 public:
  static constexpr unsigned hosts = 17;
  explicit Regi2c(std::string name);

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr u32 write_bit = 1 << 24;
  void transfer(unsigned host, u32 written);

  RegisterRows rows_;
  std::map<u32, u8> held_;  // host << 16 | register << 8 | slave
};

}  // namespace esp32
