// How the nRF51822 resets and sleeps. nRF51 Series Reference Manual v3.0.1, chapter 12, "Reset behavior" and "System
// OFF".
#include "peripherals/nrf5/chip.hpp"

namespace nrf5 {

namespace {

constexpr double reset_threshold = 0.3;  // of VDD

// What besides the processor and the peripherals a reset reaches.
struct Reach {
  bool gpio, watchdog, retained;
};
constexpr Reach reach_of(Reset why) {
  switch (why) {
    case Reset::power_on: return {true, true, true};
    case Reset::pin:
    case Reset::watchdog: return {true, true, false};
    case Reset::soft:
    case Reset::lockup:
    case Reset::debugger: return {true, false, false};
    case Reset::wake_by_pin:
    case Reset::wake_by_comparator: return {false, true, false};
  }
  return {};
}

}  // namespace

void Nrf51::reset(Reset why) {
  resetting_.cancel();
  off_ = false;
  const Reach reach = reach_of(why);
  for (const Row& row : rows_) {
    auto* file = dynamic_cast<RegisterFile*>(row.device);
    if (!file || (file == &gpio_ && !reach.gpio) || (file == &wdt_ && !reach.watchdog)) continue;
    file->reset();
  }
  if (reach.retained) {
    power_.power_on_reset();
    for (unsigned block = 0; block < ram_.size() / Ficr::ram_block_size; ++block) lose_ram(block);
  }
  clock_.load_crystal(uicr_.peek(0x008));  // chapter 8: XTALFREQ
  power_.note(why);
  core_.reset();
}

void Nrf51::reset_soon(Reset why) {
  reset_reason_ = why;
  resetting_.after(Duration{});
}

// Everything stops but the GPIO, whose DETECT wakes the chip up, and LPCOMP, whose ANADETECT does. If DETECT is up
// already, that is at once.
void Nrf51::system_off() {
  off_ = true;
  core_.power_off();
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.device); file && file != &gpio_ && file != &lpcomp_) file->reset();
  power_.enter_off();
  if (gpio_.detect.level()) reset_soon(Reset::wake_by_pin);
}

void Nrf51::detect_changed(bool level) {
  if (off_ && level) reset_soon(Reset::wake_by_pin);
}

void Nrf51::reset_pin_changed() {
  const bool low = !reset_pin_.floating() && reset_pin_.volts() < reset_threshold * gpio_.supply();
  if (low == held_in_reset_) return;
  held_in_reset_ = low;
  if (low)
    core_.power_off();
  else
    reset_soon(Reset::pin);
}

// SRAM cells settle as they like when power comes back.
void Nrf51::lose_ram(unsigned block) {
  const u32 offset = block * Ficr::ram_block_size;
  for (u8& byte : ram_.bytes().subspan(offset, Ficr::ram_block_size)) byte = static_cast<u8>(ram_noise_.next() >> 56);
  bus_.changed(ram_, offset, Ficr::ram_block_size);
}

}  // namespace nrf5
