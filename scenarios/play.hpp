#pragma once
// Plays one scenario to its verdict, in virtual time.
#include <array>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "emulator/image/image.hpp"
#include "scenarios/branch.hpp"
#include "scenarios/scenario.hpp"

namespace scenarios {

struct Verdict {
  enum class Outcome { passed, skipped, failed, broken };  // broken: it could not be played
  Outcome outcome = Outcome::passed;
  std::vector<std::string> problems;  // each with its place and all that helps to understand it
  emulator::Time time{};              // virtual, when it was over
  std::string output;                 // of all consoles
};

// What playing needs of the outside.
struct NoFirmware : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Theatre {
  struct Firmware {
    emulator::Image image;
    std::array<emulator::u8, 32> sha256;
  };
  const boards::Chips& chips;
  std::function<Firmware(const boards::BoardDescription&, const std::string& wanted)> firmware;  // throws; NoFirmware
  bool skip_without_firmware = false;
  // Machines that have booted, by a key that says all that made them so. May be left out.
  std::function<std::optional<std::vector<emulator::u8>>(const std::string& key)> recall = {};
  std::function<void(const std::string& key, const std::vector<emulator::u8>&)> keep = {};
  std::string build = {};                             // of this program: a booted machine is good for one build
  std::function<bool(double seconds)> too_long = {};  // has playing taken so long on this computer?
  // What to do with pictures that are not as expected: make them so, or keep them to be looked at. May be left out.
  Stage::Pictures pictures = {};
  // The steps begin, and they are over: somebody may want to record.
  std::function<void(boards::Assembly&)> on_start = {};
  std::function<void(emulator::Machine&)> on_end = {};
};

Verdict play(const Scenario&, const Theatre&);

}  // namespace scenarios
