#include "gui/window/saving.hpp"
#include "gui/bench/editing/editor.hpp"

#include <fmt/format.h>

#include <filesystem>

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

bool script_is_dirty(const Desk& desk) { return desk.script != desk.saved_script; }
bool circuit_is_dirty(const Desk& desk) { return desk.editor && desk.editor->dirty(); }

bool save_script(Desk& desk) {
  if (desk.script_name.empty()) desk.script_name = "main.py";
  if (!save_file(desk, desk.script_name, desk.script)) return false;
  desk.saved_script = desk.script;
  return true;
}

void open_script(Desk& desk, const std::string& name, const std::string& text) {
  if (script_is_dirty(desk) && desk.script != text)
    desk.opening = {name, text};
  else
    desk.script = desk.saved_script = text, desk.script_name = name;
}

std::string seen_from(const std::string& file, const std::string& other) {
  const auto folder = std::filesystem::path{file}.parent_path();
  const auto way = std::filesystem::path{other}.lexically_relative(folder.empty() ? "." : folder);
  return way.empty() ? other : way.string();
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
