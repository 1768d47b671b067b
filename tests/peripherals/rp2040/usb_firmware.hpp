#pragma once
// A firmware in the manner of the SDK's dev_lowlevel example: EP1 OUT is echoed on EP2 IN. It runs when poll() finds
// the interrupt requested.
#include <optional>

#include "tests/peripherals/rp2040/usb_bench.hpp"

namespace rp2040 {

struct UsbFirmware {
  using Bytes = UsbBench::Bytes;
  inline static const Bytes device_descriptor{18, 1, 0x10, 1, 0, 0, 0, 64, 0, 0, 1, 0, 0, 0, 1, 2, 0, 1};
  inline static const Bytes configuration{9, 2, 32, 0, 1, 1, 0,  0xc0, 0x32, 9, 4, 0,    0, 2,  0xff, 0,
                                          0, 0, 7,  5, 1, 2, 64, 0,    0,    7, 5, 0x82, 2, 64, 0,    0};

  UsbBench& b;
  bool configured = false;
  std::optional<u8> new_address;
  std::array<bool, 32> next_pid{};

  explicit UsbFirmware(UsbBench& bench) : b(bench) {
    using namespace usb_at;
    b.start();
    b.control(out(1), enable | per_buffer | bulk | 0x180);
    b.control(in(2), enable | per_buffer | bulk | 0x1c0);
  }
  void start_transfer(unsigned index, const Bytes& data, u32 length) {
    using namespace usb_at;
    u32 value = length;
    if (index % 2 == 0) {
      b.put(index == in(0) ? 0x100 : 0x1c0, data);
      value |= full;
    }
    if (next_pid[index]) value |= data1;
    next_pid[index] = !next_pid[index];
    b.buffers(index, value);
    b.buffers(index, value | avail);
  }
  void send(unsigned index, Bytes data, std::size_t limit = 64) {
    if (data.size() > limit) data.resize(limit);
    start_transfer(index, data, static_cast<u32>(data.size()));
  }
  void handle_setup() {
    using namespace usb_at;
    const Bytes packet = b.get(0, 8);
    const std::size_t limit = packet[6] | packet[7] << 8;
    next_pid[in(0)] = next_pid[out(0)] = true;
    if (packet[0] == 0x80 && packet[1] == 6 && packet[3] == 1) return send(in(0), device_descriptor, limit);
    if (packet[0] == 0x80 && packet[1] == 6 && packet[3] == 2) return send(in(0), configuration, limit);
    if (packet[0] == 0 && packet[1] == 5) {
      new_address = packet[2];
      return send(in(0), {});
    }
    if (packet[0] == 0 && packet[1] == 9) {
      configured = true;
      send(in(0), {});
      next_pid[out(1)] = next_pid[in(2)] = false;
      return start_transfer(out(1), {}, 64);
    }
    b.write(ep_stall_arm, 3);
    b.buffers(in(0), stall);
    b.buffers(out(0), stall);
  }
  void buffer_done(unsigned index) {
    using namespace usb_at;
    const u32 length = b.buffers(index) & 0x3ff;
    if (index == in(0) && new_address) {
      b.write(addr_endp, *new_address);
      new_address.reset();
    } else if (index == in(0)) {
      start_transfer(out(0), {}, 0);
    } else if (index == out(1)) {
      send(in(2), b.get(0x180, length));
    } else if (index == in(2)) {
      start_transfer(out(1), {}, 64);
    }
  }
  void poll() {
    using namespace usb_at;
    while (b.usb.irq.level()) {
      const u32 status = b.read(ints);
      if (status & i_setup) {
        b.write(sie_status + clear, s_setup);
        handle_setup();
      }
      if (status & i_buff) {
        const u32 done = b.read(buff_status);
        for (unsigned i = 0; i < 32; ++i)
          if (done >> i & 1) {
            b.write(buff_status + clear, 1u << i);
            buffer_done(i);
          }
      }
      if (status & i_reset) {
        b.write(sie_status + clear, s_reset);
        b.write(addr_endp, 0);
        configured = false;
      }
    }
  }
};

}  // namespace rp2040
