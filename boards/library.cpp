#include "boards/library.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "boards/embedded.hpp"
#include "boards/json.hpp"
#include "boards/json_lines.hpp"
#include "boards/read.hpp"
#include "emulator/near_names.hpp"

namespace boards {

namespace {

// Whether the path "parts.a.wires[2]" is written in this file, as far as it goes.
bool mentions(const Json& json, std::string_view path) {
  const Json* at = &json;
  while (!path.empty()) {
    const auto end = std::min(path.find_first_of(".["), path.size());
    const auto it = at->is_object() ? at->find(path.substr(0, end)) : at->end();
    if (it == at->end()) return false;
    at = &*it;
    if (end == path.size() || path[end] == '[') return true;
    path.remove_prefix(end + 1);
  }
  return true;
}

std::string place(const auto& file, std::string_view path) {  // "board.json:12"
  return fmt::format("{}:{}", file.source, JsonLines{file.json}.line(path));
}

}  // namespace

Library::Library(Chips chips) : chips_(std::move(chips)) {
  for (const EmbeddedFile& file : embedded_files()) add(file.text, std::string{file.name});
}

std::string Library::add(std::string_view text, const std::string& source) {
  const Json json = parse_json(text, source);
  const auto name = json.find("name");
  if (name == json.end() || !name->is_string() || name->get_ref<const std::string&>().empty())
    throw BoardError(fmt::format("{}: name: must be a text that names the board", source));
  std::erase_if(files_, [&](const File& f) { return f.name == name->get<std::string>(); });
  files_.push_back({name->get<std::string>(), source, std::string{text}});
  return files_.back().name;
}

std::vector<std::string> Library::names() const {
  std::vector<std::string> result;
  for (const File& file : files_) result.push_back(file.name);
  std::ranges::sort(result);
  return result;
}

const Library::File* Library::find(std::string_view name) const {
  const auto it = std::ranges::find(files_, name, &File::name);
  return it == files_.end() ? nullptr : &*it;
}

BoardDescription Library::describe(std::string_view name) const {
  const File* file = find(name);
  if (!file) throw UnknownBoard(fmt::format("there is no board \"{}\"{}", name, emulator::did_you_mean(name, names())));
  // The file, then what it extends, then what that extends …
  std::vector<std::pair<const File*, Json>> chain;
  for (const File* next = file; next;) {
    if (std::ranges::find(chain, next, &std::pair<const File*, Json>::first) != chain.end()) {
      std::string circle;
      for (const auto& [member, json] : chain) circle += member->name + " extends ";
      throw BoardError(fmt::format("{}: extends: goes in a circle: {}{}", place(*file, "extends"), circle, next->name));
    }
    const Json& json = chain.emplace_back(next, parse_json(next->json, next->source)).second;
    const auto extends = json.find("extends");
    if (extends == json.end()) break;
    if (!extends->is_string())
      throw BoardError(fmt::format("{}: extends: must be a board's name", place(*next, "extends")));
    const File* base = find(extends->get<std::string>());
    if (!base)
      throw BoardError(fmt::format("{}: extends: there is no board \"{}\"{}", place(*next, "extends"),
                                   extends->get<std::string>(),
                                   emulator::did_you_mean(extends->get<std::string>(), names())));
    next = base;
  }
  Json merged = Json::object();
  for (auto it = chain.rbegin(); it != chain.rend(); ++it) merged.merge_patch(it->second);  // RFC 7396: null removes
  merged.erase("extends");

  Mistakes mistakes{[&](const std::string& path) {
    for (const auto& [member, json] : chain)
      if (mentions(json, path)) return place(*member, path);
    return place(*file, path);
  }};
  BoardDescription board = read_description(merged, mistakes);
  check_description(board, chips_, mistakes);
  mistakes.throw_if_any();
  board.source = file->source;
  return board;
}

std::vector<std::string> names() { return Library{}.names(); }
BoardDescription describe(std::string_view name) { return Library{}.describe(name); }

}  // namespace boards
