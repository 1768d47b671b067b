#include "emulator/gdb/memory_map.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace emulator::gdb {

namespace {

constexpr u64 address_space = u64{1} << 32;
// The least that "load" erases: single words, so that programming part of a page keeps the rest.
constexpr u32 erase_unit = 4;

bool is_flash(Chip& chip, const Bus::Mapped& m) {
  const auto keeps = chip.persistent();
  return m.memory && !m.writable && std::ranges::find(keeps, m.memory) != keeps.end();
}

std::string element(std::string_view type, u64 start, u64 size) {
  const std::string attributes = fmt::format("type=\"{}\" start=\"{:#x}\" length=\"{:#x}\"", type, start, size);
  if (type != "flash") return fmt::format("<memory {}/>\n", attributes);
  return fmt::format("<memory {}><property name=\"blocksize\">{:#x}</property></memory>\n", attributes, erase_unit);
}

}  // namespace

std::string memory_map(Chip& chip) {
  std::string xml =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map V1.0//EN\" "
      "\"http://sourceware.org/gdb/gdb-memory-map.dtd\">\n<memory-map>\n";
  u64 next = 0;
  for (const Bus::Mapped& m : chip.bus().mapped()) {
    if (!m.memory || m.writable) continue;
    if (m.base > next) xml += element("ram", next, m.base - next);
    xml += element(is_flash(chip, m) ? "flash" : "rom", m.base, m.size);
    next = u64{m.base} + m.size;
  }
  if (next < address_space) xml += element("ram", next, address_space - next);
  return xml + "</memory-map>\n";
}

bool is_flash(Chip& chip, u32 address, u32 size) {
  return std::ranges::any_of(chip.bus().mapped(), [&](const Bus::Mapped& m) {
    return address - m.base < m.size && size <= m.size - (address - m.base) && is_flash(chip, m);
  });
}

Bytes read_memory(const Cpu& core, u32 address, std::size_t size) {
  size = static_cast<std::size_t>(std::min<u64>(size, address_space - address));
  Bytes bytes(size);
  if (core.peek(address, bytes)) return bytes;
  for (std::size_t i = 0; i < size; ++i)
    if (!core.peek(address + static_cast<u32>(i), std::span{bytes}.subspan(i, 1))) {
      bytes.resize(i);
      break;
    }
  return bytes;
}

bool write_memory(Chip& chip, Cpu& core, u32 address, std::span<const u8> bytes) {
  if (bytes.size() > address_space - address) return false;
  if (core.poke(address, bytes)) return true;
  const auto width = static_cast<unsigned>(bytes.size());
  u32 ignored = 0;
  if ((width != 1 && width != 2 && width != 4) || address % width || !chip.bus().device_at(address, ignored))
    return false;
  u32 value = 0;
  for (unsigned i = 0; i < width; ++i) value |= u32{bytes[i]} << 8 * i;
  return chip.bus().write(address, width, value);
}

}  // namespace emulator::gdb
