// `vivarium usb`: what the board says of itself to the computer it is plugged into.
#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "boards/library.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/cli/usb_side.hpp"

namespace cli {
namespace {

using namespace emulator;
using namespace std::chrono_literals;

struct Options {
  std::string board;
  std::optional<std::string> firmware;
};

constexpr Duration afterwards = 1s;  // for drivers to find out about drives

int show(const Options& options) {
  Machine machine{1};
  boards::Board board{describe_board(options.board), machine};
  parts::UsbHost* usb = usb_host(board);
  if (!usb) throw Failure(bad_input, fmt::format("{} has no USB", board.description().name));
  load_firmware(board, find_firmware(board.description(), options.firmware, FirmwareStore::of_this_user()));
  machine.power_on();
  const auto& complaints = usb->host().complaints();
  if (!usb_appears(machine, *usb))
    throw Failure(firmware_fault, complaints.empty() ? nothing_on_usb() : complaints.front());
  machine.run_until(machine.now() + afterwards);
  std::printf("%s\nDrivers:\n", usb->host().text().c_str());
  for (const auto& line : usb->host().interfaces()) std::printf("  %s\n", line.c_str());
  for (const auto& drive : usb->drives().drives())
    if (drive->present())
      std::printf("Drive: %s, %u sectors of %u bytes\n", drive->label.c_str(), drive->sectors(), drive->sector_size());
  for (const auto& sentence : complaints) say(sentence);
  return ok;
}

}  // namespace

void add_usb(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("usb", "Boot a board and print its USB descriptors");
  explain(*app,
          "Boots the board and prints what its firmware presents on USB, laid out as lsusb -v does, and which\n"
          "drivers of the virtual computer took its interfaces.");
  const auto options = std::make_shared<Options>();
  app->add_option("BOARD", options->board, "The board, one of `vivarium boards`, or a board file (.json)")
      ->required()
      ->type_name("");
  app->add_option("--firmware", options->firmware, "The firmware image")->type_name("FILE");
  app->callback([options, &todo] { todo = [options] { return show(*options); }; });
}

}  // namespace cli
