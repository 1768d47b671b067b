#pragma once
// The table of one processor's flash MMU: which page of the flash or PSRAM each page of its windows shows. ESP32
// Technical Reference Manual 1.3.3 "External Memory", 30.3.2.3 (tables); entries as in ESP-IDF hal/mmu_ll.h.
// A window's page shows the memory itself, at once and always: cache misses take no time, and neither does switching
// the cache off hide it. Not modelled: an invalid page's own interrupt (a load from there is a bus error), page sizes
// other than 64 KiB (flash) and 32 KiB (PSRAM), PIDs other than 0 and 1 (entries 256 to 1151 and above are held only).
#include <array>

#include "emulator/bus.hpp"
#include "emulator/state.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

class FlashMmu final : public Device {
 public:
  static constexpr u32 size = 0x2000, entries = size / 4;
  static constexpr u32 invalid = 0x100;

  // `psram` may be null: there is none.
  FlashMmu(std::string name, Bus&, Memory& flash, Memory* psram);

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override { return table_[offset / 4 % entries]; }
  void power_on();
  void serialize(State&);

 private:
  void show(unsigned entry);

  Bus& bus_;
  Memory& flash_;
  Memory* psram_;
  std::array<u32, entries> table_{};
};

}  // namespace esp32
