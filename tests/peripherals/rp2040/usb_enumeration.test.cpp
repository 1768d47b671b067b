// A whole device: the firmware works as the SDK's dev_lowlevel example does (EP1 OUT is echoed on EP2 IN), a host finds
// it through DevicePort.
#include <catch2/catch.hpp>
#include <optional>

#include "tests/peripherals/rp2040/usb_bench.hpp"

using namespace rp2040;
using namespace rp2040::usb_at;
using usb::Handshake;
using Bytes = UsbBench::Bytes;

namespace {

const Bytes device_descriptor{18, 1, 0x10, 1, 0, 0, 0, 64, 0, 0, 1, 0, 0, 0, 1, 2, 0, 1};
const Bytes configuration{9, 2, 32, 0, 1, 1, 0,  0xc0, 0x32, 9, 4, 0,    0, 2,  0xff, 0,
                          0, 0, 7,  5, 1, 2, 64, 0,    0,    7, 5, 0x82, 2, 64, 0,    0};

struct Firmware {
  UsbBench& b;
  bool configured = false;
  std::optional<u8> new_address;
  std::array<bool, 32> next_pid{};

  explicit Firmware(UsbBench& bench) : b(bench) {
    b.start();
    b.control(out(1), enable | per_buffer | bulk | 0x180);
    b.control(in(2), enable | per_buffer | bulk | 0x1c0);
  }
  void start_transfer(unsigned index, const Bytes& data, u32 length) {
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

struct Host {
  UsbBench& b;
  Firmware& firmware;
  u8 address = 0;

  void reset() {
    b.usb.bus_reset();
    address = 0;
    firmware.poll();
  }
  Handshake setup(const Bytes& packet) {
    std::array<u8, 8> p{};
    std::copy_n(packet.begin(), 8, p.begin());
    const Handshake h = b.usb.setup(address, 0, p);
    firmware.poll();
    return h;
  }
  usb::InResult in(u8 endpoint) {
    usb::InResult r = b.usb.in(address, endpoint);
    firmware.poll();
    return r;
  }
  Handshake out(u8 endpoint, bool data1, const Bytes& data) {
    const Handshake h = b.usb.out(address, endpoint, data1, data);
    firmware.poll();
    return h;
  }
  Bytes read(const Bytes& packet) {
    REQUIRE(setup(packet) == Handshake::ack);
    const usb::InResult r = in(0);
    REQUIRE(r.handshake == Handshake::ack);
    REQUIRE(r.data1);
    REQUIRE(out(0, true, {}) == Handshake::ack);
    return r.data;
  }
  void command(const Bytes& packet) {
    REQUIRE(setup(packet) == Handshake::ack);
    const usb::InResult r = in(0);
    REQUIRE(r.handshake == Handshake::ack);
    REQUIRE(r.data1);
    REQUIRE(r.data.empty());
  }
  void enumerate(u8 to) {
    reset();
    CHECK(read({0x80, 6, 0, 1, 0, 0, 8, 0}) == Bytes(device_descriptor.begin(), device_descriptor.begin() + 8));
    command({0, 5, to, 0, 0, 0, 0, 0});
    address = to;
    CHECK(read({0x80, 6, 0, 1, 0, 0, 18, 0}) == device_descriptor);
    CHECK(read({0x80, 6, 0, 2, 0, 0, 255, 0}) == configuration);
    command({0, 9, 1, 0, 0, 0, 0, 0});
    CHECK(firmware.configured);
  }
};

}  // namespace

TEST_CASE("USB: a device is found, configured and echoes what it is sent", "[rp2040]") {
  UsbBench b;
  Firmware firmware{b};
  Host host{b, firmware};
  REQUIRE(b.usb.attached());
  host.enumerate(17);
  CHECK(b.usb.in(0, 0).handshake == Handshake::none);
  bool toggle = false;
  for (const std::size_t n : {5, 64, 0, 63}) {
    const Bytes data(n, static_cast<u8>(n));
    CHECK(host.in(2).handshake == Handshake::nak);
    CHECK(host.out(1, toggle, data) == Handshake::ack);
    CHECK(host.out(1, !toggle, data) == Handshake::nak);
    const usb::InResult r = host.in(2);
    CHECK(r.handshake == Handshake::ack);
    CHECK(r.data1 == toggle);
    CHECK(r.data == data);
    toggle = !toggle;
  }
}

TEST_CASE("USB: a request that is not known stalls until the next one", "[rp2040]") {
  UsbBench b;
  Firmware firmware{b};
  Host host{b, firmware};
  host.enumerate(2);
  CHECK(host.setup({0xc0, 77, 0, 0, 0, 0, 8, 0}) == Handshake::ack);
  CHECK(host.in(0).handshake == Handshake::stall);
  CHECK(host.in(0).handshake == Handshake::stall);
  CHECK(host.read({0x80, 6, 0, 1, 0, 0, 18, 0}) == device_descriptor);
}

TEST_CASE("USB: a reset in mid-transfer, and the device is found again", "[rp2040]") {
  UsbBench b;
  Firmware firmware{b};
  Host host{b, firmware};
  host.enumerate(9);
  CHECK(host.out(1, false, {1, 2, 3}) == Handshake::ack);
  host.reset();  // before the echo is fetched
  CHECK_FALSE(firmware.configured);
  CHECK(b.usb.in(9, 2).handshake == Handshake::none);
  host.enumerate(10);
  CHECK(host.out(1, false, {4}) == Handshake::ack);
  CHECK(host.in(2).data == Bytes{4});
  CHECK(host.setup({0x80, 6, 0, 1, 0, 0, 18, 0}) == Handshake::ack);
  host.reset();  // the descriptor was not fetched
  host.enumerate(11);
}
