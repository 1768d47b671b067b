#pragma once
// A computer at the end of the board's USB cable. It enumerates the device that the firmware presents; serial ports
// become consoles, the first of them this part's console; mass storage becomes drives. What keyboards, mice and MIDI
// instruments on the board tell is passed on.
//
// Attributes: "plugged" (true): the cable is in when the board gets power.
//
// Not modelled: the current that the computer supplies.
#include "emulator/usb/console_set.hpp"
#include "emulator/usb/drive_set.hpp"
#include "emulator/usb/hid.hpp"
#include "emulator/usb/host.hpp"
#include "emulator/usb/midi.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class UsbHost final : public Part {
 public:
  explicit UsbHost(const Setup&);
  void power_on() override;
  emulator::Console* console() override { return &consoles_.first().console; }
  void serialize(emulator::State&) override;

  emulator::usb::Host& host() { return host_; }
  emulator::usb::ConsoleSet& consoles() { return consoles_; }
  emulator::usb::DriveSet& drives() { return drives_; }
  std::function<void(const emulator::usb::HidEvent&)> on_hid;
  std::function<void(const emulator::usb::MidiMessage&)> on_midi;

 private:
  emulator::usb::ConsoleSet consoles_;
  emulator::usb::DriveSet drives_;
  emulator::usb::Host host_;
  bool plugged_;
};

}  // namespace parts
