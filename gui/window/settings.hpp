#pragma once
// How the window was when it was last closed: sizes of columns, which panels were seen, dark or light, sound. A file
// that cannot be read or written is none: nothing depends on it.
#include <string>

#include "gui/window/frame.hpp"

namespace gui {

void recall(const std::string& file, Frame&, Desk&);
void remember(const std::string& file, const Frame&, const Desk&);

}  // namespace gui
