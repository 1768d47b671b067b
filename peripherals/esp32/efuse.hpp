#pragma once
// eFuse: identity and settings that were burnt when the chip was made. ESP32 Technical Reference Manual 20 "eFuse
// Controller". Fuses can be burnt: what is written stays until the chip is made anew.
// Not modelled: coding schemes other than none, read and write protection, the block's interrupts' times (an operation
// takes `operation_time`).
#include <array>

#include "emulator/time.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Efuse final : public RegisterFile {
 public:
  struct Identity {
    std::array<u8, 6> mac;
    unsigned revision = 3;  // 0, 1 or 3
    unsigned package = 0;   // RD_CHIP_PACKAGE: 0 ESP32-D0WDQ6, 1 -D0WDQ5, 4 U4WDH, 5 PICO-D4
  };
  Efuse(std::string name, Scheduler&, const Identity&);

  Wire irq{"EFUSE_INTR"};
  static u8 crc8(std::span<const u8> bytes);  // as ESP-IDF checks a MAC address: polynomial 0x8c, reflected

  void reset() override;
  void serialize(State&) override;

 private:
  static constexpr unsigned words = 7 + 3 * 8;  // of all four blocks
  void command(u32 written);
  void finish();
  void copy();
  void update();

  RegisterRows rows_;
  std::array<u32, words> fuses_{};
  u32 operation_ = 0;
  Event done_;
};

}  // namespace esp32
