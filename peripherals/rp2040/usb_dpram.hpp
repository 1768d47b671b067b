#pragma once
// USBCTRL_DPRAM: the 4 KiB of dual-port RAM that processor and USB controller share. RP2040 Datasheet 4.1.2.5. Its
// first 256 bytes hold the setup packet, the endpoint control and the buffer control registers, so stores there are
// heard of. Plain storage otherwise: any width, no atomic aliases, contents kept through a reset. It is a device, not
// memory: code cannot run from it, which the chip would allow.
#include <array>
#include <functional>
#include <span>
#include <vector>

#include "emulator/device.hpp"
#include "emulator/state.hpp"
#include "peripherals/rp2040/peripheral.hpp"

namespace rp2040 {

// Table "Endpoint control register layout".
struct EndpointControl {
  static constexpr u32 enable = 1u << 31, double_buffered = 1u << 30, interrupt_per_buffer = 1u << 29,
                       interrupt_per_two = 1u << 28, interrupt_on_stall = 1u << 17, interrupt_on_nak = 1u << 16;
  enum class Type : u8 { control, isochronous, bulk, interrupt };
  u32 value = 0;

  bool has(u32 bit) const { return value & bit; }
  Type type() const { return static_cast<Type>(value >> 26 & 3); }
  u32 address() const { return value & 0xffc0; }
};

// Table "Buffer control register layout": one half for each of two buffers, and bits for both.
struct BufferControl {
  static constexpr u32 full = 1u << 15, last = 1u << 14, pid = 1u << 13, length = 0x3ff;  // of a half
  static constexpr u32 available = 1u << 10;
  static constexpr u32 select = 1u << 12, stall = 1u << 11;  // of the whole
  u32 value = 0;

  u32 half(unsigned buffer) const { return value >> 16 * buffer & 0xffff; }
  // How far behind buffer 0 an isochronous endpoint's buffer 1 lies.
  u32 isochronous_offset() const { return 128u << (value >> 27 & 3); }
};

class UsbDpram final : public Device {
 public:
  static constexpr u32 size = 0x1000;
  static constexpr u32 endpoint_controls = 0x08, buffer_controls = 0x80, endpoint0_buffers = 0x100;

  // Out of reach while the controller is held in reset.
  UsbDpram(std::string name, const Peripheral& controller) : Device(std::move(name)), controller_(controller) {}

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  u32 peek(u32 offset) const override;
  void serialize(State& state) { state.raw(bytes_); }

  // The processor has stored to one of the control words.
  std::function<void(u32 offset, u32 value)> on_control;

  // --- the controller's port; `endpoint` is 2 * number, plus 1 for OUT ---
  static constexpr u32 control_at(unsigned endpoint) { return endpoint_controls + 4 * (endpoint - 2); }  // not EP0
  static constexpr u32 buffer_control_at(unsigned endpoint) { return buffer_controls + 4 * endpoint; }
  u32 word(u32 offset) const;
  void store_half(u32 offset, u32 value);
  // Addresses wrap at the end of the RAM.
  std::vector<u8> load(u32 address, u32 length) const;
  void store(u32 address, std::span<const u8> data);

 private:
  const Peripheral& controller_;
  std::array<u8, size> bytes_{};
};

}  // namespace rp2040
