#include "peripherals/esp32/flash_mmu.hpp"

#include "emulator/state.hpp"

namespace esp32 {

namespace {

// A window that some entries of the table serve.
struct Window {
  unsigned first, count;  // entries
  u32 base, page;
  bool psram;
};
constexpr u32 flash_page = 64 * 1024, psram_page = 32 * 1024;
constexpr Window windows[] = {
    {0, 64, 0x3f40'0000, flash_page, false},     // DROM0
    {77, 51, 0x400d'0000, flash_page, false},    // IRAM0, behind the internal memories
    {128, 64, 0x4040'0000, flash_page, false},   // IRAM1
    {192, 64, 0x4080'0000, flash_page, false},   // IROM0
    {1152, 128, 0x3f80'0000, psram_page, true},  // DRAM1
};

}  // namespace

FlashMmu::FlashMmu(std::string name, Bus& bus, Memory& flash, Memory* psram)
    : Device(std::move(name)), bus_(bus), flash_(flash), psram_(psram) {
  table_.fill(invalid);
}

u32 FlashMmu::read(u32 offset) {
  const u32 value = peek(offset);
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, false);
  return value;
}

void FlashMmu::write(u32 offset, u32 value) {
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, true);
  const unsigned entry = offset / 4 % entries;
  if (table_[entry] == value) return;
  table_[entry] = value;
  show(entry);
}

void FlashMmu::show(unsigned entry) {
  for (const Window& w : windows) {
    if (entry < w.first || entry >= w.first + w.count) continue;
    Memory* memory = w.psram ? psram_ : &flash_;
    const u32 at = w.base + (entry - w.first) * w.page;
    if (table_[entry] & invalid || !memory) return bus_.remap(at, w.page, nullptr);
    return bus_.remap(at, w.page, memory, (table_[entry] & 0xff) * w.page % memory->size(), w.psram);
  }
}

void FlashMmu::power_on() {
  for (unsigned entry = 0; entry < entries; ++entry) {
    if (table_[entry] == invalid) continue;
    table_[entry] = invalid;
    show(entry);
  }
}

void FlashMmu::serialize(State& state) {
  const auto before = table_;
  state(table_);
  if (!state.loading()) return;
  for (unsigned entry = 0; entry < entries; ++entry)
    if (table_[entry] != before[entry]) show(entry);
}

}  // namespace esp32
