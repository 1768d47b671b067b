#pragma once
// The computer's end of the board's USB cable, as a user sees it.
#include <string>

#include "boards/board.hpp"
#include "peripherals/parts/usb_host.hpp"

namespace cli {

parts::UsbHost* usb_host(boards::Board&);  // null if the board has none

// How long a device may take to appear, of virtual time: a first boot may have a file system to make.
constexpr emulator::Duration usb_patience = std::chrono::seconds{15};
std::string nothing_on_usb();  // the sentence for when that is over
// Runs the machine until the computer has configured what is on its cable; false when its patience is over.
bool usb_appears(emulator::Machine&, parts::UsbHost&);
bool has_drive(parts::UsbHost&);  // what is configured there

// "keyboard: key A pressed", "MIDI: note on, channel 1, note 60, velocity 100"
std::string text(const emulator::usb::HidEvent&);
std::string text(const emulator::usb::MidiMessage&);

}  // namespace cli
