#pragma once
// Small made-up Wokwi projects, from texts in place of files.
#include <filesystem>
#include <map>
#include <string>

#include "wokwi/project.hpp"

namespace wokwi::test {

using TextFiles = std::map<std::string, std::string>;

inline Files files_of(const TextFiles& texts) {
  return {[texts](const std::string& path) {
            const auto it = texts.find(std::filesystem::path{path}.lexically_normal().string());
            if (it == texts.end()) throw std::runtime_error("cannot read " + path + ": No such file or directory");
            return it->second;
          },
          [texts](const std::string& path) { return texts.contains(path); },
          [texts](const std::string& folder) {
            std::vector<std::string> below;
            for (const auto& [path, text] : texts)
              if (path.starts_with(folder + "/")) below.push_back(path.substr(folder.size() + 1));
            return below;
          }};
}

// A Pico with these parts and connections, each one line, the first in line 3.
inline std::string diagram(const std::string& parts, const std::string& connections) {
  return "{\"version\": 1, \"editor\": \"wokwi\",\n\"parts\": [\n{\"id\": \"pico\", \"type\": \"wokwi-pi-pico\"}" +
         (parts.empty() ? "" : ",\n" + parts) + "],\n\"connections\": [\n" + connections + "]}";
}

inline Project project(const std::string& parts, const std::string& connections, TextFiles texts = {},
                       bool leave_out = false) {
  texts.try_emplace("d/diagram.json", diagram(parts, connections));
  texts.try_emplace("d/main.py", "print('ready')");
  return Project{"d", files_of(texts), boards::built_in_chips(), leave_out};
}

template <typename Do>
std::string complaint(Do act) {
  try {
    act();
  } catch (const boards::BoardError& error) { return error.what(); }
  return "nothing";
}

}  // namespace wokwi::test
