#include "emulator/python_lines.hpp"

#include <cctype>
#include <cstddef>

namespace emulator {
namespace {

bool name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80); }

class Scanner {
 public:
  explicit Scanner(std::string_view script) : script_(script) {}

  std::vector<PythonLine> lines() {
    std::vector<PythonLine> all;
    while (at_ < script_.size()) all.push_back(line());
    return all;
  }

 private:
  PythonLine line() {
    PythonLine line;
    const std::size_t from = at_;
    line.begins = depth_ == 0 && quote_.empty() && !continued_;
    line.indented = script_[at_] == ' ' || script_[at_] == '\t';
    line.blank = line.begins;
    continued_ = false;
    while (at_ < script_.size() && script_[at_] != '\n') step(line);
    if (quote_.size() == 1 && !continued_) quote_ = {};  // a string that never ends: the interpreter will say so
    if (at_ < script_.size()) ++at_;
    line.text = script_.substr(from, at_ - from);
    return line;
  }

  void step(PythonLine& line) {
    const char c = script_[at_];
    if (!quote_.empty()) {
      in_string();
    } else if (c == '#') {
      while (at_ < script_.size() && script_[at_] != '\n') ++at_;
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++at_;
    } else {
      const bool first = line.blank;
      line.blank = false;
      const std::size_t from = at_;
      in_code(line);
      if (first) line.first_word = script_.substr(from, at_ - from);
    }
  }

  void in_code(PythonLine& line) {
    const char c = script_[at_];
    if (name_char(c)) {
      const std::size_t from = at_;
      while (at_ < script_.size() && name_char(script_[at_])) ++at_;
      line.names.push_back(script_.substr(from, at_ - from));
    } else if (c == '"' || c == '\'') {
      quote_ = script_.substr(at_, 3) == std::string(3, c) ? script_.substr(at_, 3) : script_.substr(at_, 1);
      at_ += quote_.size();
    } else {
      if (c == '(' || c == '[' || c == '{') ++depth_;
      if ((c == ')' || c == ']' || c == '}') && depth_ > 0) --depth_;
      if (c == '\\') continued_ = true;
      ++at_;
    }
  }

  void in_string() {
    if (script_[at_] == '\\') {
      if (at_ + 1 < script_.size() && script_[at_ + 1] != '\n' && script_[at_ + 1] != '\r')
        ++at_;
      else
        continued_ = true;
      ++at_;
    } else if (script_.substr(at_, quote_.size()) == quote_) {
      at_ += quote_.size();
      quote_ = {};
    } else {
      ++at_;
    }
  }

  std::string_view script_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool continued_ = false;
  std::string_view quote_;  // that ends the string we are in
};

}  // namespace

std::vector<PythonLine> python_lines(std::string_view script) { return Scanner{script}.lines(); }

}  // namespace emulator
