#include "emulator/host/folder.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "emulator/host/file.hpp"

using namespace emulator;
namespace fs = std::filesystem;

namespace {

struct Place {
  fs::path path = fs::temp_directory_path() / ("vivarium-folder-" + std::to_string(getpid()));
  Place() { fs::remove_all(path); }
  ~Place() { fs::remove_all(path); }
};

std::vector<u8> bytes(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

TEST_CASE("folder: files and folders come and go, and the signature tells", "[folder]") {
  Place place;
  HostFolder folder{place.path / "drive"};
  CHECK(folder.list().empty());
  const u64 empty = folder.signature();
  folder.make_directory("lib");
  folder.write("lib/net.py", bytes("x = 1"));
  folder.write("code.py", bytes("import net"));
  const u64 full = folder.signature();
  CHECK(full != empty);
  const auto items = folder.list();
  REQUIRE(items.size() == 3);
  CHECK(items[0].path == "code.py");
  CHECK(items[1].directory);
  CHECK(items[2].path == "lib/net.py");
  CHECK(items[2].size == 5);
  CHECK(folder.read("lib/net.py") == bytes("x = 1"));
  CHECK(folder.signature() == full);
  fs::last_write_time(place.path / "drive/code.py", fs::file_time_type::clock::now() + std::chrono::milliseconds{1});
  CHECK(folder.signature() != full);
  folder.remove("lib/net.py");
  folder.remove("lib");
  CHECK(folder.list().size() == 1);
}

TEST_CASE("folder: nothing outside is written, whatever names the board has", "[folder]") {
  Place place;
  HostFolder folder{place.path / "drive"};
  fs::create_directory(place.path / "outside");
  fs::create_directory_symlink(place.path / "outside", place.path / "drive/link");
  write_file_atomically(place.path / "outside/file", bytes("kept"));
  fs::create_symlink(place.path / "outside/file", place.path / "drive/file");
  for (const char* path : {"../outside/x", "..", "/tmp/x", "link/x", "file", "a/../../outside/x"})
    CHECK_THROWS_AS(folder.write(path, bytes("no")), std::runtime_error);
  CHECK(read_file(place.path / "outside/file") == bytes("kept"));
  CHECK_FALSE(fs::exists(place.path / "outside/x"));
  REQUIRE(folder.list().size() == 1);  // links to files count, links to folders do not
  CHECK(folder.read("file") == bytes("kept"));
}
