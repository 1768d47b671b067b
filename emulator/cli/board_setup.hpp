#pragma once
// What a board begins with: its firmware, its persistent memory, a main program.
#include <array>
#include <optional>
#include <string>

#include "boards/board.hpp"
#include "boards/circuit.hpp"
#include "emulator/cli/firmware_store.hpp"

namespace cli {

// A board by its name, or by the path of a board file (it ends in .json), with the boot ROM that its chip needs, if the
// store has it. BoardError, or Failure if it cannot be read.
boards::BoardDescription describe_board(const std::string& name_or_file);

// A circuit by the path of its file, or a board as above in a circuit of its own.
boards::CircuitDescription describe_circuit(const std::string& board_or_file);

// For circuits that were read elsewhere: the boot ROMs that chips need, as far as the store has them.
void find_roms(boards::CircuitDescription&);

// The image for a board: the given file, or the first that the store finds. Failure if there is none.
std::string find_firmware(const boards::BoardDescription&, const std::optional<std::string>& given,
                          const FirmwareStore&);

struct LoadedImage {
  std::string path;
  emulator::Image image;
  std::array<emulator::u8, 32> sha256{};
};
// Failure if the file cannot be read, is no image, or does not fit the board.
LoadedImage load_firmware(boards::Board&, const std::string& path);

// All memory that outlives power, in the chip's order, in one file.
class FlashFile {
 public:
  FlashFile(boards::Board&, std::string path);
  bool load();  // false if there is no such file yet; Failure if it is of another size
  void save() const;

 private:
  std::size_t size() const;
  std::string sizes() const;
  std::vector<emulator::Memory*> memories_;
  std::string board_, path_;
};

// Stores a script as the program that runs at power-up, the way this board's users do. Failure if it does not fit.
void store_main(boards::Board&, const std::string& script, const emulator::Image&);

// The script's text: a file, "-" or nothing for standard input.
std::string read_script(const std::optional<std::string>& path);

}  // namespace cli
