#pragma once
// A computer at the end of the board's USB cable. It enumerates the device that the firmware presents; serial ports
// become consoles, the first of them this part's console.
//
// Attributes: "plugged" (true): the cable is in when the board gets power.
//
// Not modelled: the current that the computer supplies.
#include "emulator/usb/console_set.hpp"
#include "emulator/usb/host.hpp"
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

 private:
  emulator::usb::ConsoleSet consoles_;
  emulator::usb::Host host_;
  bool plugged_;
};

}  // namespace parts
