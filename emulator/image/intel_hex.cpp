#include "emulator/image/intel_hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "emulator/image/segments.hpp"

namespace emulator {

namespace {

enum Type : std::uint8_t {
  Data = 0x00,
  EndOfFile = 0x01,
  ExtendedSegmentAddress = 0x02,
  StartSegmentAddress = 0x03,
  ExtendedLinearAddress = 0x04,
  StartLinearAddress = 0x05,
  // Universal HEX:
  BlockStart = 0x0a,
  BlockEnd = 0x0b,
  PaddedData = 0x0c,
  CustomData = 0x0d,
  OtherData = 0x0e,
};

struct Record {
  std::uint8_t type = 0;
  std::uint16_t address = 0;
  std::span<const std::uint8_t> data;

  std::uint32_t number() const {  // the data as one big-endian number
    std::uint32_t value = 0;
    for (const auto byte : data) value = value << 8 | byte;
    return value;
  }
};

bool is_blank(std::uint8_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::span<const std::uint8_t> without_byte_order_mark(std::span<const std::uint8_t> text) {
  return text.size() >= 3 && text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf ? text.subspan(3) : text;
}

std::span<const std::uint8_t> trimmed(std::span<const std::uint8_t> line) {
  while (!line.empty() && is_blank(line.back())) line = line.first(line.size() - 1);
  while (!line.empty() && is_blank(line.front())) line = line.subspan(1);
  return line;
}

int digit(std::uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string shown(std::uint8_t c) {
  return c > 0x20 && c < 0x7f ? fmt::format("'{}'", static_cast<char>(c)) : fmt::format("byte 0x{:02x}", c);
}

// The identifiers DAPLink's interface chips answer to, one canonical one per board.
std::uint16_t same_board(std::uint16_t id) {
  if (id == 0x9901) return 0x9900;
  if (id >= 0x9903 && id <= 0x9906) return 0x9903;
  return id;
}

std::string board_name(std::uint16_t id) {
  if (same_board(id) == 0x9900) return fmt::format("micro:bit V1 (0x{:04x})", id);
  if (same_board(id) == 0x9903) return fmt::format("micro:bit V2 (0x{:04x})", id);
  return fmt::format("0x{:04x}", id);
}

class HexReader {
 public:
  HexReader(std::span<const std::uint8_t> bytes, std::string_view source)
      : text_(without_byte_order_mark(bytes)), places_(source, "line") {
    image_.source = source;
    image_.format = ImageFormat::IntelHex;
  }

  Image read(const IntelHexOptions& options) {
    // Lines end with LF, CR LF or CR CR LF; with CR alone only if there is no LF in the file.
    const auto line_end = std::find(text_.begin(), text_.end(), '\n') != text_.end() ? '\n' : '\r';
    auto rest = text_;
    while (!rest.empty()) {
      ++line_;
      const auto end = static_cast<std::size_t>(std::find(rest.begin(), rest.end(), line_end) - rest.begin());
      take(trimmed(rest.first(end)));
      rest = rest.subspan(std::min(end + 1, rest.size()));
    }
    if (end_line_ == 0) throw error("the end-of-file record is missing: the file is truncated");
    if (block_) throw error("the end-of-file record stands inside a block");
    return choose(options);
  }

 private:
  ImageError error(std::string_view message) const { return places_.error(std::max(line_, 1u), message); }

  void take(std::span<const std::uint8_t> line) {
    if (line.empty()) return;
    if (end_line_ != 0) throw error(fmt::format("text after the end-of-file record on line {}", end_line_));
    const Record record = parse(line);
    switch (record.type) {
      case Data:
      case CustomData: return data(record);
      case EndOfFile:
        need_size(record, 0, "end-of-file");
        end_line_ = line_;
        return;
      case ExtendedSegmentAddress:
        need_size(record, 2, "extended segment address");
        base_ = record.number() << 4;
        segmented_ = true;
        return;
      case ExtendedLinearAddress:
        need_size(record, 2, "extended linear address");
        base_ = record.number() << 16;
        segmented_ = false;
        return;
      case StartSegmentAddress:
        need_size(record, 4, "start segment address");
        image_.entry = (record.number() >> 16 << 4) + (record.number() & 0xffff);  // CS:IP
        return;
      case StartLinearAddress:
        need_size(record, 4, "start linear address");
        image_.entry = record.number();
        return;
      case BlockStart: return block_start(record);
      case BlockEnd:
        if (!block_) throw error("a block ends that did not start");
        block_.reset();
        return;
      case PaddedData:
      case OtherData: return;
      default: throw error(fmt::format("unknown record type {:02X}", record.type));
    }
  }

  Record parse(std::span<const std::uint8_t> line) {
    if (line[0] != ':') throw error(fmt::format("the line starts with {}, not with ':'", shown(line[0])));
    const auto digits = line.subspan(1);
    for (const auto c : digits) {
      if (digit(c) < 0) throw error(fmt::format("{} is no hexadecimal digit", shown(c)));
    }
    const std::size_t n = digits.size() / 2;
    if (digits.size() % 2 != 0 || n < 5) throw error("the line ends inside the record");
    if (n > record_.size())
      throw error(fmt::format("the line is too long for a record: {} bytes, at most {}", n, record_.size()));
    for (std::size_t i = 0; i < n; ++i)
      record_[i] = static_cast<std::uint8_t>(digit(digits[2 * i]) << 4 | digit(digits[2 * i + 1]));
    if (record_[0] != n - 5)
      throw error(fmt::format("the record announces {} data bytes but has {}", record_[0], n - 5));
    std::uint8_t sum = 0;
    for (std::size_t i = 0; i + 1 < n; ++i) sum = static_cast<std::uint8_t>(sum + record_[i]);
    const auto right = static_cast<std::uint8_t>(-sum);
    if (record_[n - 1] != right)
      throw error(fmt::format("checksum is {:02X}, should be {:02X}", record_[n - 1], right));
    return {record_[3], static_cast<std::uint16_t>(record_[1] << 8 | record_[2]), std::span(record_).subspan(4, n - 5)};
  }

  void need_size(const Record& record, std::size_t size, std::string_view what) const {
    if (record.data.size() != size)
      throw error(fmt::format("the {} record has {} data bytes, should have {}", what, record.data.size(), size));
  }

  void data(const Record& record) {
    if (!block_ && record.type == CustomData) throw error("custom data outside of a block");
    if (!block_ && universal_) throw error("data outside of a block, so for no board");
    if (!block_) plain_ = true;
    SegmentBuilder& segments = parts_.try_emplace(block_.value_or(0), places_).first->second;
    auto bytes = record.data;
    // After an extended segment address the offset wraps within its 64 KiB (specification, "Data Record").
    if (segmented_ && record.address + bytes.size() > 0x10000) {
      const std::size_t before_wrap = 0x10000u - record.address;
      segments.add(base_, bytes.subspan(before_wrap), line_);
      bytes = bytes.first(before_wrap);
    }
    segments.add(base_ + record.address, bytes, line_);
  }

  void block_start(const Record& record) {
    if (record.data.size() < 2) throw error("the block start names no board");
    if (plain_) throw error("a block starts after data for no board");
    universal_ = true;
    block_ = same_board(static_cast<std::uint16_t>(record.data[0] << 8 | record.data[1]));
    parts_.try_emplace(*block_, places_);
  }

  Image choose(const IntelHexOptions& options) {
    if (parts_.empty()) throw places_.error("holds no data");
    auto part = parts_.begin();
    if (universal_) {
      if (options.board) part = parts_.find(same_board(*options.board));
      if (part == parts_.end())
        throw places_.error(
            fmt::format("holds nothing for board {}, only for {}", board_name(*options.board), boards()));
      if (!options.board && parts_.size() > 1)
        throw places_.error(fmt::format("is a universal HEX file for {}: say which board", boards()));
      image_.board = part->first;
    }
    image_.segments = part->second.finish();
    if (image_.segments.empty()) throw places_.error("holds no data");
    return std::move(image_);
  }

  std::string boards() const {
    std::string names;
    for (const auto& [id, part] : parts_) names += (names.empty() ? "" : " and ") + board_name(id);
    return names;
  }

  std::span<const std::uint8_t> text_;
  Places places_;
  Image image_;
  std::array<std::uint8_t, 5 + 255> record_{};
  std::uint32_t line_ = 0;
  std::uint32_t end_line_ = 0;
  std::uint32_t base_ = 0;
  bool segmented_ = false;
  std::optional<std::uint16_t> block_;
  bool universal_ = false;
  bool plain_ = false;
  std::map<std::uint16_t, SegmentBuilder> parts_;  // by board; a plain file's only part is number 0
};

}  // namespace

bool is_intel_hex(std::span<const std::uint8_t> bytes) {
  const auto text = without_byte_order_mark(bytes);
  const auto first = std::find_if_not(text.begin(), text.end(), is_blank);
  if (first == text.end() || *first != ':') return false;
  // A record's start is enough: what is wrong further on is for the loader to say.
  return std::all_of(first + 1, first + std::min<std::ptrdiff_t>(9, text.end() - first),
                     [](std::uint8_t c) { return digit(c) >= 0 || is_blank(c); });
}

Image load_intel_hex(std::span<const std::uint8_t> bytes, std::string_view source, const IntelHexOptions& options) {
  return HexReader(bytes, source).read(options);
}

}  // namespace emulator
