#include "wokwi/imports.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

namespace wokwi {

namespace {

std::string as_path(std::string module) {
  std::ranges::replace(module, '.', '/');
  return module;
}

std::vector<std::string> words(const std::string& list) {
  static const std::regex word{R"([\w.]+)"};
  std::vector<std::string> found;
  for (std::sregex_iterator it{list.begin(), list.end(), word}, end; it != end; ++it) found.push_back(it->str());
  return found;
}

// "lib/font", "font": what may be imported, without an ending.
std::vector<std::string> imported(const std::string& line) {
  static const std::regex from{R"(^\s*from\s+([\w.]+)\s+import\s+(.*))"}, plain{R"(^\s*import\s+(.*))"};
  std::vector<std::string> modules;
  std::smatch match;
  if (std::regex_search(line, match, from)) {
    const std::string package = as_path(match[1].str());
    modules.push_back(package);
    for (const std::string& name : words(match[2].str())) modules.push_back(package + "/" + name);
  } else if (std::regex_search(line, match, plain)) {
    for (const std::string& name : words(match[1].str())) modules.push_back(as_path(name));
  }
  return modules;
}

}  // namespace

std::vector<std::string> needed_files(const std::string& program, const std::vector<std::string>& all,
                                      const std::function<std::string(const std::string&)>& text) {
  const std::set<std::string> there{all.begin(), all.end()};
  std::set<std::string> needed;
  std::vector<std::string> open{program};
  const auto take = [&](const std::string& path) {
    if (path != program && there.contains(path) && needed.insert(path).second) open.push_back(path);
  };
  const auto take_module = [&](const std::string& module) {
    for (const char* folder : {"", "lib/"}) {
      for (const char* ending : {".py", ".mpy"}) take(folder + module + ending);
      // A package is imported with all that it is inside of.
      for (auto slash = module.find('/'); slash != module.npos; slash = module.find('/', slash + 1))
        take(folder + module.substr(0, slash) + "/__init__.py");
      take(folder + module + "/__init__.py");
    }
  };
  static const std::regex quoted{R"re(["'](?:\./|/)?([^"'\\\n]{1,100})["'])re"};
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (!open[i].ends_with(".py")) continue;
    std::istringstream lines{text(open[i])};
    for (std::string line; std::getline(lines, line);) {
      for (const std::string& module : imported(line)) {
        take_module(module);
        if (const auto slash = open[i].rfind('/'); slash != std::string::npos)  // beside it, in its package
          take_module(open[i].substr(0, slash + 1) + module);
      }
      for (std::sregex_iterator it{line.begin(), line.end(), quoted}, end; it != end; ++it) take((*it)[1].str());
    }
  }
  return {needed.begin(), needed.end()};
}

}  // namespace wokwi
