#pragma once
// What a circuit file says, checked: boards, parts and the wires between them. docs/circuits.md describes the file.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "boards/bus.hpp"
#include "boards/chips.hpp"
#include "boards/description.hpp"
#include "boards/library.hpp"

namespace boards {

// "pico:GP15", "led:anode"
struct CircuitPin {
  std::string of;    // a board or a part
  std::string name;  // its pin or terminal
  bool operator==(const CircuitPin&) const = default;
  std::string text() const { return of + ":" + name; }
};

struct CircuitNet {
  std::string name;  // empty: it has none of its own
  std::vector<CircuitPin> pins;
};

struct CircuitDescription {
  struct BoardEntry {
    std::string name;
    BoardDescription board;
  };
  std::string title;
  std::string source;  // file that described it
  std::vector<BoardEntry> boards;
  std::vector<PartDescription> parts;      // without wires
  std::vector<CircuitNet> nets;            // wires are nets of two pins without a name
  std::map<std::string, CircuitPin> pins;  // names that scripts and scenarios use: "led" -> pico:GP15
  std::vector<BusDescription> buses;       // that decoders read
  std::string layout;                      // JSON, for whoever draws
};

// BoardError with every mistake, each with file, line and path. Board files that it names by a path are looked for
// relative to `source`; read_file gives their text.
CircuitDescription read_circuit(std::string_view json, const std::string& source, Library,
                                const std::function<std::string(const std::string& path)>& read_file,
                                const Chips& chips = built_in_chips());

// A circuit of one board and nothing else.
CircuitDescription circuit_of(BoardDescription);

}  // namespace boards
