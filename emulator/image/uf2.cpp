#include "emulator/image/uf2.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "emulator/hash.hpp"
#include "emulator/image/reader.hpp"
#include "emulator/image/segments.hpp"
#include "emulator/image/uf2_block.hpp"

namespace emulator {

namespace {

using namespace uf2;

struct Block {
  std::uint32_t place = 0;  // its index in the file
  std::uint32_t flags = 0;
  std::uint32_t address = 0;  // or the offset in an embedded file
  std::uint32_t size = 0;
  std::uint32_t number = 0;
  std::uint32_t count = 0;
  std::uint32_t family_or_size = 0;
  std::span<const std::uint8_t> data;  // all 476 bytes

  bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
  std::optional<std::uint32_t> family() const {
    return has(kFamilyPresent) ? std::optional(family_or_size) : std::nullopt;
  }
  std::span<const std::uint8_t> payload() const { return data.first(size); }
};

std::string family_name(std::optional<std::uint32_t> family) {
  if (!family) return "no family";
  const auto name = uf2_family_name(*family);
  return name ? fmt::format("{} (0x{:08x})", *name, *family) : fmt::format("0x{:08x}", *family);
}

// RP2350-E10 (RP2350 datasheet, appendix "Errata"): so that A2 boot ROMs accept a download to a partitioned flash,
// picotool puts one block of the ABSOLUTE family, "0 of 2", 256 bytes of 0xEF, in front. Its place at the end of the
// largest flash, 0x10ffff00, holds nothing a program uses, and later boot ROMs skip it by the extension tag it carries.
bool is_rp2350_e10(const Block& block) {
  return block.family() == kAbsoluteFamily && block.number == 0 && block.count == 2 && block.size == 256 &&
         std::all_of(block.data.begin(), block.data.begin() + 256, [](std::uint8_t byte) { return byte == 0xef; });
}

struct Region {
  std::uint32_t address = 0;
  std::uint32_t size = 0;
  auto operator<=>(const Region&) const = default;
};

struct Digest {
  std::uint32_t place = 0;
  std::span<const std::uint8_t> md5;
};

class Uf2Reader {
 public:
  Uf2Reader(std::span<const std::uint8_t> bytes, std::string_view source)
      : bytes_(bytes), source_(source), places_(source, "block"), segments_(places_) {
    image_.source = source;
    image_.format = ImageFormat::Uf2;
  }

  Image read(const Uf2Options& options) {
    read_blocks();
    const auto& blocks = choose(options);
    check_sequence(blocks);
    for (const Block& block : blocks) use(block);
    image_.segments = segments_.finish();
    if (image_.segments.empty() && image_.files.empty()) throw places_.error("holds no data for the main flash");
    check_digests();
    return std::move(image_);
  }

 private:
  using Blocks = std::vector<Block>;

  void read_blocks() {
    for (std::size_t at = 0; at + kBlockSize <= bytes_.size(); at += kBlockSize) {
      const Block block = read_block(static_cast<std::uint32_t>(at / kBlockSize), bytes_.subspan(at, kBlockSize));
      if (is_rp2350_e10(block)) {
        skip(block);
      } else {
        families_[block.family()].push_back(block);
      }
    }
    if (const auto rest = bytes_.size() % kBlockSize; rest != 0) {
      throw places_.error(fmt::format("ends inside block {}: {} bytes are no whole number of {}-byte blocks",
                                      bytes_.size() / kBlockSize, bytes_.size(), kBlockSize));
    }
    if (families_.empty()) throw places_.error("holds no data for the main flash");
  }

  Block read_block(std::uint32_t place, std::span<const std::uint8_t> bytes) const {
    Reader field(bytes, source_, "a block");
    Block block;
    block.place = place;
    const auto start0 = field.u32();
    const auto start1 = field.u32();
    block.flags = field.u32();
    block.address = field.u32();
    block.size = field.u32();
    block.number = field.u32();
    block.count = field.u32();
    block.family_or_size = field.u32();
    block.data = field.take(kDataSize);
    if (start0 != kMagicStart0 || start1 != kMagicStart1)
      throw places_.error(place, "does not start with the UF2 magic numbers");
    if (field.u32() != kMagicEnd) throw places_.error(place, "does not end with the UF2 magic number");
    const std::size_t room = block.has(kMd5Present) ? kDataSize - kMd5Size : kDataSize;
    if (block.size > room)
      throw places_.error(place, fmt::format("has {} payload bytes, at most {} fit", block.size, room));
    if (block.has(kFileContainer) && block.has(kFamilyPresent))
      throw places_.error(place, "says both that it is part of a file and that it has a family");
    return block;
  }

