#pragma once
// Just enough of Python's lexical rules to tell statements apart and names from strings and comments.
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

struct PythonLine {
  std::string_view text;        // with its line end
  bool begins = true;           // not inside a bracket or string, nor continued by a backslash
  bool blank = false;           // nothing but space and comment
  bool indented = false;        // has space in front
  std::string_view first_word;  // "if", "@" for a decorator
  std::vector<std::string_view> names;
};

// The views look into the script.
std::vector<PythonLine> python_lines(std::string_view script);

}  // namespace emulator
