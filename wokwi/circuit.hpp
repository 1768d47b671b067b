#pragma once
// From a diagram to one of our circuit files: boards, parts and wires by our names.
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wokwi/diagram.hpp"
#include "wokwi/nets.hpp"
#include "wokwi/part_types.hpp"

namespace wokwi {

// What is on the shelves, here and now.
struct Shelves {
  std::function<bool(const std::string&type)> has_part, has_board;
};

struct CircuitOptions {
  bool leave_out = false;  // parts that we lack are left out, not a mistake
  bool monitor = false;    // $serialMonitor is a serial adapter of the first board, and its console
};

struct Circuit {
  boards::Json json;
  std::map<std::string, unsigned> lines;      // of paths of `json`: the diagram's
  std::string board;                          // the first one's name
  std::map<std::string, std::string> boards;  // Wokwi's id -> our name
  std::map<std::string, Translation> parts;   // by Wokwi's id
  std::vector<std::string> lacking;           // "wokwi-tv (line 12)"
  std::vector<std::string> remarks;           // sentences with file and line
  Nets nets;
  const Diagram* diagram = nullptr;

  // What shows the level of a pin: the board's pin that it is joined with, through a resistor if need be, as Wokwi's
  // digital wires do it; else its own terminal. None: nothing here has that pin.
  std::optional<std::string> level_of(const PinName&) const;
};

// Notes mistakes in the diagram's file.
Circuit make_circuit(DiagramFile&, const Shelves&, const CircuitOptions&);

}  // namespace wokwi
