#pragma once
// The USB device that the boot ROM is in BOOTSEL mode: the drive RPI-RP2 and PICOBOOT. RP2040 Datasheet 2.8.4
// and 2.8.5. Performed by the emulator, not by guest code on the USB controller; UsbSwitch puts it on the chip's
// connector.
#include <string>

#include "peripherals/rp2040/usb_boot_picoboot.hpp"
#include "peripherals/rp2040/usb_boot_storage.hpp"

namespace rp2040 {

class UsbBoot final : public usb::DevicePort {
 public:
  // serial: twelve hexadecimal digits, SYSINFO's GITREF_RP2040 and the ROM's software revision, six of each.
  UsbBoot(Scheduler&, UsbBootTarget&, const std::string& serial);

  // What reset_to_usb_boot(gpio_activity_pin_mask, disable_interface_mask) ends in, and the chip's reset ends.
  void start(u32 disable_interface_mask = 0);
  void stop();
  bool running() const { return running_; }

  UsbBootPicoboot& picoboot() { return picoboot_; }
  // For the boot ROM's core.
  UsbBootCall next_call(u32 returned) { return worker_.next_call(returned); }
  u32 erase_sector_function() { return worker_.erase_sector_function(); }
  void serialize(State&);

  bool attached() const override { return running_; }
  usb::Speed speed() const override { return usb::Speed::full; }
  void power(bool) override {}
  void bus_reset() override;
  void start_of_frame(u16) override {}
  void suspend() override {}
  void resume() override {}
  usb::Handshake setup(u8 address, u8 endpoint, std::span<const u8, 8> packet) override;
  usb::Handshake out(u8 address, u8 endpoint, bool data1, std::span<const u8> data) override;
  usb::InResult in(u8 address, u8 endpoint) override;

 private:
  enum class Stage : u8 { idle, data_in, status_in, status_out, stalled };
  struct Setup {
    u8 type, request;
    u16 value, index, length;
  };

  bool has_storage() const { return !(disabled_ & 1); }
  bool has_picoboot() const { return !(disabled_ & 2); }
  UsbBootPipe* pipe(u8 endpoint_address);
  void perform(const Setup&);
  void reply(const Setup&, std::vector<u8> data);
  void acknowledge() { stage_ = Stage::status_in; }
  void stall() { stage_ = Stage::stalled; }
  void device_request(const Setup&);
  void interface_request(const Setup&);
  void endpoint_request(const Setup&);
  void get_descriptor(const Setup&);
  std::vector<u8> configuration_descriptor() const;
  void configure(u8 value);
  void ready(unsigned bit);

  UsbBootWorker worker_;
  UsbBootStorage storage_;
  UsbBootPicoboot picoboot_;
  std::string serial_;
  bool running_ = false;
  u32 disabled_ = 0;
  u8 address_ = 0, new_address_ = 0, configuration_ = 0;
  Stage stage_ = Stage::idle;
  std::vector<u8> control_data_;
};

}  // namespace rp2040
