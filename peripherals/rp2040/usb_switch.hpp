#pragma once
// The chip's USB connector: the controller is behind it, or, in BOOTSEL mode, what performs the boot ROM's device.
// To the host a change from one to the other looks as it does in reality: the pull-up goes, and may come again.
#include "emulator/state.hpp"
#include "emulator/usb/device_port.hpp"

namespace rp2040 {
using namespace emulator;

class UsbSwitch final : public usb::DevicePort {
 public:
  // Takes over both devices' callbacks.
  UsbSwitch(usb::DevicePort& controller, usb::DevicePort& boot);

  void select_boot(bool);
  bool boot_selected() const { return boot_selected_; }
  void serialize(State& state) { state(boot_selected_, powered_); }

  bool attached() const override { return !switching_ && now().attached(); }
  usb::Speed speed() const override { return now().speed(); }
  void power(bool vbus) override;
  void bus_reset() override { now().bus_reset(); }
  void start_of_frame(u16 frame) override { now().start_of_frame(frame); }
  void suspend() override { now().suspend(); }
  void resume() override { now().resume(); }
  usb::Handshake setup(u8 address, u8 endpoint, std::span<const u8, 8> packet) override;
  usb::Handshake out(u8 address, u8 endpoint, bool data1, std::span<const u8> data) override;
  usb::InResult in(u8 address, u8 endpoint) override { return now().in(address, endpoint); }

 private:
  usb::DevicePort& now() { return boot_selected_ ? boot_ : controller_; }
  const usb::DevicePort& now() const { return boot_selected_ ? boot_ : controller_; }
  void listen(usb::DevicePort&);

  usb::DevicePort& controller_;
  usb::DevicePort& boot_;
  bool boot_selected_ = false, powered_ = false;
  bool switching_ = false;  // only while the host is told
};

}  // namespace rp2040
