#pragma once
// Machines that have booted, kept in the user's cache so that the next test need not boot them.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emulator/types.hpp"

namespace cli {

class BootedStore {
 public:
  // $XDG_CACHE_HOME/vivarium/booted, or ~/.cache/…; keeps nothing where there is neither.
  static BootedStore of_this_user();
  explicit BootedStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Anything that cannot be read is as if it were not there; what cannot be written is not kept.
  std::optional<std::vector<emulator::u8>> recall(const std::string& key) const;
  void keep(const std::string& key, const std::vector<emulator::u8>&) const;

 private:
  std::filesystem::path file(const std::string& key) const { return folder_ / (key + ".state"); }
  std::filesystem::path folder_;
};

std::string this_build();  // another text for every build of this program

}  // namespace cli
