#pragma once
// What the window writes for the person at it.
#include "gui/window/panel.hpp"

namespace gui {

// To its file; true if it is saved. Otherwise the desk's notice says why not.
bool save_circuit(Desk&);
bool save_circuit_as(Desk&, const std::string& path);
// Any file; what went wrong, or where it is, becomes the notice.
bool save_file(Desk&, const std::string& path, std::string_view bytes);

}  // namespace gui
