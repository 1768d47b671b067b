#pragma once
#include <functional>
#include <string>

#include "emulator/fat/check.hpp"
#include "emulator/fat/volume.hpp"

using namespace emulator;
using namespace emulator::fat;
using Bytes = std::vector<u8>;

inline Bytes bytes(std::string_view s) { return {s.begin(), s.end()}; }
inline std::string text(const Bytes& b) { return {b.begin(), b.end()}; }
inline Bytes pattern(std::size_t n, unsigned seed = 0) {
  Bytes b(n);
  for (std::size_t i = 0; i < n; ++i) b[i] = static_cast<u8>(i * 31 + i / 256 + seed);
  return b;
}
inline const Stamp noon = Stamp::of(2024, 5, 6, 12, 0, 0);

// A formatted medium in memory.
struct Disk {
  Bytes image;
  ImageSectors sectors;
  explicit Disk(u32 count, const FormatOptions& options = {}) : image(std::size_t{count} * 512), sectors(image) {
    format(sectors, options);
  }
};

// Remembers the order of writes, so that a crash after any of them can be looked at.
class Recorder final : public Sectors {
 public:
  explicit Recorder(Sectors& below) : below_(below) {}
  u32 size() const override { return below_.size(); }
  u32 count() const override { return below_.count(); }
  std::span<const u8> read(u32 sector) override { return below_.read(sector); }
  void write(u32 sector, std::span<const u8> b) override {
    writes.emplace_back(sector, Bytes(b.begin(), b.end()));
    below_.write(sector, b);
  }
  std::vector<std::pair<u32, Bytes>> writes;

 private:
  Sectors& below_;
};

inline std::string why(const std::function<void()>& f) {
  try {
    f();
  } catch (const FatError& e) { return e.what(); }
  return "no error";
}
