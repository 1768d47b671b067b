#include "emulator/cli/wokwi_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "emulator/cli/exit_code.hpp"
#include "emulator/host/file.hpp"

namespace cli {
namespace fs = std::filesystem;

namespace {

// Folders that hold no files of a project: hidden ones, what was built, what was downloaded.
bool passed_by(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with('.') || name == "build" || name == "node_modules" || name == "__pycache__";
}

// Calls `visit` for every file below, but not below other projects.
template <typename Visit>
void walk(const fs::path& folder, Visit visit) {
  std::error_code error;
  for (fs::recursive_directory_iterator at{folder, fs::directory_options::skip_permission_denied, error}, end;
       !error && at != end; at.increment(error)) {
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      if (passed_by(at->path()) || fs::exists(at->path() / "diagram.json", ignored)) at.disable_recursion_pending();
    } else if (at->is_regular_file(ignored)) {
      visit(at->path());
    }
  }
}

wokwi::Files files() {
  return {[](const std::string& path) { return emulator::read_text(path); },
          [](const std::string& path) {
            std::error_code error;
            return fs::is_regular_file(path, error);
          },
          [](const std::string& folder) {
            std::vector<std::string> below;
            walk(folder, [&](const fs::path& path) { below.push_back(path.lexically_relative(folder).string()); });
            std::ranges::sort(below);
            return below;
          }};
}

}  // namespace

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }
bool is_diagram(const fs::path& path) { return path.filename() == "diagram.json"; }

bool is_wokwi_scenario(const fs::path& path) {
  if (!is_yaml(path)) return false;
  const std::string project = wokwi::project_of(path.string(), files());
  if (project.empty()) return false;
  for (const fs::path& folder : path.parent_path().lexically_relative(project))
    if (folder != "." && passed_by(folder)) return false;
  try {
    return wokwi::looks_like_scenario(emulator::read_text(path));
  } catch (const std::runtime_error&) { return false; }
}

wokwi::Project wokwi_project(const std::string& path, const boards::Chips& chips, bool leave_out) {
  std::string folder = path;
  if (is_diagram(path)) folder = fs::path{path}.parent_path().string();
  if (is_yaml(path)) {
    emulator::read_text(path);  // says so if it is not there
    folder = wokwi::project_of(path, files());
    if (folder.empty()) throw Failure(bad_input, fmt::format("{}: there is no diagram.json beside it or above", path));
  }
  return wokwi::Project{folder.empty() ? "." : folder, files(), chips, leave_out};
}

std::vector<std::string> wokwi_scenarios(const wokwi::Project& project) {
  std::vector<std::string> found;
  walk(project.folder(), [&](const fs::path& path) {
    if (is_wokwi_scenario(path)) found.push_back(path.lexically_normal().string());
  });
  std::ranges::sort(found);
  return found;
}

}  // namespace cli
