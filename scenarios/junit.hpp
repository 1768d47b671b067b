#pragma once
// Verdicts as JUnit XML, as CI servers read it.
#include <string>
#include <vector>

#include "scenarios/play.hpp"

namespace scenarios {

struct Result {
  std::string file, name;
  Verdict verdict;
  double seconds = 0;  // of this computer
};

std::string junit(const std::vector<Result>&);

}  // namespace scenarios
