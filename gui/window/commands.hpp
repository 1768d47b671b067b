#pragma once
// What a person wants of a run. Panels add to it; the workbench carries it out between slices.
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/host/speed.hpp"
#include "emulator/time.hpp"

namespace boards {
struct CircuitDescription;
}

namespace gui {

using emulator::u32;
using emulator::u8;

// What snapshots shall tell beyond what is always there. Looking costs time, so only what can be seen is looked at.
struct Wants {
  std::vector<std::string> nets = {};  // whose changes are recorded, by the emulator's names
  bool power = false;
  std::optional<std::size_t> core = std::nullopt;   // its registers and code
  std::optional<u32> code_from = std::nullopt;      // none: around the program counter
  std::optional<u32> memory = std::nullopt;         // as that core sees it, from this address on
  std::optional<std::string> block = std::nullopt;  // the registers of a peripheral; empty: none yet
  bool interrupts = false;
  bool log = false;                                                        // events to come, interrupts that are taken
  std::optional<std::string> pin = std::nullopt;                           // of a board: what it is used for
  std::optional<std::pair<std::string, std::string>> ohms = std::nullopt;  // between which two pins
  bool operator==(const Wants&) const = default;
};

namespace command {
struct Set {
  std::string quantity;
  double value;
};
struct Input {
  std::size_t console;
  std::string bytes;
};
struct Pause {};
struct Continue {};
struct Step {
  emulator::Duration time;
};
struct StepInstruction {
  std::size_t core;
};
struct StepEvent {};   // to behind the next thing that happens
struct Reset {};       // the board's reset button
struct PowerCycle {};  // off and on
struct Bootsel {};     // off, and on with the BOOTSEL button held
struct SetSpeed {
  emulator::Speed speed;
};
struct RunScript {
  std::string text, name;
};
struct StopScript {};
struct Rebuild {  // the circuit is another one; the boards go on
  std::shared_ptr<const boards::CircuitDescription> circuit;
};
struct Flash {  // another firmware for the first board
  std::string name;
  std::vector<u8> bytes;
};
struct Look {
  Wants at;
};
struct Breakpoint {
  u32 address;
  bool on;
};
struct SaveSlot {
  std::size_t slot;
};
struct LoadSlot {
  std::size_t slot;
};
struct Rewind {
  emulator::Time to;
};
struct ListFiles {};
struct WriteFile {
  std::string path, text;
};
struct RemoveFile {
  std::string path;
};
struct PlayScenario {
  std::string file;
};
struct StopScenario {};
}  // namespace command
using Command = std::variant<command::Set, command::Input, command::Pause, command::Continue, command::Step,
                             command::StepInstruction, command::StepEvent, command::Reset, command::PowerCycle,
                             command::Bootsel, command::SetSpeed, command::RunScript, command::StopScript,
                             command::Rebuild, command::Flash, command::Look, command::Breakpoint, command::SaveSlot,
                             command::LoadSlot, command::Rewind, command::ListFiles, command::WriteFile,
                             command::RemoveFile, command::PlayScenario, command::StopScenario>;
using Commands = std::vector<Command>;

}  // namespace gui
