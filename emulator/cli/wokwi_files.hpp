#pragma once
// Wokwi projects as they lie on this computer's disk.
#include <filesystem>
#include <string>
#include <vector>

#include "wokwi/project.hpp"

namespace cli {

bool is_yaml(const std::filesystem::path&);
bool is_diagram(const std::filesystem::path&);  // it is named diagram.json
// A YAML file that is an automation scenario, in or below a folder with a diagram.json.
bool is_wokwi_scenario(const std::filesystem::path&);

// The project of a folder, a diagram or a scenario. Failure if it is in none, boards::BoardError if it is wrong.
wokwi::Project wokwi_project(const std::string& path, const boards::Chips&, bool leave_out);
// The scenarios in and below its folder, sorted; not those of projects below.
std::vector<std::string> wokwi_scenarios(const wokwi::Project&);

}  // namespace cli
