#pragma once
// What a board file says, checked. docs/boards.md describes the file.
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulator/image/load.hpp"
#include "emulator/supplies.hpp"
#include "emulator/types.hpp"
#include "peripherals/parts/attributes.hpp"

namespace boards {

// What is wrong with a board: one sentence per mistake, each with file and JSON path, separated by newlines.
class BoardError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class UnknownBoard : public BoardError {
 public:
  using BoardError::BoardError;
};

struct PartDescription {
  std::string name, type;
  parts::Attributes attributes;
  std::map<std::string, std::string> wires;  // terminal -> pin, chip pin or net
};

// An interpreter's image that is known to be for this board.
struct FirmwareEntry {
  std::string name;            // "micropython"
  std::string version;         // "1.0.1"
  std::string url;             // where its project publishes it; empty: only as a package
  std::string sha256;          // of the file, lower case hex; empty: not known
  std::string file;            // its name in a folder of firmware, below the board's folder: "microbit/firmware.hex"
  std::string debian_package;  // that installs it, empty if none
  std::string debian_path;     // where that package puts it
  std::string note;
};

// How this board's users store a script as the program that runs at power-up.
struct MainScript {
  // "microbit-append": header and script at an address in flash. "usb": as a file, by the board's USB drive or its
  // REPL. "repl": as a file, by its REPL. Empty: no way is known.
  std::string method;
  emulator::u32 address = 0, size = 0;
};

struct BoardDescription {
  std::string name, title, summary;
  std::string source;  // file that described it
  std::string chip, variant;
  std::string flash;                                            // the part that the chip runs from, if that is outside
  std::vector<emulator::u8> rom;                                // a real boot ROM, not in the file: the user's
  double supply = 3.3;                                          // volts
  std::map<std::string, std::string> pins;                      // board's name -> chip's name
  std::map<std::string, double> supplies;                       // net -> volts: "3V", "GND"
  std::map<std::string, emulator::Supplies::Ability> currents;  // of supplies: what they can give
  std::vector<std::string> nets;                                // that join no chip pin
  std::map<std::string, std::string> wires;                     // pin -> the pin, supply or net that it is joined with
  std::vector<PartDescription> parts;                           // in the file's order
  std::string reset;                                            // pin that resets the chip while it is low; empty: none
  std::vector<std::string> consoles;                            // parts with a console, the default one first
  std::string display;                  // part whose picture is the board's display; empty: none
  std::vector<FirmwareEntry> firmware;  // the preferred one first
  emulator::LoadOptions image;          // how image files for this board are read
  MainScript main_script;
  std::vector<std::string> not_modelled;
};

}  // namespace boards
