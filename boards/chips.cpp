#include "boards/chips.hpp"

#include <algorithm>

#include "peripherals/esp32/chip.hpp"
#include "peripherals/nrf5/chip.hpp"
#include "peripherals/rp2040/chip.hpp"

namespace boards {

namespace {

// What ESP32s there are: package (eFuse) and PSRAM inside or beside it.
struct Esp32Variant {
  std::string_view name;
  unsigned package;
  emulator::u32 psram;
};
constexpr emulator::u32 mib = 1024 * 1024;
constexpr Esp32Variant esp32_variants[] = {
    {"D0WD-V3", 0, 0}, {"D0WD-V3, 4 MiB PSRAM", 0, 4 * mib}, {"D0WD-V3, 8 MiB PSRAM", 0, 8 * mib},
    {"PICO-D4", 5, 0}, {"PICO-D4, 4 MiB PSRAM", 5, 4 * mib},
};

std::unique_ptr<emulator::Chip> make_esp32(const ChipSetup& setup, const cpu::xtensa::EngineFactory& engine) {
  const auto found = std::ranges::find(esp32_variants, std::string_view{setup.variant}, &Esp32Variant::name);
  const Esp32Variant& variant = found == std::end(esp32_variants) ? esp32_variants[0] : *found;
  esp32::Esp32::Options options{
      .psram = variant.psram, .package = variant.package, .rom = setup.rom, .supply = setup.supply};
  if (!setup.flash.empty()) options.flash = setup.flash;
  return std::make_unique<esp32::Esp32>(setup.name, setup.machine, options, engine);
}

}  // namespace

Chips built_in_chips(const cpu::Engines& engines) {
  const auto& thumb = engines.thumb;
  const auto esp32_chip = [xtensa = engines.xtensa](const ChipSetup& setup) { return make_esp32(setup, xtensa); };
  const auto nrf51822 = [thumb](const ChipSetup& setup) {
    const std::string_view variant = setup.variant.empty() ? std::string_view{"QFAA"} : setup.variant;
    auto chip = std::make_unique<nrf5::Nrf51>(setup.name, setup.machine, variant, thumb);
    chip->supply(setup.supply);
    return chip;
  };
  const auto rp2040 = [thumb](const ChipSetup& setup) {
    rp2040::Rp2040::Options options{.rom = setup.rom, .supply = setup.supply};
    if (!setup.flash.empty()) options.flash = setup.flash;
    return std::make_unique<rp2040::Rp2040>(setup.name, setup.machine, options, thumb);
  };
  std::vector<std::string> flashes;
  for (const parts::SpiNorModel& model : parts::SpiNor::models()) flashes.emplace_back(model.name);
  std::vector<std::string> variants;
  for (const Esp32Variant& variant : esp32_variants) variants.emplace_back(variant.name);
  return {
      {"nRF51822", "Nordic nRF51822: Cortex-M0 at 16 MHz, 2.4 GHz radio", {"QFAA", "QFAB", "QFAC"}, {}, nrf51822},
      {"RP2040", "Raspberry Pi RP2040: two Cortex-M0+ at 125 MHz, PIO, USB", {}, flashes, rp2040},
      {"ESP32", "Espressif ESP32: two Xtensa LX6 at 240 MHz, WiFi, Bluetooth", variants, flashes, esp32_chip,
       ChipRom{"esp32_rev300_rom.elf", "920b70635440517866aab2230964a570d2cf2b676658d93c52fbac108c1cca31", "",
               "Espressif's esp-rom-elfs (https://github.com/espressif/esp-rom-elfs/releases)"}},
  };
}

std::optional<ChipRom> rom_of(std::string_view chip) {
  const Chips chips = built_in_chips();
  const auto found = std::ranges::find(chips, chip, &ChipType::name);
  return found == chips.end() ? std::nullopt : found->rom;
}

}  // namespace boards
