#include "emulator/repl_files.hpp"

#include <fmt/format.h>

#include "emulator/fat/sectors.hpp"

namespace emulator {

namespace {

using Kind = fat::FileChange::Kind;
using fat::FatError;

// Within a function, so that the program that follows finds no names it has not made. Short, for small heaps.
constexpr std::string_view lister = R"(def _v(r):
 import os
 def c(n):
  try:
   f=open(n,'rb')
   while 1:
    b=f.read(64)
    if not b:break
    print(b)
   f.close()
   print('.')
  except OSError as e:print('!',e)
 def w(p):
  for x in os.listdir(p or '/'):
   n=p+'/'+x
   if os.stat(n)[0]&0x4000:
    print('D',bytes(n,'utf8'))
    w(n)
   else:
    print('F',bytes(n,'utf8'))
    c(n)
 if hasattr(os,'getcwd'):
  if r is None:r=os.getcwd()
  while r[-1:]=='/':r=r[:-1]
  print('R',bytes(r,'utf8'))
  w(r)
 else:
  print('R')
  for n in os.listdir():
   print('F',bytes(n,'utf8'))
   c(n)
 print('E')
)";

constexpr std::string_view nothing_known = "the board's files could not be listed";

std::string text_literal(std::string_view text) { return fmt::format("str({},'utf8')", bytes_literal(text)); }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Lines as the interpreter ends them.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}
  bool next() {
    if (at_ >= text_.size()) return false;
    const auto end = std::min(text_.find('\n', at_), text_.size());
    line = text_.substr(at_, end - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at_ = end + 1;
    return true;
  }
  std::string_view line;

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::string bytes_of(std::string_view line) {
  const auto bytes = parse_bytes_literal(line);
  if (!bytes) throw FatError(fmt::format("{}: it printed \"{}\"", nothing_known, line));
  return *bytes;
}

void read_content(Lines& lines, fat::MemoryFiles& files, const std::string& path) {
  std::vector<u8> content;
  while (lines.next()) {
    if (lines.line == ".") return files.add_file(path, std::move(content));
    if (lines.line.starts_with('!')) return files.add_unreadable(path, std::string{lines.line.substr(1)});
    const std::string bytes = bytes_of(lines.line);
    content.insert(content.end(), bytes.begin(), bytes.end());
  }
  throw FatError(fmt::format("{}: {} has no end", nothing_known, path));
}

}  // namespace

std::string bytes_literal(std::string_view bytes) {
  std::string text = "b'";
  for (const char c : bytes) {
    if (c == '\'' || c == '\\')
      text += {'\\', c};
    else if (c >= ' ' && c < 0x7f)
      text += c;
    else
      text += fmt::format("\\x{:02x}", static_cast<u8>(c));
  }
  return text + "'";
}

std::optional<std::string> parse_bytes_literal(std::string_view text) {
  if (text.size() < 3 || text[0] != 'b' || (text[1] != '\'' && text[1] != '"') || text.back() != text[1]) return {};
  const std::string_view inside = text.substr(2, text.size() - 3);
  std::string bytes;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    if (inside[i] != '\\') {
      bytes += inside[i];
      continue;
    }
    if (++i == inside.size()) return {};
    switch (inside[i]) {
      case 'n': bytes += '\n'; break;
      case 'r': bytes += '\r'; break;
      case 't': bytes += '\t'; break;
      case 'x': {
        const int high = i + 2 < inside.size() ? digit(inside[i + 1]) : -1;
        const int low = i + 2 < inside.size() ? digit(inside[i + 2]) : -1;
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(high << 4 | low);
        i += 2;
        break;
      }
      default: bytes += inside[i];
    }
  }
  return bytes;
}

std::string python_that_lists(const std::optional<std::string>& root) {
  return fmt::format("{}_v({})\ndel _v\n", lister, root ? text_literal(*root) : "None");
}

ReplTree parse_listing(std::string_view output) {
  ReplTree tree;
  Lines lines{output};
  if (!lines.next() || !lines.line.starts_with('R'))
    throw FatError(fmt::format("{}: it printed \"{}\"", nothing_known, lines.line));
  tree.files.flat = lines.line == "R";
  if (!tree.files.flat) tree.root = bytes_of(lines.line.substr(2));
  while (lines.next()) {
    if (lines.line == "E") return tree;
    const char kind = lines.line.empty() ? ' ' : lines.line[0];
    if ((kind != 'D' && kind != 'F') || lines.line.size() < 2)
      throw FatError(fmt::format("{}: it printed \"{}\"", nothing_known, lines.line));
    const std::string whole = bytes_of(lines.line.substr(2));
    const std::string path = whole.starts_with(tree.root) ? whole.substr(tree.root.size()) : whole;
    if (kind == 'D')
      tree.files.add_directory(path);
    else
      read_content(lines, tree.files, path);
  }
  throw FatError(fmt::format("{}: the list has no end", nothing_known));
}

static std::string on_board(const std::string& path, const ReplTree& tree) {
  return text_literal(tree.files.flat ? path : tree.root + '/' + path);
}

std::vector<std::string> python_that_makes(const fat::FileChange& change, const ReplTree& tree) {
  const std::string path = on_board(change.path, tree);
  switch (change.kind) {
    case Kind::make_directory: return {fmt::format("__import__('os').mkdir({})\n", path)};
    case Kind::remove: return {fmt::format("__import__('os').remove({})\n", path)};
    case Kind::remove_directory: return {fmt::format("__import__('os').rmdir({})\n", path)};
    case Kind::write: break;
  }
  // One open file from the first byte to the last: littlefs shows nothing of it before it is closed.
  const std::size_t piece = tree.files.flat ? 64 : 1024;
  std::vector<std::string> programs{fmt::format("_f=open({},'wb')\n", path)};
  const std::string_view content{reinterpret_cast<const char*>(change.bytes.data()), change.bytes.size()};
  for (std::size_t at = 0; at < content.size(); at += piece)
    programs.push_back(fmt::format("_f.write({})\n", bytes_literal(content.substr(at, piece))));
  programs.push_back("_f.close()\ndel _f\n");
  return programs;
}

std::string python_that_cleans_up(const fat::FileChange& change, const ReplTree& tree) {
  if (change.kind != Kind::write) return "pass\n";
  std::string program = "try:_f.close();\nexcept Exception:pass\ntry:del _f\nexcept Exception:pass\n";
  if (change.is_new)
    program += fmt::format("try:__import__('os').remove({})\nexcept OSError:pass\n", on_board(change.path, tree));
  return program;
}

std::string reason_of(const ReplClient::Answer& answer) {
  return answer.failure.empty() ? reason_of(answer.traceback) : answer.failure;
}

std::string reason_of(std::string_view traceback) {
  Lines lines{traceback};
  std::string last = "it stopped answering";
  while (lines.next())
    if (!lines.line.empty() && !lines.line.starts_with(' ')) last = lines.line;
  if (last.starts_with("OSError") && (last.find("28") != last.npos || last.find("room") != last.npos))
    return "there is no room on the board";
  if (last.starts_with("OSError") && last.find("space") != last.npos) return "there is no room on the board";
  return last;
}

}  // namespace emulator
