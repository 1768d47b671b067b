#pragma once
// JSON as board files use it: parsed with keys in order, read with every mistake noted together with where it stands.
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/types.hpp"

namespace boards {

using Json = nlohmann::ordered_json;

// Throws BoardError with file, line and column, or naming keys that stand twice in one object. The text must be an
// object; `kind` of file says what it should have been.
Json parse_json(std::string_view text, const std::string& source, std::string_view kind = "a board file");
std::string_view kind_of(const Json&);  // "an object", "a text"

// Where something stands: "parts.display.wires.row1".
std::string join_path(std::string_view path, std::string_view key);

class Mistakes {
 public:
  // `source` tells which file a path is written in.
  explicit Mistakes(std::function<std::string(const std::string& path)> source) : source_(std::move(source)) {}
  void add(const std::string& path, std::string_view text);
  bool any() const { return !lines_.empty(); }
  void throw_if_any() const;  // BoardError with all of them, one per line

 private:
  std::function<std::string(const std::string&)> source_;
  std::vector<std::string> lines_;
};

// Reads one object. Every getter notes a mistake and gives a default if what is there is of the wrong kind.
class ObjectReader {
 public:
  ObjectReader(const Json&, std::string path, Mistakes&);

  bool has(std::string_view key) const { return json_.contains(key); }
  const Json* value(std::string_view key) { return get(key); }  // of any kind; null if it is not there
  std::string text(std::string_view key, bool required = false);
  bool flag(std::string_view key, bool otherwise);
  double number(std::string_view key, double otherwise, double low, double high);
  emulator::u32 word(std::string_view key);  // 32 bits: a number or a text like "0x3e000"
  std::vector<std::string> texts(std::string_view key);
  std::vector<emulator::u32> words(std::string_view key);
  std::map<std::string, std::string> text_map(std::string_view key);
  std::map<std::string, double> number_map(std::string_view key);
  // The object below a key, as a reader of its own; none if it is not there.
  std::optional<ObjectReader> object(std::string_view key);
  void each_object(std::string_view key, const std::function<void(const std::string& name, ObjectReader&)>&);
  void each_in_list(std::string_view key, const std::function<void(ObjectReader&)>&);
  // All that no getter has asked for, as it is.
  std::vector<std::pair<std::string, const Json*>> rest() const;
  void reject_rest();  // what no getter has asked for is a mistake

  void mistake(std::string_view key, std::string_view text) { mistakes_->add(join_path(path_, key), text); }
  const std::string& path() const { return path_; }

 private:
  const Json* get(std::string_view key);
  const Json* get(std::string_view key, bool (Json::*is)() const noexcept, std::string_view kind);
  std::optional<emulator::u32> to_word(const Json&) const;

  const Json& json_;
  std::string path_;
  Mistakes* mistakes_;
  std::vector<std::string> known_;
};

}  // namespace boards
