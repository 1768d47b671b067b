#pragma once
// Where firmware images are looked for, and which are there.
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "boards/description.hpp"

namespace cli {

struct FoundImage {
  std::filesystem::path path;
  const boards::FirmwareEntry* entry = nullptr;  // what the catalogue says of it; null: a file of the board's folder
};

std::filesystem::path user_cache();  // $XDG_CACHE_HOME or ~/.cache; empty if neither is known

class FirmwareStore {
 public:
  // A place that is looked at, in this order, and why.
  struct Place {
    std::string name;              // "$VIVARIUM_FIRMWARE", "cache", "system packages"
    std::filesystem::path folder;  // empty: not set (environment), or paths of the catalogue (packages)
    bool packages = false;
  };

  // What the environment says.
  static FirmwareStore of_this_user();
  FirmwareStore(std::filesystem::path given, std::filesystem::path cache);

  const std::vector<Place>& places() const { return places_; }
  // In a folder: files that the catalogue names, wherever below it, in the catalogue's order; then what else looks like
  // an image in a folder named like the board. Of packages: the paths that the catalogue names.
  std::vector<FoundImage> look(const Place&, const boards::BoardDescription&) const;
  std::vector<FoundImage> look(const boards::BoardDescription&) const;

  // A boot ROM by its publisher's name: anywhere below $VIVARIUM_FIRMWARE or the cache; empty if it is in neither.
  std::filesystem::path rom(const std::string& file) const;

  // Where an image that was fetched is kept.
  std::filesystem::path cached(const boards::BoardDescription&, const boards::FirmwareEntry&) const;

 private:
  std::vector<Place> places_;
  std::filesystem::path cache_;
};

// "micropython 1.0.1", or the file's name for an image that is in no catalogue.
std::string title(const FoundImage&);

}  // namespace cli
