#include "emulator/cli/booted_store.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "emulator/cli/firmware_store.hpp"
#include "emulator/host/file.hpp"
#include "emulator/snapshot.hpp"

namespace cli {
namespace fs = std::filesystem;

BootedStore BootedStore::of_this_user() {
  const fs::path cache = user_cache();
  return BootedStore{cache.empty() ? "" : cache / "vivarium" / "booted"};
}

// The files are snapshots (with a checksum, compressed), so a damaged one is seen.
std::optional<std::vector<emulator::u8>> BootedStore::recall(const std::string& key) const {
  std::error_code error;
  if (folder_.empty() || !fs::exists(file(key), error)) return std::nullopt;
  try {
    return emulator::Snapshot::decode(emulator::read_file(file(key)), file(key).string()).state;
  } catch (const std::runtime_error&) { return std::nullopt; }
}

void BootedStore::keep(const std::string& key, const std::vector<emulator::u8>& state) const {
  if (folder_.empty()) return;
  try {
    fs::create_directories(folder_);
    emulator::write_file_atomically(file(key), emulator::Snapshot{.board = "circuit", .state = state}.encode());
  } catch (const std::runtime_error&) {  // a full or read-only disk: the next test boots, too
  }
}

std::string this_build() {
  std::error_code error;
  const fs::path program = "/proc/self/exe";
  const auto size = fs::file_size(program, error);
  const auto time = fs::last_write_time(program, error).time_since_epoch().count();
  return fmt::format("{} {} {}", VIVARIUM_VERSION, size, time);
}

}  // namespace cli
