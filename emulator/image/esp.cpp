#include "emulator/image/esp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/hash.hpp"
#include "emulator/image/reader.hpp"
#include "emulator/image/segments.hpp"

namespace emulator {

namespace {

constexpr std::uint8_t kMagic = 0xe9;
constexpr std::uint8_t kChecksumSeed = 0xef;
constexpr std::size_t kMostSegments = 16;
constexpr std::uint32_t kSector = 0x1000;
constexpr std::uint32_t kPartitionTable = 0x8000;  // CONFIG_PARTITION_TABLE_OFFSET's default
constexpr std::size_t kPartitionTableSize = 0xc00;
constexpr std::uint32_t kAppDescriptor =
    0xabcd5432;  // esp_app_desc_t::magic_word, first word of an application's first segment
constexpr std::uint32_t kEsp8266First = 0x3ffe'8000;  // what an ESP8266 image loads lies between its data RAM
constexpr std::uint32_t kEsp8266Last = 0x402f'ffff;   // and the end of the mapped flash

struct Chip {
  std::uint16_t id;          // extended header, bytes 4 and 5
  std::uint32_t boot_flash;  // where its boot ROM looks for a program
  std::string_view name;
};

// Identifiers and offsets as esptool has them (IMAGE_CHIP_ID and BOOTLOADER_FLASH_OFFSET of each target).
constexpr std::array kChips{
    Chip{0, 0x1000, "ESP32"},   Chip{2, 0x1000, "ESP32-S2"},  Chip{5, 0x0, "ESP32-C3"},  Chip{9, 0x0, "ESP32-S3"},
    Chip{12, 0x0, "ESP32-C2"},  Chip{13, 0x0, "ESP32-C6"},    Chip{16, 0x0, "ESP32-H2"}, Chip{18, 0x2000, "ESP32-P4"},
    Chip{20, 0x0, "ESP32-C61"}, Chip{23, 0x2000, "ESP32-C5"},
};
constexpr Chip kEsp8266{0, 0x0, "ESP8266"};

std::uint32_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  if (at + 4 > bytes.size()) return 0;
  return std::uint32_t{bytes[at]} | std::uint32_t{bytes[at + 1]} << 8 | std::uint32_t{bytes[at + 2]} << 16 |
         std::uint32_t{bytes[at + 3]} << 24;
}

// The ESP8266 has no extended header, so its first segment's address follows the common header at once. In an extended
// header that place holds pin settings, 0xEE or so, which is no address.
bool is_esp8266(std::span<const std::uint8_t> program) {
  const auto address = word_at(program, 8);
  return address >= kEsp8266First && address <= kEsp8266Last;
}

const Chip* chip_of(std::span<const std::uint8_t> program) {
  if (is_esp8266(program)) return &kEsp8266;
  if (program.size() < 24) return nullptr;
  const auto id = word_at(program, 12) & 0xffff;
  const auto found = std::find_if(kChips.begin(), kChips.end(), [&](const Chip& chip) { return chip.id == id; });
  return found == kChips.end() ? nullptr : &*found;
}

bool starts_program(std::span<const std::uint8_t> bytes, std::size_t at) {
  return bytes.size() > at + 1 && bytes[at] == kMagic && bytes[at + 1] >= 1 && bytes[at + 1] <= kMostSegments;
}

// Where the first program starts: at once, or behind one or two erased sectors.
std::optional<std::size_t> first_program(std::span<const std::uint8_t> bytes) {
  for (const std::size_t start : {std::size_t{0}, std::size_t{kSector}, std::size_t{2 * kSector}}) {
    if (!starts_program(bytes, start)) continue;
    const auto before = bytes.first(start);
    if (std::all_of(before.begin(), before.end(), [](std::uint8_t byte) { return byte == 0xff; })) return start;
  }
  return std::nullopt;
}

class EspReader {
 public:
  EspReader(std::span<const std::uint8_t> bytes, std::string_view source)
      : bytes_(bytes), source_(source), places_(source, "byte") {}

