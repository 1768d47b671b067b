#pragma once
// An automation scenario (YAML) as steps of ours. docs/wokwi.md has the table.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wokwi/circuit.hpp"

namespace wokwi {

struct ScenarioText {
  std::string name;
  boards::Json steps = boards::Json::array();
  std::map<std::string, unsigned> lines;  // "steps[2]" -> the YAML's
  std::vector<std::size_t> pictures;      // steps that name a picture, beside the YAML
  double seconds = 0;                     // of all delays
  std::vector<std::string> remarks;       // sentences with file and line
};

// boards::BoardError with every mistake, each with file and line.
ScenarioText read_scenario(std::string_view yaml, const std::string& source, const Circuit&);

// Whether a YAML file is such a scenario, as far as one can tell without reading it.
bool looks_like_scenario(std::string_view yaml);

}  // namespace wokwi
