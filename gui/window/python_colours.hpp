#pragma once
// Which parts of a Python text are keywords, texts, numbers and comments.
#include <string_view>
#include <vector>

namespace gui {

struct PythonPiece {
  enum class Kind { keyword, text, number, comment } kind;
  std::size_t begin, end;
};
std::vector<PythonPiece> python_pieces(std::string_view);

}  // namespace gui
