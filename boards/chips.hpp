#pragma once
// The chips that a board file can name.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpu/engines.hpp"
#include "emulator/chip.hpp"
#include "emulator/machine.hpp"

namespace boards {

struct ChipSetup {
  emulator::Machine& machine;
  std::string name;
  std::string variant;            // empty: the chip's usual one
  std::string flash;              // the part it runs from, if that is outside; empty: the usual one
  double supply = 3.3;            // volts
  std::vector<emulator::u8> rom;  // a real boot ROM in place of our own
};

// A boot ROM that a chip can not do without, and where users get it.
struct ChipRom {
  std::string file;  // as its publisher names it
  std::string sha256;
  std::string url;   // of that file; empty: none that gives the file as it is
  std::string from;  // "Espressif's esp-rom-elfs"
};

struct ChipType {
  std::string name;     // "nRF51822"
  std::string summary;  // "Nordic nRF51822, Cortex-M0 at 16 MHz"
  std::vector<std::string> variants;
  std::vector<std::string> flashes;  // parts it can run from
  std::function<std::unique_ptr<emulator::Chip>(const ChipSetup&)> make;
  std::optional<ChipRom> rom = {};
};
using Chips = std::vector<ChipType>;

// `engines`: what executes their cores; the interpreter where none is given.
Chips built_in_chips(const cpu::Engines& engines = {});
std::optional<ChipRom> rom_of(std::string_view chip);  // that it can not do without

}  // namespace boards
