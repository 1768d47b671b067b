#pragma once
// MIDI over USB (USB Device Class Definition for MIDI Devices 1.0): packets of four bytes, a cable number and a code
// first (4, table 4-1).
#include <array>

#include "emulator/usb/class_driver.hpp"

namespace emulator::usb {

struct MidiMessage {
  u8 cable = 0;
  std::vector<u8> bytes = {};  // a whole message: three bytes of a note, or all of a system exclusive one
  std::string text() const;    // "note on, channel 1, note 60, velocity 100"
};

class Midi final : public ClassDriver {
 public:
  using Listener = std::function<void(const MidiMessage&)>;
  static DriverFactory factory(Listener);
  std::string_view name() const override { return "MIDI"; }
  void start() override;
  void serialize(State&) override;
  void send(const MidiMessage&);

 private:
  Midi(const DriverContext&, Listener);
  void halt_cleared(u8 endpoint, Outcome) override;
  void received(Outcome);
  void sent(Outcome);
  void packet(std::span<const u8, 4>);
  void write();

  Listener listener_;
  std::unique_ptr<DataPipe> in_, out_;
  std::array<std::vector<u8>, 16> exclusive_;  // what has come of a system exclusive message, by cable
  std::vector<u8> to_send_;
  Event again_;
};

// A message as event packets; nothing if it is no message.
std::vector<u8> midi_packets(const MidiMessage&);

}  // namespace emulator::usb
