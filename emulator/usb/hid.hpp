#pragma once
// Keyboards, mice, gamepads and all other devices that report values (HID 1.11).
//
// Each report is compared with the one before: a key, button or axis that is another now is an event. Movements
// (relative values) are events whenever they are not zero.
#include "emulator/usb/class_driver.hpp"
#include "emulator/usb/hid_report.hpp"

namespace emulator::usb {

struct HidEvent {
  u8 interface = 0;
  std::string device;  // "keyboard"
  std::string name;    // "key A"
  i32 value = 0;       // 1 and 0 for keys and buttons
};
using HidListener = std::function<void(const HidEvent&)>;

class Hid final : public ClassDriver {
 public:
  static DriverFactory factory(HidListener);
  std::string_view name() const override { return "HID"; }
  void start() override;
  void serialize(State&) override;

  const hid::ReportDescriptor& reports() const { return reports_; }
  // An output report, such as a keyboard's lights: by its interrupt endpoint or SET_REPORT. The number comes first if
  // there are numbers.
  void send(std::vector<u8> report);

 private:
  Hid(const DriverContext&, HidListener, u16 descriptor_size);
  void answered(const ControlReply&) override;
  void halt_cleared(u8 endpoint, Outcome) override;
  void understand(std::vector<u8> descriptor, bool aloud);
  void read();
  void received(Outcome);
  void sent(Outcome);
  void report(std::span<const u8>, u8 number);
  void variables(const hid::Field&, std::span<const u8> now, std::span<const u8> before);
  void array(const hid::Field&, std::span<const u8> now, std::span<const u8> before);
  void tell(const hid::Field&, hid::Usage, i32 value);

  HidListener listener_;
  u16 descriptor_size_;
  std::unique_ptr<DataPipe> in_, out_;
  std::vector<u8> descriptor_;
  hid::ReportDescriptor reports_;
  std::map<u8, std::vector<u8>> last_;  // report, by number
  std::vector<std::vector<u8>> to_send_;
  Event again_;
};

}  // namespace emulator::usb
