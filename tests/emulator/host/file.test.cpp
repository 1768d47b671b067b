#include "emulator/host/file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

using namespace emulator;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "vivarium-file-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(const char* name) const { return path_ / name; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

using Bytes = std::vector<std::uint8_t>;

}  // namespace

TEST_CASE("Files: what is written is read back", "[host]") {
  const Folder folder;
  Bytes bytes(200'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  write_file_atomically(folder / "a", bytes);
  CHECK(read_file(folder / "a") == bytes);
  write_file_atomically(folder / "a", {});
  CHECK(read_file(folder / "a").empty());
  CHECK(folder.files() == 1);  // no temporary file is left
}

TEST_CASE("Files: permissions and symbolic links survive a write", "[host]") {
  const Folder folder;
  write_file_atomically(folder / "a", Bytes{1});
  fs::permissions(folder / "a", fs::perms(0640));
  fs::create_symlink("a", folder / "link");
  write_file_atomically(folder / "link", Bytes{2});
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(read_file(folder / "a") == Bytes{2});
  CHECK(fs::status(folder / "a").permissions() == fs::perms(0640));
}

TEST_CASE("Files: reading says what is wrong in one sentence", "[host]") {
  const Folder folder;
  CHECK_THROWS_WITH(read_file(folder / "none"),
                    "cannot read " + (folder / "none").string() + ": No such file or directory");
  CHECK_THROWS_WITH(read_file(folder / "."), "cannot read " + (folder / ".").string() + ": Is a directory");
  write_file_atomically(folder / "large", Bytes(101));
  CHECK_THROWS_WITH(read_file(folder / "large", 100),
                    "cannot read " + (folder / "large").string() + ": it is larger than 100 bytes");
  CHECK(read_file(folder / "large", 101).size() == 101);
  CHECK_THROWS_WITH(read_file("/dev/zero", 100), "cannot read /dev/zero: it is larger than 100 bytes");
}

TEST_CASE("Files: a pipe is read to its end", "[host]") {
  const Folder folder;
  const auto path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] {
    FILE* file = std::fopen(path.c_str(), "w");
    std::fputs("hello", file);
    std::fclose(file);
  });
  const auto bytes = read_file(path);
  writer.join();
  CHECK(std::string(bytes.begin(), bytes.end()) == "hello");
}

TEST_CASE("Files: a write that cannot be leaves everything as it was", "[host]") {
  const Folder folder;
  CHECK_THROWS_WITH(write_file_atomically(folder / "no/such", Bytes{1}),
                    "cannot write " + (folder / "no/such").string() + ": No such file or directory");
  CHECK_THROWS_WITH(write_file_atomically(folder / ".", Bytes{1}),
                    "cannot write " + (folder / ".").string() + ": Is a directory");
  const auto pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(write_file_atomically(pipe, Bytes{1}),
                    "cannot write " + pipe.string() + ": it is not a regular file");
  CHECK(folder.files() == 1);
}
