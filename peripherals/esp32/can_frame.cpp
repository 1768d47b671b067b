#include "peripherals/esp32/can_frame.hpp"

namespace esp32 {

namespace {

void put(std::vector<bool>& bits, u32 value, unsigned count) {
  while (count--) bits.push_back(value >> count & 1);
}
u32 take(const std::vector<bool>& bits, std::size_t at, unsigned count) {
  u32 value = 0;
  for (; count--; ++at) value = value << 1 | bits[at];
  return value;
}

struct Stretch {
  std::size_t last;
  CanField field;
};
// 10.4.2: standard format; 10.4.3: extended format.
constexpr Stretch standard[] = {{0, CanField::start}, {8, CanField::id_28_21}, {11, CanField::id_20_18},
                                {12, CanField::srtr}, {13, CanField::ide},     {14, CanField::reserved_0},
                                {18, CanField::dlc}};
constexpr Stretch extended_format[] = {{0, CanField::start},       {8, CanField::id_28_21},    {11, CanField::id_20_18},
                                       {12, CanField::srtr},       {13, CanField::ide},        {18, CanField::id_17_13},
                                       {26, CanField::id_12_5},    {31, CanField::id_4_0},     {32, CanField::rtr},
                                       {33, CanField::reserved_1}, {34, CanField::reserved_0}, {38, CanField::dlc}};

}  // namespace

std::vector<bool> can_bits(const CanFrame& frame) {
  std::vector<bool> bits;
  put(bits, 0, 1);
  if (frame.extended) {
    put(bits, frame.id >> 18, 11);
    put(bits, 3, 2);  // SRR, IDE
    put(bits, frame.id, 18);
    put(bits, frame.remote, 1);
    put(bits, 0, 2);
  } else {
    put(bits, frame.id, 11);
    put(bits, frame.remote, 1);
    put(bits, 0, 2);
  }
  put(bits, frame.dlc, 4);
  for (unsigned i = 0; i < frame.bytes(); ++i) put(bits, frame.data[i], 8);
  put(bits, can_crc(bits, bits.size()), 15);
  return bits;
}

// 10.4.2.6
u16 can_crc(const std::vector<bool>& bits, std::size_t count) {
  u32 crc = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool next = bits[i] != bool(crc >> 14 & 1);
    crc = crc << 1 & 0x7fff;
    if (next) crc ^= 0x4599;
  }
  return static_cast<u16>(crc);
}

CanField can_field(std::size_t n, bool extended, unsigned bytes) {
  if (n >= can_header(extended)) return n < can_header(extended) + 8 * bytes ? CanField::data : CanField::crc;
  if (extended) {
    for (const Stretch& s : extended_format)
      if (n <= s.last) return s.field;
  }
  for (const Stretch& s : standard)
    if (n <= s.last) return s.field;
  return CanField::dlc;
}

CanFrame can_frame(const std::vector<bool>& bits) {
  CanFrame frame;
  frame.extended = bits[13];
  frame.id = take(bits, 1, 11);
  if (frame.extended) frame.id = frame.id << 18 | take(bits, 14, 18);
  frame.remote = bits[frame.extended ? 32 : 12];
  frame.dlc = static_cast<u8>(take(bits, can_header(frame.extended) - 4, 4));
  for (unsigned i = 0; i < frame.bytes(); ++i)
    frame.data[i] = static_cast<u8>(take(bits, can_header(frame.extended) + 8 * i, 8));
  return frame;
}

}  // namespace esp32
