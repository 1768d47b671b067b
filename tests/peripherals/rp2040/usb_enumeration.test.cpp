// A whole device: a host finds it through DevicePort, transaction by transaction.
#include <catch2/catch.hpp>

#include "tests/peripherals/rp2040/usb_firmware.hpp"

using namespace rp2040;
using namespace rp2040::usb_at;
using usb::Handshake;
using Bytes = UsbBench::Bytes;
using Firmware = UsbFirmware;

namespace {

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
    CHECK(read({0x80, 6, 0, 1, 0, 0, 8, 0}) ==
          Bytes(Firmware::device_descriptor.begin(), Firmware::device_descriptor.begin() + 8));
    command({0, 5, to, 0, 0, 0, 0, 0});
    address = to;
    CHECK(read({0x80, 6, 0, 1, 0, 0, 18, 0}) == Firmware::device_descriptor);
    CHECK(read({0x80, 6, 0, 2, 0, 0, 255, 0}) == Firmware::configuration);
    command({0, 9, 1, 0, 0, 0, 0, 0});
    CHECK(firmware.configured);
  }
};

}  // namespace

TEST_CASE("RP2040 USB: a device is found, configured and echoes what it is sent", "[rp2040]") {
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

TEST_CASE("RP2040 USB: a request that is not known stalls until the next one", "[rp2040]") {
  UsbBench b;
  Firmware firmware{b};
  Host host{b, firmware};
  host.enumerate(2);
  CHECK(host.setup({0xc0, 77, 0, 0, 0, 0, 8, 0}) == Handshake::ack);
  CHECK(host.in(0).handshake == Handshake::stall);
  CHECK(host.in(0).handshake == Handshake::stall);
  CHECK(host.read({0x80, 6, 0, 1, 0, 0, 18, 0}) == Firmware::device_descriptor);
}

TEST_CASE("RP2040 USB: a reset in mid-transfer, and the device is found again", "[rp2040]") {
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
