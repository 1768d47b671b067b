#include "emulator/image/image.hpp"

#include <algorithm>

namespace emulator {

std::string_view to_string(ImageFormat format) {
  switch (format) {
    case ImageFormat::IntelHex: return "Intel HEX";
    case ImageFormat::Uf2: return "UF2";
    case ImageFormat::Elf: return "ELF";
    case ImageFormat::DfuSe: return "DfuSe";
    case ImageFormat::Dfu: return "DFU";
    case ImageFormat::Esp: return "ESP";
    case ImageFormat::Binary: return "binary";
  }
  return "unknown";
}

namespace {

const Segment* segment_with(const std::vector<Segment>& segments, std::uint32_t address) {
  const auto after = std::upper_bound(segments.begin(), segments.end(), address,
                                      [](std::uint32_t at, const Segment& segment) { return at < segment.address; });
  if (after == segments.begin()) return nullptr;
  const Segment& segment = *std::prev(after);
  return address < segment.end() ? &segment : nullptr;
}

bool names_a_place(const Symbol& symbol) {
  return symbol.kind != SymbolKind::Mapping && symbol.kind != SymbolKind::Absolute;
}

}  // namespace

std::uint64_t Image::size() const {
  std::uint64_t sum = 0;
  for (const auto& segment : segments) sum += segment.bytes.size();
  return sum;
}

std::optional<Bounds> Image::bounds() const {
  if (segments.empty()) return std::nullopt;
  return Bounds{segments.front().address, static_cast<std::uint32_t>(segments.back().end() - 1)};
}

std::optional<std::span<const std::uint8_t>> Image::bytes_at(std::uint32_t address, std::size_t n) const {
  const Segment* segment = segment_with(segments, address);
  if (segment == nullptr) return std::nullopt;
  const std::size_t offset = address - segment->address;
  if (n > segment->bytes.size() - offset) return std::nullopt;
  return std::span(segment->bytes).subspan(offset, n);
}

const Symbol* Image::symbol_at(std::uint32_t address) const {
  const auto after = std::upper_bound(symbols.begin(), symbols.end(), address,
                                      [](std::uint32_t at, const Symbol& symbol) { return at < symbol.address; });
  const Segment* segment = segment_with(segments, address);
  const std::uint32_t lowest = segment != nullptr ? segment->address : address;
  const Symbol* nearest = nullptr;
  for (auto at = after; at != symbols.begin();) {
    const Symbol& symbol = *--at;
    if (!names_a_place(symbol)) continue;
    if (address - symbol.address < symbol.size) return &symbol;
    if (symbol.size != 0) break;  // behind the end of a sized symbol: what lies before that cannot contain the address
    if (symbol.address < lowest) break;
    if (nearest == nullptr) nearest = &symbol;
  }
  return nearest;
}

const Symbol* Image::symbol(std::string_view name) const {
  const auto found = std::find_if(symbols.begin(), symbols.end(), [&](const Symbol& s) { return s.name == name; });
  return found == symbols.end() ? nullptr : &*found;
}

}  // namespace emulator
