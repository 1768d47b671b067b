#include "boards/chips.hpp"

#include "peripherals/nrf5/chip.hpp"

namespace boards {

Chips built_in_chips(const cpu::thumb::EngineFactory& thumb) {
  const auto nrf51822 = [thumb](const ChipSetup& setup) {
    const std::string_view variant = setup.variant.empty() ? std::string_view{"QFAA"} : setup.variant;
    auto chip = std::make_unique<nrf5::Nrf51>(setup.name, setup.machine, variant, thumb);
    chip->supply(setup.supply);
    return chip;
  };
  return {
      {"nRF51822", "Nordic nRF51822: Cortex-M0 at 16 MHz, 2.4 GHz radio", {"QFAA", "QFAB", "QFAC"}, nrf51822},
  };
}

}  // namespace boards
