#include "emulator/exit_value.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <span>
#include <utility>

#include "emulator/python_lines.hpp"

namespace emulator {
namespace {

constexpr std::string_view opening{"\0exit ", 6};
constexpr char closing = '\0';
constexpr std::string_view tail = "except SystemExit as e:\n\tprint('\\0exit',*(e.args+(None,))[:1],end='\\0')\n";

using Lines = std::span<const PythonLine>;

bool speaks_of_exit(Lines lines) {
  return std::ranges::any_of(lines, [](const PythonLine& line) {
    return std::ranges::any_of(line.names, [](auto name) { return name == "exit" || name == "SystemExit"; });
  });
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool compound(const PythonLine& line) {
  return is_one_of(line.first_word, {"if", "while", "for", "try", "with", "def", "class", "async", "@"});
}

// Index of the line at which the second statement of the outermost level begins; lines.size() if there is none.
std::size_t second_statement(Lines lines) {
  bool decorated = lines[0].first_word == "@";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const PythonLine& line = lines[i];
    if (!line.begins || line.blank || line.indented) continue;
    if (is_one_of(line.first_word, {"else", "elif", "except", "finally"})) continue;
    if (!decorated) return i;
    decorated = line.first_word == "@";  // what a decorator stands on belongs to it
  }
  return lines.size();
}

void add_line(std::string& out, std::string_view line) {
  out += line;
  if (!line.ends_with('\n')) out += '\n';
}

// A tab moves every kind of indentation by the same amount (tab stops are 8 apart).
std::string tried(Lines lines) {
  std::string out = "try:\n";
  for (const PythonLine& line : lines) {
    if (line.begins && !line.blank) out += '\t';
    add_line(out, line.text);
  }
  return out.append(tail);
}

std::string tried_statement(Lines lines) {
  if (compound(lines[0])) return tried(lines);
  std::string out = "try: ";
  for (const PythonLine& line : lines) add_line(out, line.text);
  return out.append(tail);
}

std::string joined(Lines lines) {
  std::string out;
  for (const PythonLine& line : lines) out += line.text;
  return out;
}

}  // namespace

std::vector<std::string> with_exit_value(const std::string& script) {
  const auto all = python_lines(script);
  const Lines lines{all};
  if (!speaks_of_exit(lines)) return {script};
  if (lines[0].blank) return {tried(lines.subspan(1))};
  const std::size_t second = second_statement(lines);
  const Lines first = lines.first(second);
  if (second == lines.size()) return {tried_statement(first)};
  const bool first_may_exit = speaks_of_exit(first) && !is_one_of(first[0].first_word, {"def", "class", "@", "async"});
  return {first_may_exit ? tried_statement(first) : joined(first),
          std::string(second - 1, '\n') + tried(lines.subspan(second))};
}

std::string ExitValueFilter::pass(std::string_view output) {
  std::string own;
  for (const char c : output) {
    if (held_.empty() && c != opening[0]) {
      own += c;
      continue;
    }
    if (held_.size() >= opening.size() && c == closing) {
      value_ = held_.substr(opening.size());
      held_.clear();
      continue;
    }
    held_ += c;
    if (held_.size() > opening.size() || opening.starts_with(held_)) continue;
    held_.pop_back();
    own += std::exchange(held_, {});
    if (c == opening[0])
      held_ = c;
    else
      own += c;
  }
  return own;
}

std::string ExitValueFilter::rest() { return std::exchange(held_, {}); }

TracebackFilter::TracebackFilter(const std::string& script)
    : last_line_(static_cast<unsigned long>(std::ranges::count(script, '\n')) + !script.ends_with('\n')) {}

std::string TracebackFilter::pass(std::string_view traceback) {
  constexpr std::string_view entry = "  File \"<stdin>\", line ";
  std::string own;
  for (const char c : traceback) {
    line_ += c;
    if (c != '\n') continue;
    const bool of_ours =
        line_.starts_with(entry) && std::strtoul(line_.c_str() + entry.size(), nullptr, 10) > last_line_;
    if (!of_ours) own += line_;
    line_.clear();
  }
  return own;
}

ExitCode exit_code(const std::string& value) {
  if (value == "None" || value == "False") return {0, {}};
  if (value == "True") return {1, {}};
  int code = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, code);
  if (error == std::errc{} && stopped == end) return {code & 0xff, {}};
  return {1, value};
}

}  // namespace emulator
