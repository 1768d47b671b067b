#pragma once
// SCSI commands and sense data (SPC-2, SBC) as far as USB drives use them.
#include <string>
#include <vector>

#include "emulator/types.hpp"

namespace emulator::usb::scsi {

using Command = std::vector<u8>;

inline Command test_unit_ready() { return {0x00, 0, 0, 0, 0, 0}; }
inline Command request_sense() { return {0x03, 0, 0, 0, 18, 0}; }
inline Command inquiry() { return {0x12, 0, 0, 0, 36, 0}; }
inline Command mode_sense() { return {0x1a, 0, 0x3f, 0, 192, 0}; }  // all pages
inline Command start_stop(u8 how) { return {0x1b, 0, 0, 0, how, 0}; }
inline constexpr u8 eject = 2;  // LoEj without Start
inline Command prevent(bool on) { return {0x1e, 0, 0, 0, on, 0}; }
inline Command read_capacity() { return {0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0}; }
inline Command synchronize_cache() { return {0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0}; }
Command read(u32 first, u16 count);
Command write(u32 first, u16 count);

inline u32 big32(const std::vector<u8>& d, std::size_t at) {
  return u32{d[at]} << 24 | d[at + 1] << 16 | d[at + 2] << 8 | d[at + 3];
}

struct Sense {
  u8 key = 0, code = 0, qualifier = 0;  // sense key, ASC, ASCQ
  bool no_medium() const { return key == 2 && code == 0x3a; }
  bool unit_attention() const { return key == 6; }
  bool medium_changed() const { return key == 6 && code == 0x28; }
  bool unknown_command() const { return key == 5; }
  std::string text() const;  // "medium error (sense 3/11/00)"
};
Sense parse_sense(const std::vector<u8>&);

std::string inquiry_text(const std::vector<u8>&);  // "vendor product revision"

}  // namespace emulator::usb::scsi
