#include "emulator/host/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace emulator {

namespace {

std::runtime_error failure(const char* verb, const std::filesystem::path& path, int error) {
  return std::runtime_error(
      fmt::format("cannot {} {}: {}", verb, path.string(), std::generic_category().message(error)));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  bool close() { return fd_ < 0 || ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

// Removes the temporary file unless it has become the real one.
class Temporary {
 public:
  explicit Temporary(std::filesystem::path path) : path_(std::move(path)) {}
  ~Temporary() {
    std::error_code ignored;
    if (!kept_) std::filesystem::remove(path_, ignored);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

bool write_all(int fd, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return true;
}

// A name beside `target` that nobody uses yet, opened for writing.
std::pair<std::filesystem::path, int> open_beside(const std::filesystem::path& target) {
  for (int attempt = 0;; ++attempt) {
    auto path = target;
    path.replace_filename(fmt::format(".{}.{}-{}.tmp", target.filename().string(), ::getpid(), attempt));
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST || attempt == 1000) return {std::move(path), fd};
  }
}

// The file itself where `path` is a symbolic link to it, or to where it will be.
std::filesystem::path followed(const std::filesystem::path& path) {
  std::error_code error;
  auto target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target;
}

// A renamed file is only safe from a power cut once its directory is written. Some file systems refuse: then it is not.
void sync_directory(const std::filesystem::path& directory) {
  const Descriptor handle(::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.open()) ::fsync(handle.get());
}

}  // namespace

std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::size_t largest) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) throw failure("read", path, errno);
  std::vector<std::uint8_t> bytes;
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode)) {
    bytes.reserve(std::min<std::size_t>(static_cast<std::size_t>(status.st_size), largest) + 1);
  }
  constexpr std::size_t kChunk = 1 << 16;
  for (;;) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kChunk);
    const auto n = ::read(file.get(), bytes.data() + size, kChunk);
    const int error = errno;
    bytes.resize(size + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0 && error == EINTR) continue;
    if (n < 0) throw failure("read", path, error);
    if (n == 0) return bytes;
    if (bytes.size() > largest)
      throw std::runtime_error(fmt::format("cannot read {}: it is larger than {} bytes", path.string(), largest));
  }
}

std::string read_text(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  return {bytes.begin(), bytes.end()};
}

void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  const auto target = followed(path);
  struct stat old {};
  const bool exists = ::stat(target.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) throw failure("write", path, EISDIR);
  if (exists && !S_ISREG(old.st_mode))
    throw std::runtime_error(fmt::format("cannot write {}: it is not a regular file", path.string()));
  auto [name, fd] = open_beside(target);
  Descriptor file(fd);
  if (!file.open()) throw failure("write", path, errno);
  Temporary temporary(std::move(name));
  if (exists && ::fchmod(file.get(), old.st_mode & 07777) != 0) throw failure("write", path, errno);
  if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0 || !file.close()) throw failure("write", path, errno);
  if (::rename(temporary.path().c_str(), target.c_str()) != 0) throw failure("write", path, errno);
  temporary.keep();
  sync_directory(target.parent_path());
}

}  // namespace emulator
