#pragma once
// The board drawings compiled into the program (cmake/embed.cmake).
#include <span>
#include <string_view>

namespace bench {

struct EmbeddedFile {
  std::string_view name, text;  // "gui/bench/drawings/pico.json"
};
std::span<const EmbeddedFile> embedded_files();

}  // namespace bench
