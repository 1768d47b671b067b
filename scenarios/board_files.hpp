#pragma once
// Files that a scenario puts on a board before its script begins: on its USB drive, as its user would, or through its
// interpreter where it has none.
#include <optional>
#include <string>
#include <vector>

#include "emulator/console.hpp"
#include "emulator/machine.hpp"
#include "emulator/usb/drive_set.hpp"

namespace scenarios {

struct BoardFile {
  std::string board;
  std::string path;  // on the board: "lib/font.py"
  std::string bytes;
  std::string name;  // of the file beside the scenario
};

// Lets the machine run until the files of this board are there. The board has booted, and waits at its raw prompt
// afterwards. `drive`: the first of its USB drives, if it has USB. A sentence if it could not be done.
std::optional<std::string> put_files(emulator::Machine&, emulator::Console&, emulator::usb::Drive* drive,
                                     const std::string& board, const std::vector<BoardFile>&);

}  // namespace scenarios
