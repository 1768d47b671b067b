#include "peripherals/rp2040/usb_boot.hpp"

#include <catch2/catch.hpp>

#include "emulator/image/uf2.hpp"
#include "peripherals/rp2040/usb_switch.hpp"
#include "tests/peripherals/rp2040/usb_boot_bench.hpp"

using namespace rp2040;
using usb::Handshake;
using Bytes = BootBench::Bytes;

namespace {

Bytes counting(std::size_t n, unsigned first = 0) {
  Bytes bytes(n);
  for (u8& byte : bytes) byte = static_cast<u8>(first++);
  return bytes;
}

Bytes uf2(u32 address, const Bytes& data, u32 family = 0xe48b'ff56) {
  Image image;
  image.segments.push_back({address, data});
  image.family = family;
  return write_uf2(image);
}

std::string text(const Bytes& bytes, std::size_t at, std::size_t n) {
  return {bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(at + n)};
}

}  // namespace

TEST_CASE("RP2040 BOOTSEL: the device names itself", "[rp2040]") {
  BootBench b;
  CHECK_FALSE(b.boot.attached());
  CHECK(b.setup({0x80, 6, 0, 1, 0, 0, 18, 0}) == Handshake::none);
  b.enumerate();
  CHECK(b.boot.attached());
  const Bytes device = b.get({0x80, 6, 0, 1, 0, 0, 64, 0});
  REQUIRE(device.size() == 18);
  CHECK(device[8] == 0x8a);
  CHECK(device[9] == 0x2e);
  CHECK(device[10] == 0x03);
  CHECK(device[11] == 0x00);
  const Bytes configuration = b.get({0x80, 6, 0, 2, 0, 0, 255, 0});
  REQUIRE(configuration.size() == 55);
  CHECK(configuration[2] == 55);
  CHECK(configuration[4] == 2);
  CHECK(configuration[9 + 5] == 0x08);
  CHECK(configuration[32 + 2] == 1);
  CHECK(configuration[32 + 5] == 0xff);
  CHECK(b.get({0x80, 6, 0, 2, 0, 0, 9, 0}).size() == 9);
  CHECK(b.get({0x80, 6, 0, 3, 0, 0, 255, 0}) == Bytes{4, 3, 9, 4});
  CHECK(b.get({0x80, 6, 2, 3, 9, 4, 255, 0}) ==
        Bytes{18, 3, 'R', 0, 'P', 0, '2', 0, ' ', 0, 'B', 0, 'o', 0, 'o', 0, 't', 0});
  CHECK(b.get({0x80, 6, 3, 3, 9, 4, 255, 0})[2] == 'E');
  CHECK(b.get({0x80, 8, 0, 0, 0, 0, 1, 0}) == Bytes{1});
  CHECK(b.get({0xa1, 0xfe, 0, 0, 0, 0, 1, 0}) == Bytes{0});
  CHECK(b.setup({0x80, 6, 0, 6, 0, 0, 10, 0}) == Handshake::ack);  // device qualifier: full speed only
  CHECK(b.boot.in(b.address, 0).handshake == Handshake::stall);
  b.boot.bus_reset();
  CHECK(b.setup({0x80, 6, 0, 1, 0, 0, 64, 0}) == Handshake::none);
  b.boot.stop();
  CHECK_FALSE(b.boot.attached());
}

TEST_CASE("RP2040 BOOTSEL: interfaces can be left out", "[rp2040]") {
  BootBench b;
  b.enumerate(1);
  const Bytes configuration = b.get({0x80, 6, 0, 2, 0, 0, 255, 0});
  REQUIRE(configuration.size() == 32);
  CHECK(configuration[4] == 1);
  CHECK(configuration[9 + 5] == 0xff);
  CHECK(b.boot.in(b.address, 1).handshake == Handshake::none);
  CHECK(b.boot.in(b.address, 4).handshake == Handshake::nak);
  b.enumerate(3);  // not both
  CHECK(b.get({0x80, 6, 0, 2, 0, 0, 255, 0}).size() == 55);
}

