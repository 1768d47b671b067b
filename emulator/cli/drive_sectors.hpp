#pragma once
// A board's USB drive as sectors that are there at once: the machine runs until they are.
#include <map>
#include <optional>

#include "emulator/fat/sectors.hpp"
#include "emulator/machine.hpp"
#include "emulator/usb/drive_set.hpp"

namespace cli {

class DriveSectors final : public emulator::fat::Sectors {
 public:
  DriveSectors(emulator::Machine&, emulator::usb::Drive&);
  ~DriveSectors() override;
  emulator::u32 size() const override { return drive_.sector_size(); }
  emulator::u32 count() const override { return drive_.sectors(); }
  std::span<const emulator::u8> read(emulator::u32 sector) override;
  // Kept until neighbours have come, in order.
  void write(emulator::u32 sector, std::span<const emulator::u8> bytes) override;
  // Everything written is in the board's memory.
  void finish();

 private:
  void send();
  emulator::usb::BlockDevice::Result wait();  // for the answer to the last request; FatError

  emulator::Machine& machine_;
  emulator::usb::Drive& drive_;
  emulator::u32 tag_ = 0;
  std::optional<emulator::usb::BlockDevice::Result> answer_;
  std::map<emulator::u32, std::vector<emulator::u8>> known_;
  emulator::u32 first_ = 0, waiting_ = 0;  // sectors to be written, all in known_
  bool wrote_ = false;
};

}  // namespace cli