  const Blocks& choose(const Uf2Options& options) {
    const auto use_family = [this](auto found) -> const Blocks& {
      image_.family = found->first;
      return found->second;
    };
    for (const auto wanted : options.families) {
      if (const auto found = families_.find(wanted); found != families_.end()) return use_family(found);
    }
    const auto only = families_.begin();
    const bool many = families_.size() > 1;
    if (!options.families.empty() && (many || only->first)) {
      throw places_.error(
          fmt::format("holds nothing for {}, only for {}", names_of(options.families), families_inside()));
    }
    if (many) throw places_.error(fmt::format("holds images for {}: say which family", families_inside()));
    return use_family(only);
  }

  static std::string names_of(const std::vector<std::uint32_t>& families) {
    std::string names;
    for (const auto family : families) names += (names.empty() ? "" : " or ") + family_name(family);
    return names;
  }

  std::string families_inside() const {
    std::string names;
    for (const auto& [family, blocks] : families_) names += (names.empty() ? "" : " and ") + family_name(family);
    return names;
  }

  // Every number from 0 to count - 1 exactly once, in any order. Each family counts its own blocks, because files of
  // several families may simply be joined (README, "Family ID").
  void check_sequence(const Blocks& blocks) const {
    const auto count = blocks.front().count;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> numbers;
    for (const Block& block : blocks) {
      if (block.count != count) {
        throw places_.error(block.place, fmt::format("counts {} blocks in all, {} counts {}", block.count,
                                                     places_.name(blocks.front().place), count));
      }
      if (block.number >= count)
        throw places_.error(block.place,
                            fmt::format("has number {}, but there are only {} blocks", block.number, count));
      numbers.emplace_back(block.number, block.place);
    }
    std::sort(numbers.begin(), numbers.end());
    for (std::size_t i = 1; i < numbers.size(); ++i) {
      if (numbers[i].first != numbers[i - 1].first) continue;
      throw places_.error(numbers[i].second,
                          fmt::format("has number {} like {}", numbers[i].first, places_.name(numbers[i - 1].second)));
    }
    if (numbers.size() == count) return;
    std::uint32_t missing = 0;
    while (missing < numbers.size() && numbers[missing].first == missing) ++missing;
    throw places_.error(
        fmt::format("number {} of {} blocks is missing ({} in all)", missing, count, count - numbers.size()));
  }

  void use(const Block& block) {
    if (block.has(kExtensionTags)) read_tags(block);
    if (block.has(kFileContainer)) return add_to_file(block);  // README: "not main flash" means nothing here
    if (block.has(kMd5Present)) remember_digest(block);
    if (block.has(kNotMainFlash)) return skip(block);
    segments_.add(block.address, block.payload(), block.place);
  }

  // Such blocks are comments of a kind: nothing says that their addresses mean anything or differ, so they stay in file
  // order.
  void skip(const Block& block) {
    const auto payload = block.payload();
    if (image_.skipped.empty() || image_.skipped.back().end() != block.address)
      image_.skipped.push_back({block.address, {}});
    auto& bytes = image_.skipped.back().bytes;
    bytes.insert(bytes.end(), payload.begin(), payload.end());
  }

  // Tags follow the payload on 4-byte boundaries: size (with this header), 3 bytes of type, value; a size of 0 ends
  // them.
  void read_tags(const Block& block) {
    const std::size_t end = block.has(kMd5Present) ? kDataSize - kMd5Size : kDataSize;
    std::size_t at = (block.size + 3) & ~std::size_t{3};
    while (at + 4 <= end && block.data[at] != 0) {
      const std::size_t size = block.data[at];
      if (size < 4 || size > end - at)
        throw places_.error(block.place,
                            fmt::format("has an extension tag of {} bytes where {} are left", size, end - at));
      const auto type =
          static_cast<std::uint32_t>(block.data[at + 1] | block.data[at + 2] << 8 | block.data[at + 3] << 16);
      const auto value = block.data.subspan(at + 4, size - 4);
      if (type == kTagVersion) image_.version = Reader(value, source_, "").text(value.size());
      if (type == kTagDevice) image_.target = Reader(value, source_, "").text(value.size());
      at = (at + size + 3) & ~std::size_t{3};
    }
  }

