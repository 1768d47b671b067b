#pragma once
// What comes before a scenario's scripts: the boards that will run one boot, and get their files.
#include <optional>
#include <string>

#include "scenarios/scenario.hpp"
#include "scenarios/stage.hpp"

namespace scenarios {

// Lets the machine, which is on, run until each of these boards is at its raw prompt and has its files. A sentence if
// it could not be done.
std::optional<std::string> bring_to_prompts(Stage&, const Scenario&);

}  // namespace scenarios
