#pragma once
// The files that scenarios are made of.
#include <string>
#include <vector>

#include "scenarios/play.hpp"

namespace cli {

// Files as they are; of folders all scenario.json and *.scenario.json below, and the scenarios of Wokwi projects, sorted.
// Failure if one is not there, or a folder has none.
std::vector<std::string> scenario_files(const std::vector<std::string>& paths);

// "micropython", "circuitpython 9.2.1", a file, or nothing: the first that is found.
scenarios::Theatre::Firmware scenario_firmware(const boards::BoardDescription&, const std::string& wanted);

}  // namespace cli