  // The file's name follows the payload, NUL-terminated; the address is the offset in the file.
  void add_to_file(const Block& block) {
    auto after = block.data.subspan(block.size);
    if (block.has(kMd5Present)) after = after.first(after.size() - kMd5Size);
    auto name = Reader(after, source_, "").text(after.size());
    if (name.empty()) throw places_.error(block.place, "is part of a file without a name");
    const std::uint64_t end = std::uint64_t{block.address} + block.size;
    if (end > block.family_or_size) {
      throw places_.error(block.place,
                          fmt::format("writes up to byte {} of \"{}\", which has {}", end, name, block.family_or_size));
    }
    const auto [known, fresh] = file_numbers_.try_emplace(name, image_.files.size());
    if (fresh) {
      // Every byte of a file comes from a block, so files cannot be larger than the UF2 file itself.
      file_bytes_ += block.family_or_size;
      if (file_bytes_ > bytes_.size()) {
        throw places_.error(block.place,
                            fmt::format("\"{}\" has {} bytes, more than the blocks hold", name, block.family_or_size));
      }
      image_.files.push_back({std::move(name), std::vector<std::uint8_t>(block.family_or_size)});
    }
    EmbeddedFile& file = image_.files[known->second];
    if (file.bytes.size() != block.family_or_size) {
      throw places_.error(block.place, fmt::format("\"{}\" has {} bytes, in an earlier block {}", file.name,
                                                   block.family_or_size, file.bytes.size()));
    }
    std::copy_n(block.data.begin(), block.size, file.bytes.begin() + static_cast<std::ptrdiff_t>(block.address));
  }

  void remember_digest(const Block& block) {
    Reader field(block.data.last(kMd5Size), source_, "an MD5 field");
    Region region;
    region.address = field.u32();
    region.size = field.u32();
    const auto md5 = field.take(16);
    const auto [known, fresh] = digests_.try_emplace(region, Digest{block.place, md5});
    if (!fresh && !std::equal(md5.begin(), md5.end(), known->second.md5.begin())) {
      throw places_.error(block.place, fmt::format("has another MD5 for the region at 0x{:08x} than {}", region.address,
                                                   places_.name(known->second.place)));
    }
  }

  // A region that the file covers only in part cannot be checked: the rest is in the chip.
  void check_digests() const {
    std::uint64_t checked = 0;
    for (const auto& [region, digest] : digests_) {
      const auto bytes = image_.bytes_at(region.address, region.size);
      if (!bytes) continue;
      checked += region.size;
      if (checked > 2 * image_.size()) throw places_.error(digest.place, "MD5 regions overlap one another");
      const auto right = md5(*bytes);
      if (!std::equal(right.begin(), right.end(), digest.md5.begin())) {
        throw places_.error(digest.place, fmt::format("MD5 of the {} bytes at 0x{:08x} is {}, should be {}",
                                                      region.size, region.address, to_hex(digest.md5), to_hex(right)));
      }
    }
  }

  std::span<const std::uint8_t> bytes_;
  std::string_view source_;
  Places places_;
  SegmentBuilder segments_;
  Image image_;
  std::map<std::optional<std::uint32_t>, Blocks> families_;
  std::map<Region, Digest> digests_;
  std::map<std::string, std::size_t> file_numbers_;
  std::uint64_t file_bytes_ = 0;
};

}  // namespace

bool is_uf2(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 4 && bytes[0] == 'U' && bytes[1] == 'F' && bytes[2] == '2' && bytes[3] == '\n';
}

Image load_uf2(std::span<const std::uint8_t> bytes, std::string_view source, const Uf2Options& options) {
  if (!is_uf2(bytes)) throw Places(source, "").error("is not a UF2 file");
  return Uf2Reader(bytes, source).read(options);
}

}  // namespace emulator
