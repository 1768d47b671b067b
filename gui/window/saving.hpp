#pragma once
// What the window writes for the person at it.
#include "gui/window/panel.hpp"

namespace gui {

// To its file; true if it is saved. Otherwise the desk's notice says why not.
bool save_circuit(Desk&);
bool save_circuit_as(Desk&, const std::string& path);
// Is there something that leaving would lose?
bool script_is_dirty(const Desk&);
bool circuit_is_dirty(const Desk&);
// The script, under its name; true if it is saved.
bool save_script(Desk&);
// Another script comes into the script panel; if changes would be lost by it, that is asked first.
void open_script(Desk&, const std::string& name, const std::string& text);
// How a file names another one that is near it.
std::string seen_from(const std::string& file, const std::string& other);
// Any file; what went wrong, or where it is, becomes the notice.
bool save_file(Desk&, const std::string& path, std::string_view bytes);

}  // namespace gui
