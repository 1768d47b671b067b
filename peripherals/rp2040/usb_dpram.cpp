#include "peripherals/rp2040/usb_dpram.hpp"

#include <cstring>

namespace rp2040 {

u32 UsbDpram::word(u32 offset) const {
  u32 value = 0;
  std::memcpy(&value, bytes_.data() + offset % size, sizeof value);
  return value;
}

u32 UsbDpram::peek(u32 offset) const { return controller_.held_in_reset() ? 0 : word(offset); }

u32 UsbDpram::read(u32 offset) {
  const u32 value = peek(offset);
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, false);
  return value;
}

void UsbDpram::write(u32 offset, u32 value) {
  if (observer_ && observer_->wants_accesses) observer_->accessed(*this, nullptr, offset, value, true);
  if (controller_.held_in_reset()) return;
  std::memcpy(bytes_.data() + offset % size, &value, sizeof value);
  if (offset < endpoint0_buffers && on_control) on_control(offset, value);
}

void UsbDpram::store_half(u32 offset, u32 value) {
  bytes_[offset] = static_cast<u8>(value);
  bytes_[offset + 1] = static_cast<u8>(value >> 8);
}

std::vector<u8> UsbDpram::load(u32 address, u32 length) const {
  std::vector<u8> data(length);
  for (u8& byte : data) byte = bytes_[address++ % size];
  return data;
}

void UsbDpram::store(u32 address, std::span<const u8> data) {
  for (const u8 byte : data) bytes_[address++ % size] = byte;
}

}  // namespace rp2040