  Image read(std::optional<std::uint32_t> base) {
    const auto start = first_program(bytes_);
    if (!start) throw places_.error("is not an ESP image");
    const Chip* chip = chip_of(bytes_.subspan(*start));
    if (chip == nullptr)
      throw places_.error(
          fmt::format("is an ESP image for chip number {}, which is not known", word_at(bytes_, *start + 12) & 0xffff));
    base_ = base.value_or(*start == 0 ? chip->boot_flash : 0);
    if (!base && *start != 0 && *start != chip->boot_flash) {
      throw places_.error(fmt::format("has its first program at 0x{:x}, but an {} starts from 0x{:x}", *start,
                                      chip->name, chip->boot_flash));
    }
    if (!base && *start == 0 && word_at(bytes_, 0x20) == kAppDescriptor) {
      throw places_.error(
          "is an application without boot loader: a board needs both and the partition table in one file; to look at "
          "it give its flash address with --base (usually 0x10000)");
    }
    EspFlash flash;
    flash.chip = chip->name;
    if (chip != &kEsp8266) flash.chip_id = chip->id;
    flash.programs.push_back(program(*start, *chip));
    if (chip != &kEsp8266) read_partitions(flash, *chip);
    return image(std::move(flash));
  }

 private:
  Image image(EspFlash flash) {
    SegmentBuilder segments(places_);
    segments.add(base_, bytes_, 0);
    Image result;
    result.source = source_;
    result.format = ImageFormat::Esp;
    result.segments = segments.finish();
    result.entry = flash.programs.front().entry;
    result.target = flash.chip;
    result.esp = std::move(flash);
    return result;
  }

  std::string at(std::size_t position) const { return fmt::format("the program at 0x{:x}", position); }

  EspProgram program(std::size_t start, const Chip& chip) {
    Reader reader(bytes_, source_, at(start));
    reader.seek(start + 1);
    const auto count = reader.u8();
    reader.skip(2);  // flash mode, size and frequency: settings for the boot ROM
    EspProgram result;
    result.flash = base_ + static_cast<std::uint32_t>(start);
    result.entry = reader.u32();
    bool hashed = false;
    if (&chip != &kEsp8266) {
      reader.skip(4);
      if (const auto id = reader.u16(); id != chip.id)
        throw reader.error(
            fmt::format("{} is for chip number {}, not for the {} ({})", at(start), id, chip.name, chip.id));
      reader.skip(9);
      hashed = reader.u8() == 1;
    }
    std::uint8_t checksum = kChecksumSeed;
    for (unsigned i = 0; i < count; ++i) result.segments.push_back(segment(reader, checksum));
    // Padding up to the last byte of a 16-byte line, counted from the program's start; that byte is the checksum.
    const auto length = reader.position() - start;
    reader.skip(15 - length % 16);
    if (const auto stored = reader.u8(); stored != checksum) {
      throw reader.error(fmt::format("{}: checksum is {:02X}, should be {:02X}", at(start), stored, checksum));
    }
    if (hashed) check_hash(reader, start);
    result.hashed = hashed;
    result.size = static_cast<std::uint32_t>(reader.position() - start);
    return result;
  }

  EspSegment segment(Reader& reader, std::uint8_t& checksum) const {
    EspSegment result;
    result.address = reader.u32();
    result.size = reader.u32();
    result.flash = base_ + static_cast<std::uint32_t>(reader.position());
    for (const auto byte : reader.take(result.size)) checksum ^= byte;
    return result;
  }

  void check_hash(Reader& reader, std::size_t start) const {
    const auto covered = bytes_.subspan(start, reader.position() - start);
    const auto stored = reader.take(32);
    const auto right = sha256(covered);
    if (!std::equal(right.begin(), right.end(), stored.begin())) {
      throw reader.error(fmt::format("{}: SHA-256 is {}, should be {}", at(start), to_hex(stored), to_hex(right)));
    }
  }

