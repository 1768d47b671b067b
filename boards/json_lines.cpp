#include "boards/json_lines.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "boards/json.hpp"

namespace boards {

namespace {

// Walks over the tokens of a text that is known to be JSON.
class Walk {
 public:
  Walk(std::string_view text, std::map<std::string, unsigned, std::less<>>& lines) : text_(text), lines_(lines) {}

  void value(const std::string& path) {
    skip();
    lines_.emplace(path, line_);
    if (at('{'))
      object(path);
    else if (at('['))
      list(path);
    else if (at('"'))
      string();
    else
      while (i_ < text_.size() && std::string_view{",]} \t\r\n"}.find(text_[i_]) == std::string_view::npos) ++i_;
  }

 private:
  bool at(char c) const { return i_ < text_.size() && text_[i_] == c; }

  void skip() {
    for (; i_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[i_]) != std::string_view::npos; ++i_)
      if (text_[i_] == '\n') ++line_;
  }

  std::string_view string() {
    const std::size_t from = i_++;
    while (i_ < text_.size() && text_[i_] != '"') i_ += text_[i_] == '\\' ? 2 : 1;
    ++i_;
    return text_.substr(from, i_ - from);
  }

  void object(const std::string& path) {
    for (++i_; skip(), i_ < text_.size() && !at('}');) {
      const unsigned line = line_;
      const std::string key = join_path(path, Json::parse(string()).get<std::string>());
      skip();
      ++i_;  // the colon
      lines_.emplace(key, line);
      value(key);
      skip();
      if (at(',')) ++i_;
    }
    ++i_;
  }

  void list(const std::string& path) {
    ++i_;
    for (std::size_t n = 0; skip(), i_ < text_.size() && !at(']'); ++n) {
      value(fmt::format("{}[{}]", path, n));
      skip();
      if (at(',')) ++i_;
    }
    ++i_;
  }

  std::string_view text_;
  std::map<std::string, unsigned, std::less<>>& lines_;
  std::size_t i_ = 0;
  unsigned line_ = 1;
};

}  // namespace

JsonLines::JsonLines(std::string_view json) { Walk{json, lines_}.value(""); }

unsigned JsonLines::line(std::string_view path) const {
  for (;;) {
    if (const auto it = lines_.find(path); it != lines_.end()) return it->second;
    const auto end = path.find_last_of(".[");
    if (end == path.npos) return 1;
    path = path.substr(0, end);
  }
}

}  // namespace boards
