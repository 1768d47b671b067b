#include "gui/window/saving.hpp"
#include "gui/bench/editing/editor.hpp"

#include <fmt/format.h>

namespace gui {

bool save_file(Desk& desk, const std::string& path, std::string_view bytes) {
  if (path.empty()) {
    desk.notice = "A file needs a name.";
    return false;
  }
  const std::string wrong = desk.outside.write ? desk.outside.write(path, bytes) : "files cannot be written here";
  desk.notice = wrong;
  if (wrong.empty()) desk.done = fmt::format("{} is written.", path);
  return wrong.empty();
}

bool save_circuit(Desk& desk) {
  const std::string path = desk.editor->source();
  return save_circuit_as(desk, path.empty() ? "circuit.json" : path);
}

bool save_circuit_as(Desk& desk, const std::string& path) {
  if (!save_file(desk, path, desk.editor->text())) return false;
  desk.editor->saved(path);
  return true;
}

}  // namespace gui
