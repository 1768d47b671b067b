#include "peripherals/parts/usb_host.hpp"

#include "emulator/usb/cdc_acm.hpp"
#include "emulator/usb/mass_storage.hpp"

namespace parts {

namespace {

emulator::usb::DevicePort& port_of(const Part::Setup& setup) {
  emulator::usb::DevicePort* port = setup.chip ? setup.chip->usb() : nullptr;
  if (!port) throw PartError("the board's chip has no USB controller that could be a device");
  return *port;
}

}  // namespace

UsbHost::UsbHost(const Setup& setup)
    : Part(setup),
      consoles_(setup.prefix + setup.name),
      drives_(setup.machine.scheduler, setup.prefix + setup.name + " drive"),
      host_(setup.machine.scheduler, setup.prefix + setup.name, port_of(setup)),
      plugged_(setup.attributes.flag("plugged", true)) {
  host_.add_driver(emulator::usb::CdcAcm::factory(consoles_));
  host_.add_driver(emulator::usb::MassStorage::factory(drives_));
  host_.add_driver(emulator::usb::Hid::factory([this](const emulator::usb::HidEvent& e) {
    if (on_hid) on_hid(e);
  }));
  host_.add_driver(emulator::usb::Midi::factory([this](const emulator::usb::MidiMessage& m) {
    if (on_midi) on_midi(m);
  }));
}

// The computer stays on when the board restarts.
void UsbHost::power_on() {
  if (plugged_) host_.plug();
}

void UsbHost::serialize(emulator::State& state) {
  Part::serialize(state);
  state(host_, drives_);
}

}  // namespace parts
