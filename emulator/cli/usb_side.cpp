#include "emulator/cli/usb_side.hpp"

#include <fmt/format.h>

namespace cli {

parts::UsbHost* usb_host(boards::Board& board) {
  for (const auto& part : board.parts())
    if (auto* usb = dynamic_cast<parts::UsbHost*>(part.get())) return usb;
  return nullptr;
}

std::string text(const emulator::usb::HidEvent& e) {
  const bool switches = e.name.starts_with("key ") || e.name.starts_with("button ");
  if (!switches) return fmt::format("{}: {} {}", e.device, e.name, e.value);
  return fmt::format("{}: {} {}", e.device, e.name, e.value ? "pressed" : "released");
}

std::string text(const emulator::usb::MidiMessage& m) { return "MIDI: " + m.text(); }

}  // namespace cli
