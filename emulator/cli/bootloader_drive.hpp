#pragma once
// A board's firmware by its bootloader's drive, as a person does it: BOOTSEL is held while the board is plugged in, a
// UF2 file is copied onto the drive that appears, and the board restarts with it.
#include <string>

#include "boards/board.hpp"

namespace cli {

// The machine has been switched on and nothing has run yet. Returns when the drive has gone. Failure if the board has
// no BOOTSEL button or no drive appears, if the file cannot be read, does not fit, or is not what the chip starts from.
void copy_to_bootloader(emulator::Machine&, boards::Board&, const std::string& uf2_file);

}  // namespace cli
