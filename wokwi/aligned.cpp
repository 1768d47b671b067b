#include "wokwi/aligned.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace wokwi {

using boards::Json;

namespace {

class Writer {
 public:
  explicit Writer(const std::map<std::string, unsigned>& lines) : lines_(lines) {}

  std::string write(const Json& json) {
    struct Entry {
      std::string key;
      const Json* value;
      unsigned first;  // line
    };
    std::vector<Entry> entries;
    for (const auto& [key, value] : json.items()) entries.push_back({key, &value, first_line(key, value)});
    std::ranges::stable_sort(entries, {}, &Entry::first);
    text_ += '{';
    for (const auto& [key, value, first] : entries) {
      if (text_.size() > 1) text_ += ", ";
      go_to(first);
      text_ += Json(key).dump() + ": ";
      entry(key, *value);
    }
    return std::move(text_) + "}\n";
  }

 private:
  unsigned line_of(const std::string& path) const {
    const auto it = lines_.find(path);
    return it == lines_.end() ? 0 : it->second;
  }

  unsigned first_line(const std::string& key, const Json& value) const {
    if (const unsigned own = line_of(key)) return own;
    if (value.is_array() && !value.empty()) return line_of(key + "[0]");
    unsigned first = 0;
    if (value.is_object())
      for (const auto& [name, below] : value.items())
        if (const unsigned line = line_of(key + "." + name); line && (!first || line < first)) first = line;
    return first;
  }

  void go_to(unsigned line) {
    while (line_ < line) {
      text_ += '\n';
      ++line_;
    }
  }

  void entry(const std::string& key, const Json& value) {
    if (!value.is_structured()) {
      text_ += value.dump();
      return;
    }
    text_ += value.is_array() ? "[" : "{";
    std::size_t n = 0;
    for (const auto& [name, below] : value.items()) {
      go_to(line_of(value.is_array() ? fmt::format("{}[{}]", key, n) : fmt::format("{}.{}", key, name)));
      if (value.is_object()) text_ += Json(name).dump() + ": ";
      text_ += below.dump();
      if (++n < value.size()) text_ += ", ";
    }
    text_ += value.is_array() ? "]" : "}";
  }

  const std::map<std::string, unsigned>& lines_;
  std::string text_;
  unsigned line_ = 1;
};

}  // namespace

std::string aligned(const Json& json, const std::map<std::string, unsigned>& lines) {
  return Writer{lines}.write(json);
}

}  // namespace wokwi
