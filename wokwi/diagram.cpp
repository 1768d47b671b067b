#include "wokwi/diagram.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "boards/json_lines.hpp"

namespace wokwi {

using boards::Json;

namespace {

// Comments become spaces, so that lines stay what they are.
std::string without_comments(std::string_view text) {
  std::string out{text};
  const auto blank = [&](std::size_t from, std::size_t to) {
    for (; from < to; ++from)
      if (out[from] != '\n') out[from] = ' ';
  };
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == '"') {
      for (++i; i < out.size() && out[i] != '"'; ++i)
        if (out[i] == '\\') ++i;
    } else if (out.compare(i, 2, "//") == 0) {
      const auto end = std::min(out.find('\n', i), out.size());
      blank(i, end);
    } else if (out.compare(i, 2, "/*") == 0) {
      const auto end = out.find("*/", i + 2);
      blank(i, end == out.npos ? out.size() : end + 2);
    }
  }
  return out;
}

std::string attribute_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump();
}

}  // namespace

const DiagramPart* Diagram::find(std::string_view id) const {
  const auto it = std::ranges::find(parts, id, &DiagramPart::id);
  return it == parts.end() ? nullptr : &*it;
}

DiagramFile::DiagramFile(std::string_view text, const std::string& source)
    : source_(source), mistakes_([this](const std::string& path) {
        // "parts[3].attrs.color" may not be there; "parts[3]" is.
        std::string at = path;
        while (!at.empty() && !lines_.contains(at)) {
          const auto end = at.find_last_of(".[");
          at.resize(end == at.npos ? 0 : end);
        }
        return fmt::format("{}:{}", source_, at.empty() ? 1 : lines_.at(at));
      }) {
  diagram_.source = source;
  const std::string plain = without_comments(text);
  const Json json = boards::parse_json(plain, source, "a diagram");
  const boards::JsonLines lines{plain};
  boards::ObjectReader file{json, "", mistakes_};
  for (const char* key : {"parts", "connections"}) lines_[key] = lines.line(key);
  for (const char* list : {"parts", "connections"}) read_list(file, list, lines);
}

void DiagramFile::read_list(boards::ObjectReader& file, const std::string& key, const boards::JsonLines& lines) {
  const Json* list = file.value(key);
  if (!list && key == "connections") return;
  if (!list || !list->is_array()) return mistakes_.add(key, "must be a list of " + key);
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Json& json = (*list)[i];
    const std::string path = fmt::format("{}[{}]", key, i);
    lines_[path] = lines.line(path);
    if (key == "connections") {
      read_connection(json, path);
    } else if (!json.is_object()) {
      mistakes_.add(path, "must be an object with an \"id\" and a \"type\"");
    } else {
      for (const auto& [name, value] : json.items()) lines_[path + "." + name] = lines.line(path + "." + name);
      if (const auto attrs = json.find("attrs"); attrs != json.end() && attrs->is_object())
        for (const auto& [name, value] : attrs->items())
          lines_[path + ".attrs." + name] = lines.line(path + ".attrs." + name);
      boards::ObjectReader object{json, path, mistakes_};
      read_part(object);
    }
  }
}

void DiagramFile::read_part(boards::ObjectReader& object) {
  DiagramPart part{object.text("id", true), object.text("type", true), {}, object.path(), lines_.at(object.path())};
  if (const Json* attributes = object.value("attrs")) {
    if (!attributes->is_object()) return object.mistake("attrs", "must be an object of texts");
    for (const auto& [key, value] : attributes->items()) part.attributes[key] = attribute_text(value);
  }
  if (part.id.empty() || part.type.empty()) return;
  if (diagram_.find(part.id)) return object.mistake("id", fmt::format("another part is \"{}\" already", part.id));
  diagram_.parts.push_back(std::move(part));
}

// ["led1:A", "pico:GP5", "green", ["v0"]]; the way that the wire is drawn means nothing here.
void DiagramFile::read_connection(const Json& json, const std::string& path) {
  const auto is_end = [](const Json& end) {
    return end.is_string() && end.get_ref<const std::string&>().find(':') != std::string::npos;
  };
  if (!json.is_array() || json.size() < 2 || !is_end(json[0]) || !is_end(json[1]))
    return mistakes_.add(path, "must be a list that begins with two pins: [\"led1:A\", \"pico:GP5\", \"green\", []]");
  const auto pin = [](const std::string& text) {
    const auto colon = text.find(':');
    return PinName{text.substr(0, colon), text.substr(colon + 1)};
  };
  const std::string color = json.size() > 2 && json[2].is_string() ? json[2].get<std::string>() : "";
  diagram_.connections.push_back(
      {pin(json[0].get<std::string>()), pin(json[1].get<std::string>()), color, path, lines_.at(path)});
}

}  // namespace wokwi
