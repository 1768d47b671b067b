#pragma once
// JSON of ours, written so that things stand in the lines where they stand in the Wokwi file: what our readers then say
// of "diagram.json:14" is true.
#include <map>
#include <string>

#include "boards/json.hpp"

namespace wokwi {

// `lines` of paths like "parts.led1" and "steps[3]"; what has none follows what is before it.
std::string aligned(const boards::Json&, const std::map<std::string, unsigned>& lines);

}  // namespace wokwi
