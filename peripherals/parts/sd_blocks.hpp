#pragma once
// What a memory card holds: blocks of 512 bytes, kept only where they are not zero.
#include <array>
#include <map>
#include <vector>

#include "emulator/fat/sectors.hpp"
#include "emulator/state.hpp"

namespace parts {

class SdBlocks final : public emulator::fat::Sectors {
 public:
  using u8 = emulator::u8;
  using u32 = emulator::u32;
  static constexpr u32 block = 512;

  explicit SdBlocks(u32 count) : count_(count) {}
  u32 size() const override { return block; }
  u32 count() const override { return count_; }
  std::span<const u8> read(u32 at) override;
  void write(u32 at, std::span<const u8> bytes) override;
  void fill(std::span<const u8> image);  // and zeros behind it
  std::vector<u8> content() const;
  void serialize(emulator::State&);

 private:
  u32 count_;
  std::map<u32, std::array<u8, block>> blocks_;
};

}  // namespace parts
