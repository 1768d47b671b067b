#pragma once
// The JSON schemas of our files, compiled into the program (cmake/embed.cmake): for editors. What a file really means is
// checked by `vivarium check`, which knows the circuit too.
#include "boards/embedded.hpp"

namespace scenarios {

using boards::EmbeddedFile;
std::span<const EmbeddedFile> embedded_files();  // "scenarios/schemas/circuit.schema.json"

}  // namespace scenarios
