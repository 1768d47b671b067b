#pragma once
// A bench for the USB controller: time, clk_usb, a bus, and pins that can be set.
#include <array>
#include <vector>

#include "emulator/bus.hpp"
#include "peripherals/rp2040/usb.hpp"
#include "tests/peripherals/rp2040/fake_pins.hpp"

namespace rp2040 {

namespace usb_at {
constexpr u32 dpram = 0x5010'0000, regs = 0x5011'0000, set = 0x2000, clear = 0x3000;
constexpr u32 addr_endp = 0x00, main_ctrl = 0x40, sof_rd = 0x48, sie_ctrl = 0x4c, sie_status = 0x50, buff_status = 0x58,
              should_handle = 0x5c, ep_abort = 0x60, ep_abort_done = 0x64, ep_stall_arm = 0x68, stall_nak = 0x70,
              usb_muxing = 0x74, usb_pwr = 0x78, usbphy_direct = 0x7c, usbphy_direct_override = 0x80, intr = 0x8c,
              inte = 0x90, intf = 0x94, ints = 0x98;
constexpr u32 pullup_en = 1u << 16, resume = 1u << 12, ep0_int_1buf = 1u << 29;
constexpr u32 s_data_seq = 1u << 31, s_ack = 1u << 30, s_reset = 1u << 19, s_complete = 1u << 18, s_setup = 1u << 17,
              s_connected = 1u << 16, s_resume = 1u << 11, s_over_curr = 1u << 10, s_suspended = 1u << 4, s_vbus = 1;
constexpr u32 i_buff = 1u << 4, i_vbus = 1u << 11, i_reset = 1u << 12, i_conn = 1u << 13, i_suspend = 1u << 14,
              i_resume = 1u << 15, i_setup = 1u << 16, i_sof = 1u << 17, i_abort = 1u << 18, i_stall_nak = 1u << 19;
constexpr u32 full = 1u << 15, last = 1u << 14, data1 = 1u << 13, sel = 1u << 12, stall = 1u << 11, avail = 1u << 10;
constexpr u32 enable = 1u << 31, two = 1u << 30, per_buffer = 1u << 29, per_two = 1u << 28, iso = 1u << 26,
              bulk = 2u << 26, on_stall = 1u << 17, on_nak = 1u << 16;
// Indices by endpoint and direction, as in BUFF_STATUS.
constexpr unsigned in(unsigned n) { return 2 * n; }
constexpr unsigned out(unsigned n) { return 2 * n + 1; }
}  // namespace usb_at

struct UsbBench {
  using Bytes = std::vector<u8>;

  explicit UsbBench(Stepping stepping = Stepping::b2) : usb("USBCTRL_REGS", scheduler, clk_usb, pins, stepping) {
    bus.map(usb_at::dpram, UsbDpram::size, usb.dpram, Narrow::lanes);
    usb.map_on(bus, usb_at::regs);
    usb.on_attach_change = [this] { ++attach_changes; };
    usb.on_remote_wakeup = [this] { ++wakeups; };
    usb.on_ready = [this](u32 endpoints) { hints.push_back(endpoints); };
  }

  u32 read(u32 offset) {
    u32 value = 0;
    bus.read(usb_at::regs + offset, 4, value);
    return value;
  }
  void write(u32 offset, u32 value) { bus.write(usb_at::regs + offset, 4, value); }
  u32 word(u32 offset) {
    u32 value = 0;
    bus.read(usb_at::dpram + offset, 4, value);
    return value;
  }
  void store(u32 offset, u32 value) { bus.write(usb_at::dpram + offset, 4, value); }
  void store16(u32 offset, u32 value) { bus.write(usb_at::dpram + offset, 2, value); }
  void put(u32 offset, const Bytes& bytes) {
    for (const u8 byte : bytes) bus.write(usb_at::dpram + offset++, 1, byte);
  }
  Bytes get(u32 offset, u32 n) {
    Bytes bytes(n);
    for (u8& byte : bytes) {
      u32 value = 0;
      bus.read(usb_at::dpram + offset++, 1, value);
      byte = static_cast<u8>(value);
    }
    return bytes;
  }
  u32 control(unsigned index) { return word(0x08 + 4 * (index - 2)); }
  void control(unsigned index, u32 value) { store(0x08 + 4 * (index - 2), value); }
  u32 buffers(unsigned index) { return word(0x80 + 4 * index); }
  void buffers(unsigned index, u32 value) { store(0x80 + 4 * index, value); }
  void run_us(i64 us) { scheduler.run_until(scheduler.now() + std::chrono::microseconds{us}); }

  // As a device driver starts: attached, then found and reset by the host.
  void start() {
    using namespace usb_at;
    write(usb_muxing, 9);
    write(usb_pwr, 0xc);
    write(main_ctrl, 1);
    write(sie_ctrl, ep0_int_1buf);
    write(inte, i_buff | i_reset | i_setup);
    write(sie_ctrl + set, pullup_en);
  }
  void start_and_reset() {
    start();
    usb.power(true);
    usb.bus_reset();
    write(usb_at::sie_status, usb_at::s_reset);
    hints.clear();
  }

  Scheduler scheduler;
  ClockSignal clk_usb{"clk_usb", 48'000'000};
  FakePins pins;
  Bus bus;
  Usb usb;
  int attach_changes = 0, wakeups = 0;
  std::vector<u32> hints;
};

}  // namespace rp2040
