// A firmware image: bytes with addresses, whatever file format they came from. docs/images.md describes the formats.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace emulator {

// What is wrong with an image: one sentence with file and place, "firmware.hex:17: checksum is 3C, should be 5D".
class ImageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class ImageFormat { IntelHex, Uf2, Elf, DfuSe, Dfu, Esp, Binary };
std::string_view to_string(ImageFormat format);  // "Intel HEX", "UF2" ...

struct Segment {
  std::uint32_t address = 0;
  std::vector<std::uint8_t> bytes;

  std::uint64_t end() const { return std::uint64_t{address} + bytes.size(); }  // first address behind the segment
  bool operator==(const Segment&) const = default;
};

enum class SymbolKind { Function, Object, Mapping, Absolute, Label };

// A symbol of an ELF image. The Thumb bit (bit 0 of an Arm function's value) is not part of the address. Mapping
// symbols
// ($t, $a, $d, $x: AAELF32 5.5.5) mark where instructions and where data begin.
struct Symbol {
  std::string name;
  std::uint32_t address = 0;
  std::uint32_t size = 0;
  SymbolKind kind = SymbolKind::Label;
  bool global = false;
};

enum class ElfMachine { Unknown, Arm, Xtensa, RiscV };

struct UsbId {
  std::uint16_t vendor = 0;
  std::uint16_t product = 0;
  bool operator==(const UsbId&) const = default;
};

// A regular file that travels inside a UF2 container.
struct EmbeddedFile {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

// One bootloader or application of an ESP flash image: `flash` is where it lies in flash, a segment's `address` is
// where the boot loader copies or maps it.
struct EspSegment {
  std::uint32_t address = 0;
  std::uint32_t flash = 0;
  std::uint32_t size = 0;
};

struct EspProgram {
  std::uint32_t flash = 0;
  std::uint32_t size = 0;  // header to checksum or SHA-256
  std::uint32_t entry = 0;
  std::vector<EspSegment> segments;
  bool hashed = false;    // an SHA-256 was appended, and it was right
  std::string partition;  // name of the partition it fills; empty: started by the boot ROM
};

struct EspPartition {
  std::string name;
  std::uint8_t type = 0;
  std::uint8_t subtype = 0;
  std::uint32_t flash = 0;
  std::uint32_t size = 0;
};

struct EspFlash {
  std::string chip;                      // "ESP32-S3"
  std::optional<std::uint16_t> chip_id;  // of the extended header; the ESP8266 has none
  std::vector<EspProgram> programs;      // in flash order
  std::vector<EspPartition> partitions;
};

struct Bounds {
  std::uint32_t first = 0;
  std::uint32_t last = 0;  // the last byte's own address
  bool operator==(const Bounds&) const = default;
};

struct Image {
  std::string source;
  ImageFormat format = ImageFormat::Binary;
  std::vector<Segment> segments;       // sorted by address, never empty segments, contiguous ones merged
  std::vector<Segment> skipped;        // in the file, but not for the chip's flash (UF2 "not main flash", RP2350-E10)
  std::optional<std::uint32_t> entry;  // as the file says it: on Arm bit 0 may mean Thumb
  std::vector<Symbol> symbols;         // sorted by address, then name
  ElfMachine machine = ElfMachine::Unknown;  // ELF
  std::optional<std::uint32_t> family;       // UF2
  std::optional<std::uint16_t> board;        // micro:bit universal HEX: the board whose part this is
  std::string target;                        // DfuSe target names, UF2 device description, ESP chip
  std::string version;                       // UF2 version tag
  std::optional<UsbId> usb;                  // DFU suffix; 0xFFFF matches any device
  std::vector<EmbeddedFile> files;           // UF2 file container
  std::optional<EspFlash> esp;

  std::uint64_t size() const;            // bytes in all segments
  std::optional<Bounds> bounds() const;  // none when there are no segments
  // n bytes from address on, if one segment holds them all.
  std::optional<std::span<const std::uint8_t>> bytes_at(std::uint32_t address, std::size_t n) const;
  // The function or object that contains the address, or else the nearest label at or below it in the same segment.
  const Symbol* symbol_at(std::uint32_t address) const;
  const Symbol* symbol(std::string_view name) const;
};

}  // namespace emulator
