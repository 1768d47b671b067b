#pragma once
// A circuit file's text as people write it: a part, a wire, a place on a line of its own.
#include <string>

#include "boards/json.hpp"

namespace bench {

std::string circuit_text(const boards::Json&);  // ends with a newline

}  // namespace bench
