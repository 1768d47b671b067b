#include "boards/chips.hpp"

#include "peripherals/nrf5/chip.hpp"
#include "peripherals/rp2040/chip.hpp"

namespace boards {

Chips built_in_chips(const cpu::thumb::EngineFactory& thumb) {
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
  return {
      {"nRF51822", "Nordic nRF51822: Cortex-M0 at 16 MHz, 2.4 GHz radio", {"QFAA", "QFAB", "QFAC"}, {}, nrf51822},
      {"RP2040", "Raspberry Pi RP2040: two Cortex-M0+ at 125 MHz, PIO, USB", {}, flashes, rp2040},
  };
}

}  // namespace boards
