#pragma once
// Files that a scenario puts on a board, through its interpreter, before its script begins.
#include <optional>
#include <string>
#include <vector>

#include "emulator/console.hpp"
#include "emulator/machine.hpp"

namespace scenarios {

struct BoardFile {
  std::string board;
  std::string path;  // on the board: "lib/font.py"
  std::string bytes;
  std::string name;  // of the file beside the scenario
};

// Lets the machine run until the files of this board are there. The board has booted, and waits at its raw prompt
// afterwards. A sentence if it could not be done.
std::optional<std::string> put_files(emulator::Machine&, emulator::Console&, const std::string& board,
                                     const std::vector<BoardFile>&);

}  // namespace scenarios
