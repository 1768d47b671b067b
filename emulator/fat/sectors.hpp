#pragma once
// Sectors that can be read and written at once. FAT knows no other medium.
#include <span>
#include <stdexcept>
#include <vector>

#include "emulator/types.hpp"

namespace emulator::fat {

// A sentence about a volume that is none, is damaged, is full, or has no such file.
class FatError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Sectors {
 public:
  virtual ~Sectors() = default;
  virtual u32 size() const = 0;  // of one, in bytes: 512 … 4096
  virtual u32 count() const = 0;
  // What is read stays valid until the next call of any function.
  virtual std::span<const u8> read(u32 sector) = 0;
  virtual void write(u32 sector, std::span<const u8> bytes) = 0;
};

// An image in memory: a flash chip's contents, a file.
class ImageSectors final : public Sectors {
 public:
  explicit ImageSectors(std::span<u8> image, u32 size = 512) : image_(image), size_(size) {}
  u32 size() const override { return size_; }
  u32 count() const override { return static_cast<u32>(image_.size() / size_); }
  std::span<const u8> read(u32 sector) override { return at(sector); }
  void write(u32 sector, std::span<const u8> bytes) override;

 private:
  std::span<u8> at(u32 sector);
  std::span<u8> image_;
  u32 size_;
};

inline u16 get16(std::span<const u8> d, std::size_t at) { return static_cast<u16>(d[at] | d[at + 1] << 8); }
inline u32 get32(std::span<const u8> d, std::size_t at) { return get16(d, at) | u32{get16(d, at + 2)} << 16; }
inline void put16(std::span<u8> d, std::size_t at, u32 v) {
  d[at] = static_cast<u8>(v);
  d[at + 1] = static_cast<u8>(v >> 8);
}
inline void put32(std::span<u8> d, std::size_t at, u32 v) {
  put16(d, at, v);
  put16(d, at + 2, v >> 16);
}

}  // namespace emulator::fat
