#pragma once
// From JSON to a BoardDescription, in two steps that note every mistake: what the file says, and whether it can be.
#include <functional>
#include <string>

#include "boards/chips.hpp"
#include "boards/description.hpp"
#include "boards/json.hpp"

namespace boards {

using FileReader = std::function<std::string(const std::string& path)>;
// An attribute may be the content of a file: {"file": "card.img"}. Without a reader there are no files to be had.
PartDescription read_part(const std::string& name, ObjectReader&, const FileReader& files = {});
BoardDescription read_description(const Json&, Mistakes&);
// Chip, pins, parts and wires against what there is. Builds all of it in a machine of its own.
void check_description(const BoardDescription&, const Chips&, Mistakes&);

}  // namespace boards
