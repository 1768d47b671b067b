#pragma once
// SRAM1 as the instruction bus has it: the words in reverse order. ESP32 Technical Reference Manual 1.3.2.3 "Internal
// SRAM 1". esptool's stub runs here, and what ESP-IDF's heap gives for code when SRAM0 is full.
// Reversed words are a copy. A page of it is kept equal from the first access by the instruction bus on; the bus then
// reports stores to SRAM1 as it does where code was translated. Not modelled: execution of what only the data bus has
// written, in a page that no load or store by this bus has touched.
#include <bitset>

#include "emulator/bus.hpp"
#include "emulator/state.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

class ReversedSram final : public StoreHandler {
 public:
  static constexpr u32 size = 128 * 1024;
  // SRAM1 lies at this offset of the memory, and the data bus sees it at this address.
  ReversedSram(Bus&, Memory&, u32 offset, u32 data_base);

  Memory& memory() { return reversed_; }
  bool store(u32 at, u32 value, unsigned width) override;
  u32 wait(u32 at) override;       // takes no time; the page is equal from now on
  void follow(u32 at, u32 bytes);  // from now on
  void serialize(State&);          // after SRAM1 itself

 private:
  static constexpr u32 page = Bus::page_size;
  u32 place(u32 at) const { return offset_ + size - 4 - (at & ~3u); }
  bool copy(u32 at);
  void take(u32 page_at);
  void heard(u32 address, u32 bytes);

  Bus& bus_;
  Memory& sram_;
  u32 offset_, data_base_;
  Memory reversed_{"SRAM1 by the instruction bus", size};
  std::bitset<size / page> followed_;
};

}  // namespace esp32
