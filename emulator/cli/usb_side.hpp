#pragma once
// The computer's end of the board's USB cable, as a user sees it.
#include <string>

#include "boards/board.hpp"
#include "peripherals/parts/usb_host.hpp"

namespace cli {

parts::UsbHost* usb_host(boards::Board&);  // null if the board has none

// "keyboard: key A pressed", "MIDI: note on, channel 1, note 60, velocity 100"
std::string text(const emulator::usb::HidEvent&);
std::string text(const emulator::usb::MidiMessage&);

}  // namespace cli
