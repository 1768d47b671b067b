#include "peripherals/parts/sd_blocks.hpp"

#include <algorithm>

namespace parts {

std::span<const emulator::u8> SdBlocks::read(u32 at) {
  static constexpr std::array<u8, block> nothing{};
  const auto it = blocks_.find(at);
  if (it == blocks_.end()) return nothing;
  return it->second;
}

void SdBlocks::write(u32 at, std::span<const u8> bytes) {
  if (at >= count_) return;
  if (std::ranges::all_of(bytes, [](u8 byte) { return byte == 0; })) {
    blocks_.erase(at);
    return;
  }
  std::array<u8, block>& kept = blocks_[at];
  kept.fill(0);
  std::ranges::copy(bytes.first(std::min<std::size_t>(bytes.size(), block)), kept.begin());
}

void SdBlocks::fill(std::span<const u8> image) {
  blocks_.clear();
  for (u32 at = 0; std::size_t{at} * block < image.size(); ++at) {
    const auto rest = image.subspan(std::size_t{at} * block);
    write(at, rest.first(std::min<std::size_t>(rest.size(), block)));
  }
}

std::vector<emulator::u8> SdBlocks::content() const {
  std::vector<u8> image(std::size_t{count_} * block);
  for (const auto& [at, bytes] : blocks_) std::ranges::copy(bytes, image.begin() + std::ptrdiff_t{at} * block);
  return image;
}

void SdBlocks::serialize(emulator::State& state) {
  u32 used = static_cast<u32>(blocks_.size());
  state(used);
  if (!state.loading()) {
    for (auto& [at, bytes] : blocks_) {
      u32 number = at;
      state(number);
      state.raw(bytes);
    }
    return;
  }
  blocks_.clear();
  while (used--) {
    u32 number = 0;
    state(number);
    state.raw(blocks_[number]);
  }
}

}  // namespace parts
