#pragma once
// Where things stand: as the circuit file's "layout" says, and where it says nothing, near the pins they are wired to.
//
//   "layout": {"led": [260, 40], "display": {"x": 300, "y": 100, "flipped": true}}
//
// Places are of the upper left corner, in hundredths of an inch, rounded to 5; what is flipped has its front to the
// right.
#include <string>

#include "gui/bench/scene.hpp"

namespace bench {

// `drawing`: what CircuitDescription::layout holds. `legs` of the scene's wires must be known. Shapes are made anew for
// what turns its front.
void lay_out(Scene&, const std::string& drawing);
std::string layout_of(const Scene&);  // the same for the circuit file, of everything as it stands

}  // namespace bench
