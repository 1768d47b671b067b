#include "emulator/cli/bootloader_drive.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "emulator/cli/drive_sectors.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/usb_side.hpp"
#include "emulator/fat/volume.hpp"
#include "emulator/host/file.hpp"

namespace cli {

using namespace emulator;
using namespace std::chrono_literals;

namespace {

constexpr auto button = "button_bootsel";
constexpr auto proof =
    "/INFO_UF2.TXT";               // every UF2 bootloader's drive has it: github.com/microsoft/uf2, "Files exposed"
constexpr Duration patience = 5s;  // until the drive appears, and until the chip restarts

class Bootloader {
 public:
  Bootloader(Machine& machine, boards::Board& board) : machine_(machine), board_(board) {
    Quantity* bootsel = machine.world.find(board.prefix() + button);
    parts::UsbHost* usb = usb_host(board);
    if (!bootsel || !usb) throw Failure(bad_input, fmt::format("--bootsel: {} has no BOOTSEL button", name()));
    usb_ = usb;
    bootsel->set(1);
    if (!wait_for([&] { return static_cast<bool>(drive()); }))
      throw Failure(firmware_fault,
                    fmt::format("--bootsel: {} shows no drive, with BOOTSEL held at its start", name()));
    bootsel->set(0);
  }

  void take(const std::string& file) {
    const std::vector<u8> bytes = read_file(file);
    usb::Drive& to = *drive();
    DriveSectors sectors{machine_, to};
    try {
      fat::Volume volume{sectors};
      if (!volume.find(proof)) throw Failure(firmware_fault, fmt::format("--bootsel: {} has no {}", name(), proof));
      if (volume.free_bytes() < bytes.size())
        throw Failure(bad_input, fmt::format("{} does not fit on the drive of {}", file, name()));
      volume.write(fmt::format("/{}", std::filesystem::path{file}.filename().string()), bytes, {});
      sectors.finish();
    } catch (const fat::FatError&) {
      if (to.present()) throw;  // the chip does not wait for the directory's entry
    }
    if (!wait_for([&] { return !to.present(); }))
      throw Failure(bad_input, fmt::format("{} took {} and did not restart: there is no complete image for {} in it",
                                           name(), file, board_.chip().name()));
  }

 private:
  const std::string& name() const { return board_.description().name; }
  usb::Drive* drive() {
    for (const auto& drive : usb_->drives().drives())
      if (drive->present()) return drive.get();
    return nullptr;
  }
  bool wait_for(const std::function<bool()>& what) {
    const Time end = machine_.now() + patience;
    while (!what() && machine_.now() < end) machine_.run_until(machine_.now() + 1ms);
    return what();
  }

  Machine& machine_;
  boards::Board& board_;
  parts::UsbHost* usb_ = nullptr;
};

}  // namespace

void copy_to_bootloader(Machine& machine, boards::Board& board, const std::string& uf2_file) {
  Bootloader{machine, board}.take(uf2_file);
}

}  // namespace cli
