#pragma once
// PSRAM on the flash's lines, as ESP-PSRAM32 and -64: identity and modes; its content is reached through the caches'
// windows (flash_mmu.hpp) or by commands. ESP-PSRAM32 data sheet 1.1; the commands as ESP-IDF's psram driver sends
// them. Not modelled: wrapped bursts, that a burst must not be longer than 8 us, commands that come too fast.
#include "emulator/bus.hpp"
#include "emulator/state.hpp"
#include "peripherals/esp32/flash_spi.hpp"

namespace esp32 {

class Psram final : public QuadDevice {
 public:
  Psram(Memory& memory, std::function<void(u32 offset, u32 size)> on_changed)
      : memory_(memory), on_changed_(std::move(on_changed)) {}

  void select(bool) override;
  Lines clock(u8 in) override;
  void power_on() { quad_ = false; }
  void serialize(State&);

 private:
  enum class Phase : u8 { command, address, dummy, read, write, identity, ignored };
  void received();
  void begin(u8 command);
  void addressed();
  u8 output() const;

  Memory& memory_;
  std::function<void(u32, u32)> on_changed_;
  bool quad_ = false;  // commands on four lines too
  bool reset_enabled_ = false;
  Phase phase_ = Phase::command;
  u8 command_ = 0, lines_ = 1, bits_ = 0;
  u32 shift_ = 0, address_ = 0, count_ = 0, dummy_ = 0;
};

}  // namespace esp32
