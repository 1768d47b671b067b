// Registers, memory, break- and watchpoints.
#include <algorithm>

#include "emulator/gdb/stub.hpp"

namespace emulator::gdb {

namespace {

constexpr const char* bad_arguments = "E16";  // EINVAL, as the protocol's examples number errors
constexpr const char* bad_address = "E0e";    // EFAULT

std::span<const u8> bytes_of(std::string_view text) { return {reinterpret_cast<const u8*>(text.data()), text.size()}; }

struct Range {
  u32 address;
  u32 size;
};

// "address,size"
std::optional<Range> range(Scanner& text) {
  const auto address = text.hex32();
  if (!address || !text.take(",")) return {};
  const auto size = text.hex32();
  if (!size) return {};
  return Range{*address, *size};
}

}  // namespace

Stub::Reply Stub::read_registers(Scanner) { return descriptions_[selected_].values(core()); }

Stub::Reply Stub::write_registers(Scanner text) {
  return descriptions_[selected_].set_all(core(), text.rest()) ? "OK" : bad_arguments;
}

Stub::Reply Stub::read_register(Scanner text) {
  const auto number = text.hex32();
  const auto& description = descriptions_[selected_];
  if (!number || *number >= description.size()) return bad_arguments;
  return description.value(core(), *number);
}

Stub::Reply Stub::write_register(Scanner text) {
  const auto number = text.hex32();
  if (!number || !text.take("=")) return bad_arguments;
  return descriptions_[selected_].set(core(), *number, text.rest()) ? "OK" : bad_arguments;
}

Stub::Reply Stub::read_bytes(Scanner text) {
  const auto at = range(text);
  if (!at || !text.done()) return bad_arguments;
  const Bytes bytes = read_memory(core(), at->address, std::min<std::size_t>(at->size, packet_size / 2));
  if (bytes.empty() && at->size) return bad_address;
  return to_hex(bytes);
}

Stub::Reply Stub::store(u32 address, std::span<const u8> bytes) {
  return write_memory(chip_, core(), address, bytes) ? "OK" : bad_address;
}

Stub::Reply Stub::write_hex(Scanner text) {
  const auto at = range(text);
  if (!at || !text.take(":")) return bad_arguments;
  const auto bytes = from_hex(text.rest());
  if (!bytes || bytes->size() != at->size) return bad_arguments;
  return store(at->address, *bytes);
}

Stub::Reply Stub::write_binary(Scanner text) {
  const auto at = range(text);
  if (!at || !text.take(":") || text.rest().size() != at->size) return bad_arguments;
  return store(at->address, bytes_of(text.rest()));
}

// Programming flash: GDB manual E.2, vFlashErase, vFlashWrite and vFlashDone. Done at once, so there is nothing left to
// do at the end.
Stub::Reply Stub::flash_erase(Scanner text) {
  text.take(":");
  const auto at = range(text);
  if (!at || !text.done()) return bad_arguments;
  if (!is_flash(chip_, at->address, at->size)) return bad_address;
  return store(at->address, Bytes(at->size, 0xff));
}

Stub::Reply Stub::flash_write(Scanner text) {
  text.take(":");
  const auto address = text.hex32();
  if (!address || !text.take(":")) return bad_arguments;
  const auto bytes = bytes_of(text.rest());
  if (!is_flash(chip_, *address, static_cast<u32>(bytes.size()))) return "E.memtype";
  return store(*address, bytes);
}

Stub::Reply Stub::flash_done(Scanner) { return "OK"; }

Stub::Reply Stub::insert_point(Scanner text) { return change_point(text, true); }
Stub::Reply Stub::remove_point(Scanner text) { return change_point(text, false); }

// "type,address,kind": kind is the length of a watched range, and for breakpoints the instruction's, which is of no use
// here.
Stub::Reply Stub::change_point(Scanner text, bool insert) {
  const auto type = text.hex32();
  if (!type || !text.take(",")) return bad_arguments;
  const auto at = range(text);
  if (!at) return bad_arguments;
  if (*type > static_cast<u32>(StopPoints::Kind::access)) return "";
  const auto kind = static_cast<StopPoints::Kind>(*type);
  if (!insert) return points_.remove(kind, at->address, at->size), "OK";
  return points_.insert(kind, at->address, at->size) ? "OK" : bad_arguments;
}

}  // namespace emulator::gdb
