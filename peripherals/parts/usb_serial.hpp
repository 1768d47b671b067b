#pragma once
// A USB serial adapter as its target sees it: the interface chip of a micro:bit (KL26 with DAPLink) and its like.
//
// It hears the frames on its RX (the target's TX) and passes their bytes to a console; what the console is given goes
// out on TX, one frame time each. The console's line settings set the baud rate; a target that runs at another one is
// misread, bit by bit, as a UART misreads it. Settings that are not binding (a pty's) are no choice: then the rate is
// that of the target's last frame. A break holds the target in reset (DAPLink: USBD_CDC_ACM_SendBreak).
// Where EN or IO0 are wired, DTR and RTS reach them through two transistors, as on boards with an ESP32 (ESP32-DevKitC
// schematic, "Auto program"): RTS without DTR pulls EN low, DTR without RTS pulls IO0 low. EN rises `rise_ms` late, as
// the capacitor there makes it.
//
// Attributes: "baud" (115200) until the console chooses, "volts" (the board's supply), "break_resets" (true), "rise_ms"
// (2).
//
// Not modelled: flow control, DAPLink's buffers (it never loses a byte here), the drive on USB.
#include <optional>

#include "emulator/serial.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class UsbSerial final : public Part {
 public:
  explicit UsbSerial(const Setup&);
  ~UsbSerial() override;
  void wired() override;
  void power_on() override;
  emulator::Console* console() override { return &console_; }
  void serialize(emulator::State&) override;

  const emulator::FrameFormat& format() const { return follows_ ? heard_ : chosen_; }

 private:
  void hear(const emulator::SerialFrame&);
  void send_next();
  void sent();
  void lines(const emulator::HostLines&);
  void line_coding(const emulator::SerialFormat&);

  emulator::Terminal rx_, tx_, reset_, en_, io0_;
  double volts_;
  bool break_resets_;
  emulator::Console console_;
  emulator::SerialLine* to_target_ = nullptr;
  emulator::Lead wire_;  // to the target
  emulator::SerialLine* from_target_ = nullptr;
  unsigned listening_ = 0;

  emulator::FrameFormat chosen_;  // by the console
  emulator::FrameFormat heard_;   // from the target
  bool follows_ = false;
  std::optional<emulator::u8> sending_;
  emulator::Event sent_;
  emulator::Duration rise_;
  emulator::Event risen_;
};

// What a receiver set to `format` makes of a frame sent in another: it samples the middle of each bit as it counts
// them. Nothing if it never sees a start bit.
std::optional<emulator::u8> misread(const emulator::SerialFrame&, const emulator::FrameFormat&);

}  // namespace parts
