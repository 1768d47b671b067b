#pragma once
// A scenario file, read and checked: a circuit, what runs on it, and what is done and expected. docs/scenarios.md
// describes the file.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "boards/circuit.hpp"
#include "boards/library.hpp"
#include "scenarios/board_files.hpp"
#include "scenarios/step.hpp"

namespace scenarios {

// What the scenario room needs of the outside.
struct Files {
  std::function<std::string(const std::string& path)> text;  // of a file; throws std::runtime_error with a sentence
};

struct Script {
  std::string board, text, name;
};

struct Scenario {
  std::string name;    // with the row of its table: "thermometer [cold]"
  std::string source;  // its file
  boards::CircuitDescription circuit;
  std::string made_of;                          // the files that describe the circuit, as they are
  std::map<std::string, std::string> firmware;  // board -> "micropython", "circuitpython 9.2.1", a file
  std::vector<Script> scripts;
  std::vector<BoardFile> files;         // that are put on boards before their scripts begin
  std::map<std::string, double> world;  // quantities as they are when the power comes
  bool may_raise = false;               // a traceback is no failure
  emulator::u64 seed = 1;
  emulator::Duration limit{};  // of virtual time
  double host_limit = 0;       // seconds
  bool strict = false;
  Steps steps;
  std::vector<std::string> nets;              // that its steps look at
  std::vector<boards::BusDescription> buses;  // likewise
};

// All the cases of a file: one, or one for each row of its table. boards::BoardError with every mistake, each with
// file, line and path.
std::vector<Scenario> read_scenarios(const std::string& source, const Files&, const boards::Chips&);

}  // namespace scenarios
