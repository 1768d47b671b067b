#pragma once
// A frame of CAN 2.0, and its bits as they are before stuffing. ISO 11898-1:2015, 10.4 "Frame formats".
#include <array>
#include <vector>

#include "emulator/types.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32 {

struct CanFrame {
  bool extended = false, remote = false;
  u32 id = 0;
  u8 dlc = 0;  // as sent: up to 15
  std::array<u8, 8> data{};
  unsigned bytes() const { return remote ? 0 : dlc > 8 ? 8 : dlc; }
  bool operator==(const CanFrame&) const = default;
};

// Where a bit of a frame belongs. The values are those of the SJA1000's error code capture, which the ESP32 has taken
// over. CAN controller SJA1000 data sheet (Philips, 2000 Jan 04), table 21.
enum class CanField : u8 {
  id_28_21 = 2,
  start = 3,
  srtr = 4,
  ide = 5,
  id_20_18 = 6,
  id_17_13 = 7,
  crc = 8,
  reserved_0 = 9,
  data = 10,
  dlc = 11,
  rtr = 12,
  reserved_1 = 13,
  id_4_0 = 14,
  id_12_5 = 15,
  active_flag = 17,
  intermission = 18,
  dominant = 19,
  passive_flag = 22,
  delimiter = 23,
  crc_delimiter = 24,
  ack = 25,
  end = 26,
  ack_delimiter = 27,
  overload = 28,
};

// From start of frame to the last bit of the CRC: what is stuffed.
std::vector<bool> can_bits(const CanFrame&);
u16 can_crc(const std::vector<bool>& bits, std::size_t count);
// The field of bit n of that; `extended` and the number of data bytes as far as known.
CanField can_field(std::size_t n, bool extended, unsigned bytes);
constexpr std::size_t can_header(bool extended) { return extended ? 39 : 19; }  // up to and with DLC
constexpr std::size_t can_length(bool extended, unsigned bytes) { return can_header(extended) + 8 * bytes + 15; }
// Of bits that are a whole frame up to its CRC.
CanFrame can_frame(const std::vector<bool>& bits);

}  // namespace esp32
