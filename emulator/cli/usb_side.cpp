#include "emulator/cli/usb_side.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/usb/standard.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;

parts::UsbHost* usb_host(boards::Board& board) {
  for (const auto& part : board.parts())
    if (auto* usb = dynamic_cast<parts::UsbHost*>(part.get())) return usb;
  return nullptr;
}

std::string nothing_on_usb() { return fmt::format("nothing appeared on USB within {:g} s", seconds(usb_patience)); }

bool usb_appears(Machine& machine, parts::UsbHost& usb) {
  const Time end = machine.now() + usb_patience;
  while (!usb.host().configured() && machine.now() < end) machine.run_until(machine.now() + 1ms);
  return usb.host().configured();
}

bool has_drive(parts::UsbHost& usb) {
  const auto* description = usb.host().description();
  return description && std::ranges::any_of(description->configuration.interfaces, [](const auto& i) {
           return i.interface_class == emulator::usb::class_code::mass_storage;
         });
}

std::string text(const emulator::usb::HidEvent& e) {
  const bool switches = e.name.starts_with("key ") || e.name.starts_with("button ");
  if (!switches) return fmt::format("{}: {} {}", e.device, e.name, e.value);
  return fmt::format("{}: {} {}", e.device, e.name, e.value ? "pressed" : "released");
}

std::string text(const emulator::usb::MidiMessage& m) { return "MIDI: " + m.text(); }

}  // namespace cli
