#pragma once
// What a pin is used for, in words: by the PSEL registers of the blocks that are enabled, else by the GPIO. nRF51
// Series Reference Manual v3.0.1, chapter 14 and the sections "Pin configuration". Not told: analog inputs.
#include <span>
#include <string>

#include "peripherals/nrf5/gpio.hpp"

namespace nrf5 {

// A block that takes pins, and what its ENABLE must be for that.
struct PinUser {
  const RegisterFile* block;
  u32 enable_code;
};

std::string pin_function(const Gpio&, const RegisterFile& gpiote, std::span<const PinUser>, unsigned pin);

}  // namespace nrf5
