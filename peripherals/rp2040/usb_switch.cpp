#include "peripherals/rp2040/usb_switch.hpp"

namespace rp2040 {

UsbSwitch::UsbSwitch(usb::DevicePort& controller, usb::DevicePort& boot) : controller_(controller), boot_(boot) {
  listen(controller_);
  listen(boot_);
}

void UsbSwitch::listen(usb::DevicePort& device) {
  device.on_attach_change = [this, &device] {
    if (&device == &now() && on_attach_change) on_attach_change();
  };
  device.on_remote_wakeup = [this, &device] {
    if (&device == &now() && on_remote_wakeup) on_remote_wakeup();
  };
  device.on_ready = [this, &device](u32 endpoints) {
    if (&device == &now() && on_ready) on_ready(endpoints);
  };
}

void UsbSwitch::select_boot(bool boot) {
  if (boot == boot_selected_) return;
  if (attached()) {
    switching_ = true;
    if (on_attach_change) on_attach_change();
  }
  if (powered_) now().power(false);
  boot_selected_ = boot;
  if (powered_) now().power(true);
  switching_ = false;
  if (attached() && on_attach_change) on_attach_change();
}

void UsbSwitch::power(bool vbus) {
  powered_ = vbus;
  now().power(vbus);
}

usb::Handshake UsbSwitch::setup(u8 address, u8 endpoint, std::span<const u8, 8> packet) {
  return now().setup(address, endpoint, packet);
}

usb::Handshake UsbSwitch::out(u8 address, u8 endpoint, bool data1, std::span<const u8> data) {
  return now().out(address, endpoint, data1, data);
}

}  // namespace rp2040
