#pragma once
// Which files of a project a Python program needs: those that it imports, and those that it names in quotes.
#include <functional>
#include <string>
#include <vector>

namespace wokwi {

// Paths as in `all`, without `program` itself, sorted. `text` gives a file's content.
std::vector<std::string> needed_files(const std::string& program, const std::vector<std::string>& all,
                                      const std::function<std::string(const std::string& path)>& text);

}  // namespace wokwi
