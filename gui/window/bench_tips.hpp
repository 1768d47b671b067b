#pragma once
// What is said of a thing on the bench when the mouse is over it.
#include <string>

#include "gui/bench/hit.hpp"
#include "gui/window/panel.hpp"

namespace gui {

std::string tip(const Desk&, const Snapshot&, const bench::Hit&);
std::string volts_text(const Snapshot&, bench::LegRef);      // "3.300 V", "floats: nobody drives it"
std::string milliamps_text(const Snapshot&, bench::LegRef);  // that flow into it; empty if that is not known
std::string subject_device(const std::string& subject);      // of a finding: "led" of "led:anode"

}  // namespace gui
