#include "emulator/image/dfuse.hpp"

#include <fmt/format.h>

#include <string>

#include "emulator/hash.hpp"
#include "emulator/image/reader.hpp"
#include "emulator/image/segments.hpp"

namespace emulator {

namespace {

constexpr std::string_view kSignature = "DfuSe";
constexpr std::size_t kSuffixSize = 16;  // USB DFU 1.1, table B.1; UM0391 2.2
constexpr std::uint16_t kDfuSe = 0x011a;
constexpr std::uint16_t kDfu10 = 0x0100;
constexpr std::uint16_t kDfu11 = 0x0110;

struct Suffix {
  std::uint16_t device = 0;
  UsbId usb;
  std::uint16_t specification = 0;
  std::uint32_t crc = 0;
};

// bcdDevice, idProduct, idVendor, bcdDFU, "UFD", bLength, dwCRC.
std::optional<Suffix> suffix_of(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kSuffixSize) return std::nullopt;
  Reader field(bytes.last(kSuffixSize), "", "");
  Suffix suffix;
  suffix.device = field.u16();
  suffix.usb.product = field.u16();
  suffix.usb.vendor = field.u16();
  suffix.specification = field.u16();
  const bool signed_ufd = field.u8() == 'U' && field.u8() == 'F' && field.u8() == 'D';
  const auto length = field.u8();
  suffix.crc = field.u32();
  if (!signed_ufd || length != kSuffixSize) return std::nullopt;
  return suffix;
}

// The CRC covers the file up to itself and is stored without the final inversion (USB DFU 1.1, appendix B).
void check_crc(const Suffix& suffix, std::span<const std::uint8_t> bytes, const Places& places) {
  const std::uint32_t right = ~crc32(bytes.first(bytes.size() - 4));
  if (suffix.crc != right)
    throw places.error(fmt::format("the CRC in the DFU suffix is {:08X}, should be {:08X}", suffix.crc, right));
}

class DfuSeReader {
 public:
  DfuSeReader(std::span<const std::uint8_t> body, std::string_view source)
      : reader_(body, source, "the DfuSe prefix"), segments_(Places(source, "element")), size_(body.size()) {}

  void read(Image& image) {
    reader_.skip(kSignature.size());
    if (const auto version = reader_.u8(); version != 1)
      throw reader_.error(fmt::format("has DfuSe version {}, only version 1 is known", version));
    if (const auto announced = reader_.u32(); announced != size_) {
      throw reader_.error(
          fmt::format("the DfuSe prefix announces {} bytes but the file has {} before its suffix", announced, size_));
    }
    const auto targets = reader_.u8();
    for (unsigned i = 0; i < targets; ++i) {
      const auto name = target();
      if (!name.empty()) image.target += (image.target.empty() ? "" : ", ") + name;
    }
    if (reader_.position() != size_)
      throw reader_.error(fmt::format("{} bytes follow the last target", size_ - reader_.position()));
    image.segments = segments_.finish();
  }

 private:
  // Target prefix (UM0391 2.3.2): "Target", alternate setting, whether it is named, name[255], size, element count.
  std::string target() {
    reader_.inside("a target prefix");
    const auto start = reader_.position();
    if (reader_.text(6) != "Target") throw reader_.error(fmt::format("at 0x{:x} there is no target prefix", start));
    reader_.skip(1);
    const bool named = reader_.u32() != 0;
    auto name = reader_.text(255);
    const auto size = reader_.u32();
    const auto elements = reader_.u32();
    const auto body = reader_.position();
    for (std::uint32_t i = 0; i < elements; ++i) element();
    if (reader_.position() - body != size) {
      throw reader_.error(fmt::format("the target at 0x{:x} announces {} bytes but its elements have {}", start, size,
                                      reader_.position() - body));
    }
    return named ? name : std::string();
  }

  void element() {
    reader_.inside("an image element");
    const auto address = reader_.u32();
    const auto size = reader_.u32();
    segments_.add(address, reader_.take(size), element_++);
  }

  Reader reader_;
  SegmentBuilder segments_;
  std::size_t size_;
  std::uint32_t element_ = 0;
};

}  // namespace

bool is_dfuse(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= kSignature.size() && std::equal(kSignature.begin(), kSignature.end(), bytes.begin());
}

bool has_dfu_suffix(std::span<const std::uint8_t> bytes) {
  const auto suffix = suffix_of(bytes);
  return suffix &&
         (suffix->specification == kDfu10 || suffix->specification == kDfu11 || suffix->specification == kDfuSe);
}

Image load_dfuse(std::span<const std::uint8_t> bytes, std::string_view source, std::optional<std::uint32_t> base) {
  const Places places(source, "element");
  const auto suffix = suffix_of(bytes);
  if (!suffix) throw places.error("has no DFU suffix at its end: the file is truncated");
  check_crc(*suffix, bytes, places);
  const auto body = bytes.first(bytes.size() - kSuffixSize);
  Image image;
  image.source = source;
  image.usb = suffix->usb;
  if (is_dfuse(bytes)) {
    if (base) throw places.error("is a DfuSe file with addresses of its own: leave --base away");
    image.format = ImageFormat::DfuSe;
    DfuSeReader(body, source).read(image);
  } else {
    if (!base) throw places.error("is a plain DFU file without addresses: give its address with --base");
    image.format = ImageFormat::Dfu;
    SegmentBuilder segments(places);
    segments.add(*base, body, 0);
    image.segments = segments.finish();
  }
  if (image.segments.empty()) throw places.error("holds no data");
  return image;
}

}  // namespace emulator
