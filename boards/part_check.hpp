#pragma once
// A part that a file describes, built to see whether it can be: type, attributes, terminals.
#include <memory>

#include "boards/description.hpp"
#include "boards/json.hpp"
#include "peripherals/parts/part.hpp"

namespace boards {

// Null if it cannot be built. `path` is where the part stands in the file.
std::unique_ptr<parts::Part> try_part(const PartDescription&, parts::Part::Setup, const std::string& path, Mistakes&);
// Whether the part has the terminal; a mistake at `path` if it does not.
bool need_terminal(const parts::Part&, const std::string& type, const std::string& terminal, const std::string& path,
                   Mistakes&);

}  // namespace boards
