#pragma once
// A scenario played several times with other data: each row of its "table" names values, "$name" stands for them.
#include <string>
#include <vector>

#include "boards/json.hpp"

namespace scenarios {

struct Row {
  std::string name;  // of the case; empty if there is no table
  boards::Json scenario;
};

// The file's content for each row, without the table.
std::vector<Row> rows_of(const boards::Json& file, boards::Mistakes&);

}  // namespace scenarios
