#include "gui/window/python_colours.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace gui {
namespace {

// The Python Language Reference 3.4, 2.3.1, and the soft ones of later versions left out.
constexpr std::string_view keywords[] = {
    "False",  "None",     "True", "and",    "as",   "assert",  "async",  "await",  "break", "class",  "continue", "def",
    "del",    "elif",     "else", "except", "for",  "finally", "from",   "global", "if",    "import", "in",       "is",
    "lambda", "nonlocal", "not",  "or",     "pass", "raise",   "return", "try",    "while", "with",   "yield"};

bool word_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

// Behind a text that begins at `at` with a quote.
std::size_t end_of_text(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool triple = text.substr(at, 3) == std::string(3, quote);
  for (std::size_t i = at + (triple ? 3 : 1); i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (triple) {
      if (text.substr(i, 3) == std::string(3, quote)) return i + 3;
    } else if (text[i] == quote) {
      return i + 1;
    } else if (text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

}  // namespace

std::vector<PythonPiece> python_pieces(std::string_view text) {
  using PieceKind = PythonPiece::Kind;
  std::vector<PythonPiece> pieces;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size());
      pieces.push_back({PieceKind::comment, begin, i});
    } else if (text[i] == '"' || text[i] == '\'') {
      i = end_of_text(text, i);
      pieces.push_back({PieceKind::text, begin, i});
    } else if (std::isdigit(static_cast<unsigned char>(text[i]))) {
      while (i < text.size() && (word_letter(text[i]) || text[i] == '.')) ++i;
      pieces.push_back({PieceKind::number, begin, i});
    } else if (word_letter(text[i])) {
      while (i < text.size() && word_letter(text[i])) ++i;
      if (std::ranges::find(keywords, text.substr(begin, i - begin)) != std::end(keywords))
        pieces.push_back({PieceKind::keyword, begin, i});
    } else {
      ++i;
    }
  }
  return pieces;
}

}  // namespace gui
