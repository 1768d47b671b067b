#pragma once
// What a pin of bank 0 is used for, in words. RP2040 Datasheet 2.19.2 "Function Select", 4.9 (the ADC's pins).
#include <string>

#include "peripherals/rp2040/io_bank0.hpp"

namespace rp2040 {

std::string pin_function(const IoBank0&, const Pads&, unsigned pin);

}  // namespace rp2040
