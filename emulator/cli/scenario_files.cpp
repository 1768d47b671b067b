#include "emulator/cli/scenario_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/wokwi_files.hpp"
#include "emulator/hash.hpp"
#include "emulator/host/file.hpp"
#include "emulator/image/load.hpp"

namespace cli {
namespace fs = std::filesystem;

namespace {

bool is_scenario(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == "scenario.json" || name.ends_with(".scenario.json");
}

// "micropython 1.24.1": name, and version if one is given.
bool fits(const boards::FirmwareEntry& entry, const std::string& wanted) {
  return wanted == entry.name || wanted == entry.name + " " + entry.version;
}

}  // namespace

std::vector<std::string> scenario_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths.empty() ? std::vector<std::string>{"."} : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      if (!fs::exists(path, error)) throw Failure(bad_input, fmt::format("there is no file or folder {}", path));
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (fs::recursive_directory_iterator at{path, fs::directory_options::skip_permission_denied, error}, end;
         !error && at != end; at.increment(error))
      if (at->is_regular_file(error) && (is_scenario(at->path()) || is_wokwi_scenario(at->path())))
        found.push_back(at->path().lexically_normal().string());
    if (found.empty())
      throw Failure(bad_input, fmt::format("there is no scenario.json, no *.scenario.json and no Wokwi project with a "
                                           "scenario below {}",
                                           path));
    std::ranges::sort(found);
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

scenarios::Theatre::Firmware scenario_firmware(const boards::BoardDescription& board, const std::string& wanted) {
  std::optional<std::string> path;
  if (!wanted.empty()) {
    const bool known = std::ranges::any_of(board.firmware, [&](const auto& entry) { return fits(entry, wanted); });
    if (!known) {
      path = wanted;
    } else {
      for (const FoundImage& image : FirmwareStore::of_this_user().look(board))
        if (!path && image.entry && fits(*image.entry, wanted)) path = image.path.string();
      if (!path)
        throw scenarios::NoFirmware(fmt::format("no {} for {} was found; `vivarium firmware fetch {}` downloads it",
                                                wanted, board.name, board.name));
    }
  }
  std::string file;
  try {
    file = find_firmware(board, path, FirmwareStore::of_this_user());
  } catch (const Failure& failure) { throw scenarios::NoFirmware(failure.what()); }
  const auto bytes = emulator::read_file(file);
  return {emulator::load_image(bytes, file, board.image), emulator::sha256(bytes)};
}

}  // namespace cli
