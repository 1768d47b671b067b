#pragma once
// A chip's peripherals and their registers as text, through peek: looking changes nothing.
#include <string>
#include <string_view>

#include "emulator/chip.hpp"

namespace emulator::gdb {

// One line per block of the chip: address, interrupt, name.
std::string peripheral_list(const Chip&);
// Every register and field of "UART0", or of one register "UART0.ENABLE"; case does not matter. An unknown name is
// answered with the names that are near.
std::string peripheral_registers(const Chip&, std::string_view name);

}  // namespace emulator::gdb