TEST_CASE("RP2040 BOOTSEL: the drive holds a FAT16 volume with two files", "[rp2040]") {
  BootBench b;
  b.enumerate();
  CHECK(text(b.scsi_in({0x12, 0, 0, 0, 36, 0}, 36).data, 8, 28) == "RPI     RP2             3   ");
  CHECK(b.scsi_in({0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 8).data == Bytes{0, 3, 0xff, 0xff, 0, 0, 2, 0});
  const Bytes head = b.read_sectors(0, 2);
  CHECK(head[510] == 0x55);
  CHECK(head[0x1be + 4] == 0x0e);
  CHECK(BootBench::word(head, 0x1be + 8) == 1);
  CHECK(text(head, 512 + 0x2b, 19) == "RPI-RP2    FAT16   ");
  const u32 fat = head[512 + 0x16] | head[512 + 0x17] << 8, cluster = head[512 + 0x0d];
  CHECK(b.read_sectors(2 + fat, 1) == b.read_sectors(2, 1));  // both FATs
  const u32 root = 2 + 2 * fat;
  const Bytes directory = b.read_sectors(root, 1);
  CHECK(text(directory, 0, 11) == "RPI-RP2    ");
  CHECK(text(directory, 32, 11) == "INDEX   HTM");
  CHECK(text(directory, 64, 11) == "INFO_UF2TXT");
  const auto file = [&](std::size_t entry) {
    const u32 first = directory[32 * entry + 26], size = BootBench::word(directory, 32 * entry + 28);
    return text(b.read_sectors(root + 32 + (first - 2) * cluster, 1), 0, size);
  };
  CHECK(file(2) == "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n");
  CHECK(file(1).find("https://raspberrypi.com/device/RP2?version=E0C9125B0D9B'") != std::string::npos);
  CHECK(b.read_sectors(200'000, 1) == Bytes(512));
}

TEST_CASE("RP2040 BOOTSEL: a UF2 file is flashed, wherever on the drive it lands, and the chip starts", "[rp2040]") {
  BootBench b;
  b.enumerate();
  std::fill(b.target.flash.begin(), b.target.flash.begin() + 0x4000, u8{0});
  const Bytes data = counting(0x2300, 5), file = uf2(0x1000'0000, data);
  REQUIRE(file.size() == 35 * 512);
  const Time began = b.scheduler.now();
  CHECK(b.write_sectors(600, {file.begin() + 512 * 20, file.end()}) == 0);
  CHECK(b.target.reboots.empty());
  CHECK(b.write_sectors(90'000, {file.begin(), file.begin() + 512 * 20}) == 0);
  CHECK(Bytes(b.target.flash.begin(), b.target.flash.begin() + 0x2300) == data);
  CHECK(b.target.erased == std::vector<u32>{0x1000, 0x2000, 0x0000});
  CHECK(b.target.exits == 1);
  CHECK(b.target.reboots == std::vector{BootTarget::Reboot{0, 0x2004'2000, 1000}});
  CHECK(b.scheduler.now() - began ==
        3 * Duration{std::chrono::milliseconds{45}} + 35 * Duration{std::chrono::microseconds{400}});
  CHECK(b.waits == 35);
}

TEST_CASE("RP2040 BOOTSEL: what is no UF2 block for the RP2040 is thrown away", "[rp2040]") {
  BootBench b;
  b.enumerate();
  CHECK(b.write_sectors(2, counting(1024)) == 0);
  CHECK(b.write_sectors(600, uf2(0x1000'0000, counting(512), 0x5511'4460)) == 0);
  CHECK(b.write_sectors(600, uf2(0x4000'0000, counting(512))) == 0);  // neither flash nor RAM
  Bytes not_flash = uf2(0x1000'0000, counting(256));
  not_flash[8] |= 1;
  CHECK(b.write_sectors(600, not_flash) == 0);
  CHECK(b.target.erased.empty());
  CHECK(b.target.reboots.empty());
  CHECK(b.target.flash[0] == 0xff);
}

TEST_CASE("RP2040 BOOTSEL: a UF2 file for RAM is started where it begins", "[rp2040]") {
  BootBench b;
  b.enumerate();
  CHECK(b.write_sectors(600, uf2(0x2000'0100, counting(768, 9))) == 0);
  CHECK(Bytes(b.target.ram.begin() + 0x100, b.target.ram.begin() + 0x100 + 768) == counting(768, 9));
  CHECK(b.target.reboots == std::vector{BootTarget::Reboot{0x2000'0100, 0x2004'2000, 1000}});
}

TEST_CASE("RP2040 BOOTSEL: commands that fail, and their sense", "[rp2040]") {
  BootBench b;
  b.enumerate();
  BootBench::Result r = b.scsi_in({0x5a, 0, 0, 0, 0, 0, 0, 0, 8, 0}, 8);  // MODE SENSE(10)
  CHECK(r.stalled);
  CHECK(r.status == 1);
  CHECK(r.residue == 8);
  r = b.scsi_in({3, 0, 0, 0, 18, 0}, 18);
  CHECK(r.status == 0);
  CHECK(r.data[2] == 5);
  CHECK(r.data[12] == 0x20);
  CHECK(b.scsi_in({3, 0, 0, 0, 18, 0}, 18).data[2] == 0);
  r = b.scsi_in({0x12, 0, 0, 0, 36, 0}, 100);  // the host wants more than there is
  CHECK(r.data.size() == 36);
  CHECK(r.stalled);
  CHECK(r.residue == 64);
  CHECK(r.status == 0);
  r = b.scsi_out(BootBench::transfer_block(0x28, 0, 1), Bytes(512));  // READ with data to the device
  CHECK(r.stalled);
  CHECK(r.status == 2);
  b.wrapper({0, 0, 0, 0, 0, 0}, 0, false);
  CHECK(b.status().status == 0);
  b.wrapper({0x1b, 0, 0, 0, 2, 0}, 0, false);  // eject
  CHECK(b.status().status == 0);
  b.wrapper({0, 0, 0, 0, 0, 0}, 0, false);
  CHECK(b.status().status == 1);
}

TEST_CASE("RP2040 BOOTSEL: after a wrapper that is not valid only a reset helps", "[rp2040]") {
  BootBench b;
  b.enumerate();
  CHECK(b.out_packet(2, counting(31)) == Handshake::ack);
  CHECK(b.halted(0x81));
  CHECK(b.halted(2));
  b.clear_halt(2);
  CHECK(b.halted(2));
  b.command({0x21, 0xff, 0, 0, 0, 0, 0, 0});
  b.clear_halt(0x81);
  b.clear_halt(2);
  CHECK_FALSE(b.halted(2));
  CHECK(b.scsi_in({0x12, 0, 0, 0, 36, 0}, 36).status == 0);
}

TEST_CASE("RP2040 BOOTSEL: PICOBOOT erases, writes, reads and restarts", "[rp2040]") {
  BootBench b;
  b.enumerate();
  const auto send = [&](u8 id, const Bytes& arguments, u32 length = 0) {
    return b.send(3, BootBench::picoboot(id, arguments, length));
  };
  REQUIRE(send(1, {1}));
  CHECK(b.acknowledged_in());
  REQUIRE(send(6, {}));
  CHECK(b.acknowledged_in());
  CHECK(b.target.exits == 1);
  REQUIRE(send(3, BootBench::words({0x1000'1000, 0x2000})));
  CHECK(b.boot.in(b.address, 4).handshake == Handshake::nak);
  CHECK(b.get({0xc1, 0x42, 0, 0, 1, 0, 16, 0})[9] == 1);  // in progress
  CHECK(b.acknowledged_in());
  CHECK(b.target.erased == std::vector<u32>{0x1000, 0x2000});
  const Bytes data = counting(600, 1);
  REQUIRE(send(5, BootBench::words({0x1000'1000, 600}), 600));
  REQUIRE(b.send(3, data));
  CHECK(b.acknowledged_in());
  CHECK(b.picoboot_status() == 0);
  CHECK(b.target.flash[0x1000 + 600] == 0);  // the page's rest
  REQUIRE(send(0x84, BootBench::words({0x1000'1000, 600}), 600));
  CHECK(b.receive(4, 600) == data);
  CHECK(b.out_packet(3, {0}) == Handshake::ack);  // picotool sends one byte
  REQUIRE(send(0x84, BootBench::words({0x0000'0010, 64}), 64));
  CHECK(b.receive(4, 64) == Bytes(64, 0x77));
  CHECK(b.out_packet(3, {}) == Handshake::ack);
  REQUIRE(send(5, BootBench::words({0x2000'0004, 3}), 3));
  REQUIRE(b.send(3, {7, 8, 9}));
  CHECK(b.acknowledged_in());
  CHECK(b.target.ram[6] == 9);
  REQUIRE(send(2, BootBench::words({0x2000'0000, 0x2004'0000, 500})));
  CHECK(b.acknowledged_in());
  CHECK(b.target.reboots == std::vector{BootTarget::Reboot{0x2000'0000, 0x2004'0000, 500}});
}

TEST_CASE("RP2040 BOOTSEL: PICOBOOT says what was wrong", "[rp2040]") {
  BootBench b;
  b.enumerate();
  const auto refused = [&](const Bytes& packet) {
    REQUIRE(b.send(3, packet));
    CHECK(b.halted(0x84));
    CHECK(b.halted(3));
    b.clear_halt(0x84);
    b.clear_halt(3);
    const u32 status = b.picoboot_status();
    b.command({0x41, 0x41, 0, 0, 1, 0, 0, 0});
    CHECK(b.picoboot_status() == 0);
    return status;
  };
  CHECK(refused(BootBench::picoboot(0x20, {})) == 1);
  CHECK(refused(BootBench::picoboot(6, {1})) == 2);
  CHECK(refused(BootBench::picoboot(0x84, BootBench::words({0x2000'0000, 10}), 11)) == 3);
  CHECK(refused(Bytes(32)) == 0);

  REQUIRE(b.send(3, BootBench::picoboot(0x84, BootBench::words({0x4000'0000, 10}), 10)));
  CHECK(b.in_packet(4).handshake == Handshake::stall);
  CHECK_FALSE(b.halted(3));
  CHECK(b.picoboot_status() == 4);
  b.clear_halt(0x84);
  b.command({0x41, 0x41, 0, 0, 1, 0, 0, 0});
  REQUIRE(b.send(3, BootBench::picoboot(5, BootBench::words({0x1000'0001, 1}), 1)));
  REQUIRE(b.send(3, {1}));
  CHECK(b.out_packet(3, {1}) == Handshake::stall);
  CHECK(b.picoboot_status() == 5);
}

TEST_CASE("RP2040 BOOTSEL: PICOBOOT's PC_EXEC is answered when the function has returned", "[rp2040]") {
  BootBench b;
  b.enumerate();
  CHECK(b.boot.next_call(0).function == 0);
  REQUIRE(b.send(3, BootBench::picoboot(8, BootBench::words({0x2000'1234}))));
  CHECK(b.target.wakes == 1);
  CHECK(b.boot.in(b.address, 4).handshake == Handshake::nak);
  CHECK(b.boot.next_call(0).function == 0x2000'1235);
  CHECK(b.get({0xc1, 0x42, 0, 0, 1, 0, 16, 0})[9] == 1);  // in progress
  CHECK(b.boot.in(b.address, 4).handshake == Handshake::nak);
  CHECK(b.boot.next_call(7).function == 0);
  CHECK(b.acknowledged_in());
  CHECK(b.get({0xc1, 0x42, 0, 0, 1, 0, 16, 0})[9] == 0);

  // The host gives up meanwhile: what comes back later is nobody's, and what is asked for next waits for it.
  REQUIRE(b.send(3, BootBench::picoboot(8, BootBench::words({0x2000'0000}))));
  CHECK(b.boot.next_call(0).function == 0x2000'0001);
  b.command({0x41, 0x41, 0, 0, 1, 0, 0, 0});
  REQUIRE(b.send(3, BootBench::picoboot(6, {})));
  CHECK(b.boot.in(b.address, 4).handshake == Handshake::nak);
  CHECK(b.boot.next_call(0).function == 0);
  CHECK(b.acknowledged_in());
  CHECK(b.target.exits == 1);
}

TEST_CASE("RP2040 BOOTSEL: exclusive access keeps the drive from writing", "[rp2040]") {
  BootBench b;
  b.enumerate();
  REQUIRE(b.send(3, BootBench::picoboot(1, {2})));
  CHECK(b.acknowledged_in());
  b.wrapper({0, 0, 0, 0, 0, 0}, 0, false);
  CHECK(b.status().status == 1);  // ejected
  CHECK(b.write_sectors(600, uf2(0x1000'0000, counting(256))) == 0);
  CHECK(b.target.erased.empty());
}

TEST_CASE("RP2040 BOOTSEL: saved while a sector is erased, another device goes on", "[rp2040]") {
  BootBench b, other;
  b.enumerate();
  const Bytes file = uf2(0x1000'0000, counting(512));
  b.wrapper(BootBench::transfer_block(0x2a, 600, 2), 1024, false);
  REQUIRE(b.send(2, {file.begin(), file.begin() + 512}));
  State saved;
  b.scheduler.serialize(saved);
  b.boot.serialize(saved);
  State loaded{saved.data()};
  other.scheduler.serialize(loaded);
  other.boot.serialize(loaded);
  CHECK(loaded.at_end());
  other.target.flash = b.target.flash;
  other.address = b.address;
  other.toggles = b.toggles;
  other.tag = b.tag;
  CHECK(other.boot.out(other.address, 2, other.toggles[2], Bytes(64)) == Handshake::nak);
  REQUIRE(other.send(2, {file.begin() + 512, file.end()}));
  CHECK(other.status().status == 0);
  CHECK(Bytes(other.target.flash.begin(), other.target.flash.begin() + 512) == counting(512));
  CHECK(other.target.reboots.size() == 1);
}

TEST_CASE("RP2040 BOOTSEL: the connector changes hands, and the host sees it", "[rp2040]") {
  BootBench a, b;
  UsbSwitch connector{a.boot, b.boot};  // any two devices
  std::vector<bool> seen;
  std::vector<u32> hints;
  connector.on_attach_change = [&] { seen.push_back(connector.attached()); };
  connector.on_ready = [&](u32 endpoints) { hints.push_back(endpoints); };
  connector.power(true);
  b.enumerate();
  CHECK(seen.empty());
  CHECK(hints.empty());
  a.enumerate();
  CHECK(seen == std::vector{true});
  CHECK_FALSE(hints.empty());
  b.boot.bus_reset();
  CHECK(connector.setup(a.address, 0, std::array<u8, 8>{0x80, 6, 0, 1, 0, 0, 18, 0}) == Handshake::ack);
  connector.select_boot(true);
  CHECK(seen == std::vector{true, false, true});
  CHECK(connector.setup(a.address, 0, std::array<u8, 8>{0x80, 6, 0, 1, 0, 0, 18, 0}) == Handshake::none);
  b.boot.stop();
  a.boot.stop();
  CHECK(seen == std::vector{true, false, true, false});
}
