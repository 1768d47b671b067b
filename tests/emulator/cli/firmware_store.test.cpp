#include "emulator/cli/firmware_store.hpp"

#include <catch2/catch.hpp>

#include "temporary.hpp"

using namespace cli;

static boards::BoardDescription board() {
  boards::BoardDescription b;
  b.name = "toy";
  boards::FirmwareEntry package{.name = "python",
                                .version = "1",
                                .url = {},
                                .sha256 = {},
                                .file = "toy/debian.hex",
                                .debian_package = "firmware-toy",
                                .debian_path = {},
                                .note = {}};
  boards::FirmwareEntry site{.name = "python",
                             .version = "2",
                             .url = "https://example.org/v2/toy.hex?raw=1",
                             .sha256 = {},
                             .file = "toy/toy-2.hex",
                             .debian_package = {},
                             .debian_path = {},
                             .note = {}};
  b.firmware = {package, site};
  return b;
}

TEST_CASE("firmware store: catalogue files first, wherever they lie, then the board's folder", "[cli]") {
  testing::Folder folder;
  folder.write("deep/down/toy/toy-2.hex", "");
  folder.write("toy/debian.hex", "");
  folder.write("toy/a-new-one.uf2", "");
  folder.write("toy/README.md", "");
  folder.write("other/thing.hex", "");
  const FirmwareStore store{folder.path(), {}};
  const auto description = board();
  const auto found = store.look(description);
  REQUIRE(found.size() == 3);
  CHECK(found[0].path == folder.path() / "toy/debian.hex");
  CHECK(title(found[0]) == "python 1");
  CHECK(found[1].path == folder.path() / "deep/down/toy/toy-2.hex");
  CHECK(title(found[1]) == "python 2");
  CHECK(found[2].path == folder.path() / "toy/a-new-one.uf2");
  CHECK(title(found[2]) == "a-new-one.uf2");
}

TEST_CASE("firmware store: the given folder comes before the cache, the cache before packages", "[cli]") {
  testing::Folder given, cache, system;
  auto description = board();
  description.firmware[0].debian_path = system.write("firmware.hex", "");
  const FirmwareStore store{given.path(), cache.path()};
  CHECK(store.look(description).front().path == system.path() / "firmware.hex");
  const auto cached = store.cached(description, description.firmware[1]);
  CHECK(cached == cache.path() / "toy/python-2/toy.hex");
  cache.write("toy/python-2/toy.hex", "");
  CHECK(store.look(description).front().path == cached);
  given.write("toy/any.hex", "");
  CHECK(store.look(description).front().path == given.path() / "toy/any.hex");
  CHECK(store.look(description).size() == 3);
}

TEST_CASE("firmware store: folders that are not there hold nothing", "[cli]") {
  const auto description = board();
  CHECK(FirmwareStore{{}, {}}.look(description).empty());
  CHECK(FirmwareStore{"/nowhere/at/all", "/nowhere/either"}.look(description).empty());
}
