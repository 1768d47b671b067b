#include "gui/window/markdown.hpp"

#include <cctype>
#include <sstream>

namespace gui {
namespace {

using MdKind = MarkdownBlock::Kind;

// Without the marks of links, code and emphasis: "[gui.md](gui.md)" is "gui.md".
std::string unmarked(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '`' || (line[i] == '*' && i + 1 < line.size() && line[i + 1] == '*')) {
      i += line[i] == '*';
      continue;
    }
    if (line[i] == '[') {
      const auto close = line.find("](", i), end = close == line.npos ? close : line.find(')', close);
      if (end != line.npos) {
        out += line.substr(i + 1, close - i - 1);
        i = end;
        continue;
      }
    }
    out += line[i];
  }
  return out;
}

std::string without_indent(const std::string& line, std::size_t by) { return line.substr(std::min(by, line.size())); }

}  // namespace

std::vector<MarkdownBlock> read_markdown(std::string_view text) {
  std::vector<MarkdownBlock> blocks;
  std::istringstream in{std::string{text}};
  bool fenced = false, gap = true;
  const auto add = [&](MdKind kind, const std::string& line) {
    const bool joins =
        !gap && !blocks.empty() && blocks.back().kind == kind && kind != MdKind::heading && kind != MdKind::item;
    if (joins)
      blocks.back().text += (kind == MdKind::paragraph ? " " : "\n") + line;
    else
      blocks.push_back({kind, line});
    gap = false;
  };
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      fenced = !fenced;
      gap = true;
    } else if (fenced) {
      add(MdKind::code, line);
    } else if (line.find_first_not_of(" \t") == line.npos) {
      gap = true;
    } else if (line.starts_with("    ") && (gap || (!blocks.empty() && blocks.back().kind == MdKind::code))) {
      if (gap && !blocks.empty() && blocks.back().kind == MdKind::code) blocks.back().text += "\n", gap = false;
      add(MdKind::code, without_indent(line, 4));
    } else if (line[0] == '#') {
      const auto level = line.find_first_not_of('#');
      blocks.push_back({MdKind::heading, unmarked(without_indent(line, level + 1)), static_cast<unsigned>(level)});
      gap = true;
    } else if (line.starts_with("![") && line.find("](") != line.npos) {
      const auto close = line.find("](");
      blocks.push_back(
          {MdKind::picture, line.substr(2, close - 2), 0, line.substr(close + 2, line.find(')', close) - close - 2)});
      gap = true;
    } else if (line.starts_with("- ") || line.starts_with("* ") ||
               (std::isdigit(static_cast<unsigned char>(line[0])) && line.find(". ") < 3)) {
      add(MdKind::item, unmarked(line.starts_with("- ") || line.starts_with("* ") ? "• " + line.substr(2) : line));
    } else if (line[0] == '|') {
      add(MdKind::table, unmarked(line));
    } else if (!blocks.empty() && !gap && blocks.back().kind == MdKind::item) {
      blocks.back().text += " " + unmarked(without_indent(line, line.find_first_not_of(' ')));
    } else {
      add(MdKind::paragraph, unmarked(line));
    }
  }
  return blocks;
}

std::vector<std::vector<std::string>> table_rows(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of("|-: ") == line.npos) continue;
    std::vector<std::string> row;
    for (line.remove_prefix(line.starts_with('|')); !line.empty();) {
      std::string_view cell = line.substr(0, line.find('|'));
      line.remove_prefix(std::min(cell.size() + 1, line.size()));
      cell.remove_prefix(std::min(cell.find_first_not_of(' '), cell.size()));
      row.emplace_back(cell.substr(0, cell.find_last_not_of(' ') + 1));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace gui
