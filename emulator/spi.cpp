#include "emulator/spi.hpp"

#include <algorithm>

namespace emulator {

namespace {

u32 ones(unsigned bits) { return bits < 32 ? (1u << bits) - 1 : ~0u; }

}  // namespace

u32 reversed(u32 word, unsigned bits) {
  u32 out = 0;
  for (unsigned i = 0; i < bits; ++i) out |= (word >> i & 1) << (bits - 1 - i);
  return out;
}

u32 SpiDevice::transfer(u32 out, unsigned bits) {
  const u32 in = answer(out, bits);
  while (bits--) shift(out >> bits & 1);
  return in;
}

// ---- bytes

u32 SpiByteDevice::answer(u32, unsigned bits) const {
  u32 in = 0;
  u8 byte = bits_ ? out_ : reply();
  for (unsigned at = bits_; bits--; ++at) {
    if (at == 8) {
      at = 0;
      byte = reply();
    }
    in = in << 1 | (byte >> (7 - at) & 1u);
  }
  return in;
}

void SpiByteDevice::shift(bool mosi) {
  if (bits_ == 0) out_ = reply();
  in_ = static_cast<u8>(in_ << 1 | mosi);
  if (++bits_ < 8) return;
  bits_ = 0;
  received(in_);
}

u32 SpiByteDevice::transfer(u32 out, unsigned bits) {
  u32 in = 0;
  while (bits) {
    if (bits_ == 0 && bits >= 8) {
      bits -= 8;
      in = in << 8 | reply();
      received(static_cast<u8>(out >> bits));
    } else {
      --bits;
      in = in << 1 | u32{miso()};
      shift(out >> bits & 1);
    }
  }
  return in;
}

// ---- bus

u32 SpiBus::transfer(u32 out, unsigned bits, const SpiFormat& format) {
  if (format.lsb_first) out = reversed(out, bits);
  u32 in = ones(bits);
  for (const Entry& e : devices_)
    if (e.listens()) in &= e.says(e.device->transfer(e.hears(out), bits));
  return format.lsb_first ? reversed(in, bits) : in;
}

u32 SpiBus::answer(u32 out, unsigned bits, const SpiFormat& format) const {
  if (format.lsb_first) out = reversed(out, bits);
  u32 in = ones(bits);
  for (const Entry& e : devices_)
    if (e.listens()) in &= e.says(e.device->answer(e.hears(out), bits));
  return format.lsb_first ? reversed(in, bits) : in;
}

bool SpiBus::selected() const {
  return std::ranges::any_of(devices_, [](const Entry& e) { return e.listens(); });
}

}  // namespace emulator
