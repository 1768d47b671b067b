#pragma once
// As much of Markdown as READMEs of lessons use: headings, paragraphs, code, lists, pictures.
#include <string>
#include <string_view>
#include <vector>

namespace gui {

struct MarkdownBlock {
  enum class Kind { heading, paragraph, code, item, picture, table } kind = Kind::paragraph;
  std::string text = {};  // of a picture: what it shows
  unsigned level = 0;     // of a heading
  std::string file = {};  // of a picture
};
std::vector<MarkdownBlock> read_markdown(std::string_view);
// Cells of a table's text, row by row; the line of dashes is none.
std::vector<std::vector<std::string>> table_rows(std::string_view);

}  // namespace gui
