#pragma once
// A circuit read as it is, mistakes and all: what can be built is built, and each mistake is told with its place.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "boards/circuit.hpp"

namespace bench {

struct Mistake {
  unsigned line = 0;
  std::string path = {};      // "parts.led", "wires[2]"
  std::string text = {};      // what is wrong there
  std::string about() const;  // the part or board it speaks of, if its path tells: "led"
};

struct Reading {
  std::optional<boards::CircuitDescription> circuit;  // without what is wrong; none if nothing could be kept
  std::vector<Mistake> mistakes;                      // of the file as it is
};

using ReadFile = std::function<std::string(const std::string& path)>;
// `text` must be JSON: boards::BoardError if not.
Reading read_leniently(const std::string& text, const std::string& source, const boards::Library&, const ReadFile&);

}  // namespace bench
