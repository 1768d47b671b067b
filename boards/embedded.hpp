#pragma once
// The board files compiled into the program (cmake/embed.cmake).
#include <span>
#include <string_view>

namespace boards {

struct EmbeddedFile {
  std::string_view name, text;  // "boards/microbit.json"
};
std::span<const EmbeddedFile> embedded_files();

}  // namespace boards
