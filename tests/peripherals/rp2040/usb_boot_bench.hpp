#pragma once
// The boot ROM's USB device with a chip that is only memory, and a host that talks to such a device through DevicePort.
#include <catch2/catch.hpp>
#include <cstring>

#include "peripherals/rp2040/usb_boot.hpp"

namespace rp2040 {

struct BootTarget final : UsbBootTarget {
  struct Reboot {
    u32 pc, sp, delay_ms;
    bool operator==(const Reboot&) const = default;
  };
  std::vector<u8> flash = std::vector<u8>(0x10'0000, 0xff), ram = std::vector<u8>(0x4'2000);
  std::vector<u32> erased;
  std::vector<Reboot> reboots;
  int exits = 0, enters = 0, activities = 0, wakes = 0;

  Duration exit_xip() override { return ++exits, Duration{}; }
  Duration enter_cmd_xip() override { return ++enters, Duration{}; }
  Duration erase_sector(u32 offset) override {
    erased.push_back(offset);
    std::fill_n(flash.begin() + offset, 4096, u8{0xff});
    return std::chrono::milliseconds{45};
  }
  Duration program_page(u32 offset, std::span<const u8, 256> data) override {
    for (const u8 byte : data) flash[offset++] &= byte;
    return std::chrono::microseconds{400};
  }
  Duration read_flash(u32 offset, std::span<u8> data) override {
    std::copy_n(flash.begin() + offset, data.size(), data.begin());
    return Duration{};
  }
  void read_memory(u32 address, std::span<u8> data) override {
    for (u8& byte : data) byte = address >= 0x2000'0000 ? ram[address++ - 0x2000'0000] : 0x77;
  }
  void write_memory(u32 address, std::span<const u8> data) override {
    std::ranges::copy(data, ram.begin() + (address - 0x2000'0000));
  }
  void reboot(u32 pc, u32 sp, u32 delay_ms) override { reboots.push_back({pc, sp, delay_ms}); }
  void wake() override { ++wakes; }
  void activity(bool) override { ++activities; }
  u32 flash_functions() const override { return 0x2000'0000; }
  u32 page_buffer() const override { return 0x2004'1000; }
};

// The computer. While the device says NAK, wait_a_while() lets time pass.
struct BootHost {
  using Bytes = std::vector<u8>;

  usb::DevicePort& port;
  std::function<void()> wait_a_while;
  u8 address = 0;
  std::array<bool, 5> toggles{};
  u32 tag = 0;
  int waits = 0;  // for a device that said NAK

  void wait() {
    REQUIRE(++waits < 100'000);
    wait_a_while();
  }

  // ---- control
  usb::Handshake setup(const Bytes& p) {
    std::array<u8, 8> packet{};
    std::copy_n(p.begin(), 8, packet.begin());
    return port.setup(address, 0, packet);
  }
  usb::InResult control_in() {
    for (;;) {
      usb::InResult r = port.in(address, 0);
      if (r.handshake != usb::Handshake::nak) return r;
      wait();
    }
  }
  Bytes get(const Bytes& p) {
    REQUIRE(setup(p) == usb::Handshake::ack);
    const usb::InResult r = control_in();
    REQUIRE(r.handshake == usb::Handshake::ack);
    usb::Handshake status = usb::Handshake::nak;
    while ((status = port.out(address, 0, true, {})) == usb::Handshake::nak) wait();
    REQUIRE(status == usb::Handshake::ack);
    return r.data;
  }
  void command(const Bytes& p) {
    REQUIRE(setup(p) == usb::Handshake::ack);
    REQUIRE(control_in().handshake == usb::Handshake::ack);
  }
  // A real device is given 10 ms behind a reset and 2 ms behind its address (USB 2.0, 7.1.7.5 and 9.2.6.3).
  void enumerate(const std::function<void()>& recover = [] {}) {
    address = 0;
    port.bus_reset();
    recover();
    command({0, 5, 7, 0, 0, 0, 0, 0});
    address = 7;
    recover();
    command({0, 9, 1, 0, 0, 0, 0, 0});
    toggles = {};
  }
  void clear_halt(u8 endpoint) {
    command({2, 1, 0, 0, endpoint, 0, 0, 0});
    toggles[endpoint & 0x7f] = false;
  }
  bool halted(u8 endpoint) { return get({0x82, 0, 0, 0, endpoint, 0, 2, 0})[0]; }

  // ---- bulk
  usb::Handshake out_packet(u8 endpoint, const Bytes& data) {
    for (;;) {
      const usb::Handshake h = port.out(address, endpoint, toggles[endpoint], data);
      if (h == usb::Handshake::ack) toggles[endpoint] = !toggles[endpoint];
      if (h != usb::Handshake::nak) return h;
      wait();
    }
  }
  usb::InResult in_packet(u8 endpoint) {
    for (;;) {
      usb::InResult r = port.in(address, endpoint);
      if (r.handshake == usb::Handshake::ack) {
        REQUIRE(r.data1 == toggles[endpoint]);
        toggles[endpoint] = !toggles[endpoint];
      }
      if (r.handshake != usb::Handshake::nak) return r;
      wait();
    }
  }
  // True if all of it was taken.
  bool send(u8 endpoint, const Bytes& data) {
    for (std::size_t at = 0; at < data.size(); at += 64) {
      const auto from = data.begin() + static_cast<std::ptrdiff_t>(at);
      const Bytes packet(from, from + static_cast<std::ptrdiff_t>(std::min<std::size_t>(64, data.size() - at)));
      if (out_packet(endpoint, packet) != usb::Handshake::ack) return false;
    }
    return true;
  }
  Bytes receive(u8 endpoint, std::size_t n) {
    Bytes data;
    while (data.size() < n) {
      const usb::InResult r = in_packet(endpoint);
      if (r.handshake != usb::Handshake::ack) break;
      data.insert(data.end(), r.data.begin(), r.data.end());
      if (r.data.size() < 64) break;
    }
    return data;
  }
  static void put(Bytes& to, std::size_t at, u32 value) { std::memcpy(to.data() + at, &value, 4); }
  static u32 word(const Bytes& from, std::size_t at) {
    u32 value = 0;
    std::memcpy(&value, from.data() + at, 4);
    return value;
  }

  // ---- mass storage
  struct Result {
    Bytes data;
    bool stalled = false;
    u8 status = 0xff;
    u32 residue = 0;
  };
  void wrapper(const Bytes& block, u32 length, bool in) {
    Bytes p(31);
    put(p, 0, 0x4342'5355);
    put(p, 4, ++tag);
    put(p, 8, length);
    p[12] = in ? 0x80 : 0;
    p[14] = static_cast<u8>(block.size());
    std::ranges::copy(block, p.begin() + 15);
    REQUIRE(send(2, p));
  }
  Result status() {
    Result r;
    const Bytes s = receive(1, 13);
    REQUIRE(s.size() == 13);
    CHECK(word(s, 0) == 0x5342'5355);
    CHECK(word(s, 4) == tag);
    r.residue = word(s, 8);
    r.status = s[12];
    return r;
  }
  Result scsi_in(const Bytes& block, u32 length) {
    wrapper(block, length, true);
    Result r;
    while (r.data.size() < length) {
      const usb::InResult p = in_packet(1);
      if (p.handshake == usb::Handshake::stall) {
        r.stalled = true;
        clear_halt(0x81);
        break;
      }
      r.data.insert(r.data.end(), p.data.begin(), p.data.end());
    }
    const Bytes s = receive(1, 13);
    REQUIRE(s.size() == 13);
    CHECK(word(s, 4) == tag);
    r.residue = word(s, 8);
    r.status = s[12];
    return r;
  }
  Result scsi_out(const Bytes& block, const Bytes& data) {
    wrapper(block, static_cast<u32>(data.size()), false);
    Result r;
    if (!send(2, data)) {
      r.stalled = true;
      clear_halt(2);
    }
    const Bytes s = receive(1, 13);
    REQUIRE(s.size() == 13);
    CHECK(word(s, 4) == tag);
    r.residue = word(s, 8);
    r.status = s[12];
    return r;
  }
  static Bytes transfer_block(u8 code, u32 lba, u32 blocks) {
    const auto byte = [](u32 v, int shift) { return static_cast<u8>(v >> shift); };
    return {code, 0, byte(lba, 24), byte(lba, 16), byte(lba, 8), byte(lba, 0), 0, byte(blocks, 8), byte(blocks, 0), 0};
  }
  Bytes read_sectors(u32 lba, u32 n) {
    const Result r = scsi_in(transfer_block(0x28, lba, n), 512 * n);
    CHECK(r.status == 0);
    return r.data;
  }
  u8 write_sectors(u32 lba, const Bytes& data) {
    return scsi_out(transfer_block(0x2a, lba, static_cast<u32>(data.size() / 512)), data).status;
  }

  // ---- PICOBOOT
  static Bytes picoboot(u8 id, const Bytes& arguments, u32 length = 0, u32 token = 1) {
    Bytes p(32);
    put(p, 0, 0x431f'd10b);
    put(p, 4, token);
    p[8] = id;
    p[9] = static_cast<u8>(arguments.size());
    put(p, 12, length);
    std::ranges::copy(arguments, p.begin() + 16);
    return p;
  }
  static Bytes words(std::initializer_list<u32> values) {
    Bytes b(4 * values.size());
    std::size_t at = 0;
    for (const u32 v : values) put(b, std::exchange(at, at + 4), v);
    return b;
  }
  bool acknowledged_in() {
    const usb::InResult r = in_packet(4);
    return r.handshake == usb::Handshake::ack && r.data.empty();
  }
  u32 picoboot_status() {
    const Bytes s = get({0xc1, 0x42, 0, 0, 1, 0, 16, 0});
    REQUIRE(s.size() == 16);
    return word(s, 4);
  }
};

struct BootBench : BootHost {
  static constexpr const char* serial = "E0C9125B0D9B";

  BootBench() : BootHost{boot, [this] { pass(); }} {}
  void pass() {
    REQUIRE(scheduler.next() != Time::max());
    scheduler.run_until(scheduler.next());
  }
  void enumerate(u32 disabled = 0) {
    boot.start(disabled);
    BootHost::enumerate();
  }

  Scheduler scheduler;
  BootTarget target;
  UsbBoot boot{scheduler, target, serial};
};

}  // namespace rp2040