  // ESP-IDF, "Partition Tables": 32-byte entries that begin AA 50; then EB EB with the MD5 of all entries; then erased
  // flash.
  void read_partitions(EspFlash& flash, const Chip& chip) {
    if (base_ > kPartitionTable || kPartitionTable - base_ >= bytes_.size()) return;
    const std::size_t start = kPartitionTable - base_;
    const auto table = bytes_.subspan(start, std::min(kPartitionTableSize, bytes_.size() - start));
    for (std::size_t entry = 0; entry + 32 <= table.size(); entry += 32) {
      Reader reader(table.subspan(entry, 32), source_, "a partition entry");
      const auto magic = reader.u16();
      if (magic == 0xebeb) {
        reader.skip(14);
        check_table(table.first(entry), reader.take(16));
        break;
      }
      if (magic != 0x50aa) break;
      EspPartition partition;
      partition.type = reader.u8();
      partition.subtype = reader.u8();
      partition.flash = reader.u32();
      partition.size = reader.u32();
      partition.name = reader.text(16);
      flash.partitions.push_back(std::move(partition));
    }
    check_apart(flash.partitions);
    for (const auto& partition : flash.partitions) read_application(flash, partition, chip);
    std::stable_sort(flash.programs.begin(), flash.programs.end(),
                     [](const EspProgram& a, const EspProgram& b) { return a.flash < b.flash; });
  }

  void check_apart(const std::vector<EspPartition>& partitions) const {
    for (const auto& a : partitions) {
      for (const auto& b : partitions) {
        if (&a == &b || b.flash < a.flash || b.flash - a.flash >= a.size) continue;
        throw places_.error(fmt::format("partitions \"{}\" and \"{}\" overlap", a.name, b.name));
      }
    }
  }

  void check_table(std::span<const std::uint8_t> entries, std::span<const std::uint8_t> stored) const {
    const auto right = md5(entries);
    if (!std::equal(right.begin(), right.end(), stored.begin())) {
      throw places_.error(fmt::format("the partition table's MD5 is {}, should be {}", to_hex(stored), to_hex(right)));
    }
  }

  // Empty partitions, and those that lie behind the end of the file, hold no program.
  void read_application(EspFlash& flash, const EspPartition& partition, const Chip& chip) {
    constexpr std::uint8_t kApplication = 0;
    if (partition.type != kApplication || partition.flash < base_) return;
    const std::size_t start = partition.flash - base_;
    if (!starts_program(bytes_, start)) return;
    const bool known = std::any_of(flash.programs.begin(), flash.programs.end(),
                                   [&](const EspProgram& p) { return p.flash == partition.flash; });
    if (known)
      throw places_.error(
          fmt::format("partition \"{}\" starts at 0x{:x} like another program", partition.name, partition.flash));
    EspProgram application = program(start, chip);
    if (application.size > partition.size) {
      throw places_.error(fmt::format("{} has {} bytes, but its partition \"{}\" only {}", at(start), application.size,
                                      partition.name, partition.size));
    }
    application.partition = partition.name;
    flash.programs.push_back(std::move(application));
  }

  std::span<const std::uint8_t> bytes_;
  std::string_view source_;
  Places places_;
  std::uint32_t base_ = 0;
};

}  // namespace

// Few bytes of the format are fixed, so raw data could begin the same way: the chip must be a known one, too.
bool is_esp(std::span<const std::uint8_t> bytes) {
  const auto start = first_program(bytes);
  return start && chip_of(bytes.subspan(*start)) != nullptr;
}

Image load_esp(std::span<const std::uint8_t> bytes, std::string_view source, std::optional<std::uint32_t> base) {
  return EspReader(bytes, source).read(base);
}

}  // namespace emulator
