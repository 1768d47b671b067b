#include "scenarios/table.hpp"

#include <fmt/format.h>

#include <set>

#include "emulator/near_names.hpp"

namespace scenarios {

using boards::Json;

namespace {

bool in_name(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

class Filling {
 public:
  Filling(const Json& row, boards::Mistakes& mistakes) : row_(row), mistakes_(mistakes) {}

  Json fill(const Json& json, const std::string& path) {
    if (json.is_string()) return text(json.get_ref<const std::string&>(), path);
    if (json.is_object()) {
      Json filled = Json::object();
      for (const auto& [key, value] : json.items()) filled[key] = fill(value, boards::join_path(path, key));
      return filled;
    }
    if (json.is_array()) {
      Json filled = Json::array();
      for (std::size_t i = 0; i < json.size(); ++i) filled.push_back(fill(json[i], fmt::format("{}[{}]", path, i)));
      return filled;
    }
    return json;
  }

 private:
  // "$name" alone is the value as it is; inside of a text it is written out. "$$" is a dollar sign.
  Json text(const std::string& text, const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '$' || i + 1 == text.size()) {
        out += text[i];
      } else if (text[i + 1] == '$') {
        out += text[++i];
      } else {
        std::size_t end = i + 1;
        while (end < text.size() && in_name(text[end])) ++end;
        const std::string name = text.substr(i + 1, end - i - 1);
        if (name.empty()) {
          out += '$';
          continue;
        }
        const Json value = look_up(name, path);
        if (i == 0 && end == text.size()) return value;
        out += value.is_string() ? value.get<std::string>() : value.dump();
        i = end - 1;
      }
    }
    return out;
  }

  Json look_up(const std::string& name, const std::string& path) {
    if (row_.contains(name)) return row_[name];
    std::vector<std::string> names;
    for (const auto& [key, value] : row_.items()) names.push_back(key);
    mistakes_.add(path, fmt::format("the table has no column \"{}\"{}", name, emulator::did_you_mean(name, names)));
    return "";
  }

  const Json& row_;
  boards::Mistakes& mistakes_;
};

}  // namespace

std::vector<Row> rows_of(const Json& file, boards::Mistakes& mistakes) {
  if (!file.contains("table")) return {{"", file}};
  Json rest = file;
  rest.erase("table");
  const Json& table = file["table"];
  if (!table.is_array() || table.empty()) {
    mistakes.add("table", "must be a list of rows: [{\"name\": \"cold\", \"temperature\": 5}]");
    return {};
  }
  std::vector<Row> rows;
  std::set<std::string> names;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string path = fmt::format("table[{}]", i);
    if (!table[i].is_object()) {
      mistakes.add(path, "must be an object: {\"name\": \"cold\", \"temperature\": 5}");
      continue;
    }
    const auto named = table[i].find("name");
    const std::string name =
        named != table[i].end() && named->is_string() ? named->get<std::string>() : std::to_string(i + 1);
    if (!names.insert(name).second) mistakes.add(path, fmt::format("another row is named \"{}\" already", name));
    rows.push_back({name, Filling{table[i], mistakes}.fill(rest, "")});
  }
  return rows;
}

}  // namespace scenarios
