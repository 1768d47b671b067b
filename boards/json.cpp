#include "boards/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "boards/description.hpp"
#include "emulator/near_names.hpp"

namespace boards {

std::string_view kind_of(const Json& json) {
  if (json.is_object()) return "an object";
  if (json.is_array()) return "a list";
  if (json.is_string()) return "a text";
  if (json.is_number()) return "a number";
  if (json.is_boolean()) return "true or false";
  return "null";
}

Json parse_json(std::string_view text, const std::string& source, std::string_view kind) {
  std::vector<std::set<std::string>> open;  // keys seen in each object that is open
  std::string twice;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      twice += fmt::format("{}{}: the key \"{}\" stands twice in one object", twice.empty() ? "" : "\n", source,
                           parsed.get<std::string>());
    return true;
  };
  Json json;
  try {
    json = Json::parse(text, watch);
  } catch (const Json::parse_error& error) {
    std::string_view what = error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: …"
    if (const auto at = what.find("] "); at != what.npos) what.remove_prefix(at + 2);
    throw BoardError(fmt::format("{}: {}", source, what));
  }
  if (!twice.empty()) throw BoardError(twice);
  if (!json.is_object()) throw BoardError(fmt::format("{}: {} must be an object, not {}", source, kind, kind_of(json)));
  return json;
}

std::string join_path(std::string_view path, std::string_view key) {
  return path.empty() ? std::string{key} : fmt::format("{}.{}", path, key);
}

void Mistakes::add(const std::string& path, std::string_view text) {
  lines_.push_back(fmt::format("{}: {}: {}", source_(path), path, text));
}

void Mistakes::throw_if_any() const {
  if (!lines_.empty()) throw BoardError(fmt::format("{}", fmt::join(lines_, "\n")));
}

ObjectReader::ObjectReader(const Json& json, std::string path, Mistakes& mistakes)
    : json_(json), path_(std::move(path)), mistakes_(&mistakes) {}

const Json* ObjectReader::get(std::string_view key) {
  known_.emplace_back(key);
  const auto it = json_.find(key);
  return it == json_.end() ? nullptr : &*it;
}

const Json* ObjectReader::get(std::string_view key, bool (Json::*is)() const noexcept, std::string_view kind) {
  const Json* value = get(key);
  if (!value || (value->*is)()) return value;
  mistake(key, fmt::format("must be {}, not {}", kind, kind_of(*value)));
  return nullptr;
}

std::string ObjectReader::text(std::string_view key, bool required) {
  const Json* value = get(key, &Json::is_string, "a text");
  if (!value && required && !has(key)) mistake(key, "is missing");
  return value ? value->get<std::string>() : std::string{};
}

bool ObjectReader::flag(std::string_view key, bool otherwise) {
  const Json* value = get(key, &Json::is_boolean, "true or false");
  return value ? value->get<bool>() : otherwise;
}

double ObjectReader::number(std::string_view key, double otherwise, double low, double high) {
  const Json* value = get(key, &Json::is_number, "a number");
  if (!value) return otherwise;
  const double number = value->get<double>();
  if (number >= low && number <= high) return number;
  mistake(key, fmt::format("must be {} to {}, not {}", low, high, number));
  return otherwise;
}

std::optional<emulator::u32> ObjectReader::to_word(const Json& json) const {
  if (json.is_number_unsigned() && json.get<emulator::u64>() <= 0xffff'ffff) return json.get<emulator::u32>();
  if (!json.is_string()) return std::nullopt;
  std::string_view digits = json.get_ref<const std::string&>();
  const bool hex = digits.starts_with("0x");
  if (hex) digits.remove_prefix(2);
  emulator::u32 value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
  if (digits.empty() || result.ec != std::errc{} || result.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

emulator::u32 ObjectReader::word(std::string_view key) {
  const Json* value = get(key);
  if (!value) return 0;
  if (const auto word = to_word(*value)) return *word;
  mistake(key, fmt::format("must be a number of 32 bits or a text like \"0x3e000\", not {}", value->dump()));
  return 0;
}

std::vector<std::string> ObjectReader::texts(std::string_view key) {
  std::vector<std::string> result;
  if (const Json* list = get(key, &Json::is_array, "a list of texts")) {
    for (std::size_t i = 0; i < list->size(); ++i)
      if ((*list)[i].is_string())
        result.push_back((*list)[i].get<std::string>());
      else
        mistake(fmt::format("{}[{}]", key, i), fmt::format("must be a text, not {}", kind_of((*list)[i])));
  }
  return result;
}

std::vector<emulator::u32> ObjectReader::words(std::string_view key) {
  std::vector<emulator::u32> result;
  if (const Json* list = get(key, &Json::is_array, "a list of numbers")) {
    for (std::size_t i = 0; i < list->size(); ++i)
      if (const auto word = to_word((*list)[i]))
        result.push_back(*word);
      else
        mistake(fmt::format("{}[{}]", key, i), "must be a number of 32 bits or a text like \"0xe48bff56\"");
  }
  return result;
}

std::map<std::string, std::string> ObjectReader::text_map(std::string_view key) {
  std::map<std::string, std::string> result;
  if (const Json* object = get(key, &Json::is_object, "an object")) {
    for (const auto& [name, value] : object->items())
      if (value.is_string())
        result[name] = value.get<std::string>();
      else
        mistake(join_path(key, name), fmt::format("must be a text, not {}", kind_of(value)));
  }
  return result;
}

std::map<std::string, double> ObjectReader::number_map(std::string_view key) {
  std::map<std::string, double> result;
  if (const Json* object = get(key, &Json::is_object, "an object")) {
    for (const auto& [name, value] : object->items())
      if (value.is_number())
        result[name] = value.get<double>();
      else
        mistake(join_path(key, name), fmt::format("must be a number, not {}", kind_of(value)));
  }
  return result;
}

std::optional<ObjectReader> ObjectReader::object(std::string_view key) {
  const Json* value = get(key, &Json::is_object, "an object");
  if (!value) return std::nullopt;
  return ObjectReader{*value, join_path(path_, key), *mistakes_};
}

void ObjectReader::each_object(std::string_view key,
                               const std::function<void(const std::string&, ObjectReader&)>& visit) {
  const Json* object = get(key, &Json::is_object, "an object");
  if (!object) return;
  for (const auto& [name, value] : object->items()) {
    if (!value.is_object()) {
      mistake(join_path(key, name), fmt::format("must be an object, not {}", kind_of(value)));
      continue;
    }
    ObjectReader reader{value, join_path(join_path(path_, key), name), *mistakes_};
    visit(name, reader);
  }
}

void ObjectReader::each_in_list(std::string_view key, const std::function<void(ObjectReader&)>& visit) {
  const Json* list = get(key, &Json::is_array, "a list of objects");
  if (!list) return;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = fmt::format("{}[{}]", key, i);
    if (!(*list)[i].is_object()) {
      mistake(place, fmt::format("must be an object, not {}", kind_of((*list)[i])));
      continue;
    }
    ObjectReader reader{(*list)[i], join_path(path_, place), *mistakes_};
    visit(reader);
  }
}

std::vector<std::pair<std::string, const Json*>> ObjectReader::rest() const {
  std::vector<std::pair<std::string, const Json*>> result;
  for (const auto& [key, value] : json_.items())
    if (std::ranges::find(known_, key) == known_.end()) result.emplace_back(key, &value);
  return result;
}

void ObjectReader::reject_rest() {
  for (const auto& [key, value] : rest())
    mistake(key, fmt::format("there is no such key{}", emulator::did_you_mean(key, known_)));
}

}  // namespace boards
