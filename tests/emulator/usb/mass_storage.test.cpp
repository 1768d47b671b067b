#include <catch2/catch.hpp>

#include "emulator/usb/mass_storage.hpp"

#include "emulator/usb/host.hpp"
#include "tests/emulator/usb/software_device.hpp"

namespace {

// A drive of 1024 sectors behind bulk-only transport.
struct SoftwareDrive : SoftwareDevice {
  Bytes disk = Bytes(512 * 1024);
  std::vector<Bytes> commands;
  bool medium = true, write_protected = false, locked = false, knows_mode_sense = true;
  bool short_read = false, bad_status = false;
  Bytes sense{0, 0, 0};  // key, ASC, ASCQ to report next
  u8 luns = 1;

  SoftwareDrive() {
    device_descriptor = {18, 1, 0, 2, 0, 0, 0, 64, 0x9a, 0x23, 5, 0, 0, 1, 0, 0, 0, 1};
    configuration_descriptor =
        configuration_around({9, 4, 0, 0, 2, 8, 6, 0x50, 0, 7, 5, 0x81, 2, 64, 0, 0, 7, 5, 0x01, 2, 64, 0, 0}, 1);
    on_out[1] = [this](const Bytes& b) { take(b); };
    on_request = [this](const SetupPacket& s, const Bytes&) -> std::optional<Bytes> {
      if (s.request == 0xfe) return luns > 1 ? std::optional{Bytes{static_cast<u8>(luns - 1)}} : std::nullopt;
      packets.clear(), writing = 0;
      return Bytes{};
    };
  }
  void serialize(State& state) {
    SoftwareDevice::serialize(state);
    state(disk, medium, write_protected, locked, sense, at, writing, cbw);
  }
  unsigned count(u8 code) const {
    return static_cast<unsigned>(std::ranges::count_if(commands, [&](const Bytes& c) { return c[0] == code; }));
  }

 private:
  std::size_t at = 0, writing = 0;
  Bytes cbw;
  void take(const Bytes& b) {
    if (writing) {
      std::ranges::copy(b, disk.begin() + static_cast<long>(at));
      at += b.size(), writing -= b.size();
      if (!writing) status(0, 0);
      return;
    }
    REQUIRE(b.size() == 31);
    cbw = b;
    const Bytes c(b.begin() + 15, b.begin() + 31);
    commands.push_back(c);
    command(c, static_cast<u32>(b[8] | b[9] << 8 | b[10] << 16));
  }
  void status(u8 s, u32 residue) {
    Bytes csw{0x55, 0x53, 0x42, 0x53, cbw[4], cbw[5], cbw[6], cbw[7], 0, 0, 0, 0, s};
    if (bad_status) csw[4] ^= 1;
    for (unsigned n = 0; n < 4; ++n) csw[8 + n] = static_cast<u8>(residue >> 8 * n);
    send(1, csw);
  }
  void answer(Bytes data, u32 wanted) {
    const bool less = data.size() < wanted;
    if (less && data.size() % 64 == 0) {
      if (!data.empty()) send(1, data);
      halted[0x81] = packets[1].empty();
    } else {
      send(1, data);
    }
    status(0, wanted - static_cast<u32>(data.size()));
  }
  void fail(Bytes why, u32 wanted) {
    sense = std::move(why);
    if (wanted) halted[cbw[12] ? 0x81 : 0x01] = true;
    status(1, wanted);
  }
  void command(const Bytes& c, u32 wanted) {
    const std::size_t first = c[4] << 8 | c[5], count = c[7] << 8 | c[8];
    if (sense[0] == 6 && c[0] != 3 && c[0] != 0x12) return fail(sense, wanted);
    if (!medium && c[0] != 3 && c[0] != 0x12) return fail({2, 0x3a, 0}, wanted);
    switch (c[0]) {
      case 0x00: return status(0, 0);
      case 0x03: {
        const Bytes s{0x70, 0, sense[0], 0, 0, 0, 0, 10, 0, 0, 0, 0, sense[1], sense[2], 0, 0, 0, 0};
        sense = {0, 0, 0};
        return answer(s, wanted);
      }
      case 0x12: {
        Bytes d(36);
        const std::string text = "Acme    Toy disk        1.0 ";
        std::ranges::copy(text, d.begin() + 8);
        return answer(d, wanted);
      }
      case 0x1a:
        return knows_mode_sense ? answer({3, 0, static_cast<u8>(write_protected << 7), 0}, wanted)
                                : fail({5, 0x20, 0}, wanted);
      case 0x1b: medium = false; return status(0, 0);
      case 0x1e: locked = c[4]; return status(0, 0);
      case 0x25: return answer({0, 0, 3, 0xff, 0, 0, 2, 0}, wanted);
      case 0x28:
        if (first >= 1000) return fail({3, 0x11, 0}, wanted);
        return answer({disk.begin() + static_cast<long>(first * 512),
                       disk.begin() + static_cast<long>((first + count) * 512 - short_read * 24)},
                      wanted);
      case 0x2a:
        if (write_protected) return fail({7, 0x27, 0}, wanted);
        at = first * 512, writing = count * 512;
        return;
      default: return fail({5, 0x20, 0}, wanted);
    }
  }
};

struct Rig {
  Scheduler scheduler;
  SoftwareDrive device;
  DriveSet drives{scheduler, "drive"};
  Host host{scheduler, "usb", device};
  Drive& drive = drives.first();
  std::vector<BlockDevice::Result> results;
  int changes = 0;
  Rig() {
    host.add_driver(MassStorage::factory(drives));
    drive.on_done = [this](const auto& r) { results.push_back(r); };
    drive.on_change = [this] { ++changes; };
  }
  void run(Duration d) { scheduler.run_until(scheduler.now() + d); }
  void up() {
    device.pulled_up = true;
    host.plug();
    run(400ms);
  }
};

Bytes pattern(std::size_t n, unsigned seed) {
  Bytes b(n);
  for (std::size_t i = 0; i < n; ++i) b[i] = static_cast<u8>(i * 13 + i / 512 + seed);
  return b;
}

}  // namespace

TEST_CASE("mass storage: a drive is found and described", "[usb]") {
  Rig rig;
  rig.up();
  REQUIRE(rig.drive.present());
  CHECK(rig.drive.sectors() == 1024);
  CHECK(rig.drive.sector_size() == 512);
  CHECK_FALSE(rig.drive.read_only());
  CHECK(rig.drive.label == "Acme Toy disk 1.0");
  CHECK(rig.changes == 1);
  CHECK(rig.host.complaints().empty());
  const auto looks = rig.device.count(0);
  rig.run(10s);
  CHECK(rig.device.count(0) == looks + 10);
}

TEST_CASE("mass storage: what is written is read again, in order, in commands of 64 KiB", "[usb]") {
  Rig rig;
  rig.up();
  const auto data = pattern(300 * 512, 1);
  rig.drive.write(1, 100, data);
  rig.drive.read(2, 100, 300);
  rig.drive.synchronize(3);
  CHECK(rig.results.empty());
  rig.run(1s);
  REQUIRE(rig.results.size() == 3);
  for (const auto& r : rig.results) CHECK(r.error.empty());
  CHECK(rig.results[0].tag == 1);
  CHECK(rig.results[1].data == data);
  CHECK(rig.device.count(0x2a) == 3);
  CHECK(rig.device.count(0x35) == 1);  // unknown to the device: it has nothing to synchronize
  CHECK(Bytes(rig.device.disk.begin() + 51200, rig.device.disk.begin() + 51200 + 300 * 512) == data);
}

TEST_CASE("mass storage: errors are sentences", "[usb]") {
  Rig rig;
  rig.device.write_protected = true;
  rig.up();
  CHECK(rig.drive.read_only());
  rig.drive.read(1, 1000, 2);
  rig.drive.write(2, 5, Bytes(512));
  rig.drive.read(3, 0, 1);
  rig.run(1s);
  REQUIRE(rig.results.size() == 3);
  CHECK(rig.results[0].error == "drive does not read sectors 1000 to 1001: medium error (sense 3/11/00).");
  CHECK(rig.results[1].error == "drive does not write sectors 5 to 5: data protect (sense 7/27/00).");
  CHECK(rig.results[2].error.empty());
}

TEST_CASE("mass storage: media come and go", "[usb]") {
  Rig rig;
  rig.device.medium = false;
  rig.up();
  CHECK_FALSE(rig.drive.present());
  rig.drive.read(1, 0, 1);
  rig.run(1ms);
  REQUIRE(rig.results.size() == 1);
  CHECK(rig.results[0].error == "drive has no medium.");
  rig.device.medium = true;
  rig.run(2s);
  CHECK(rig.drive.present());
  CHECK(rig.changes == 1);
  rig.device.sense = {6, 0x28, 0};  // exchanged
  rig.run(2s);
  CHECK(rig.drive.present());
  CHECK(rig.changes == 3);
  rig.drive.lock(2, true);
  rig.run(1ms);
  CHECK(rig.device.locked);
  rig.drive.lock(3, false);
  rig.drive.eject(4);
  rig.run(10ms);
  CHECK_FALSE(rig.device.locked);
  CHECK_FALSE(rig.drive.present());
  CHECK(rig.results.back().error.empty());
  rig.device.pull_up(false);
  rig.run(1ms);
  rig.device.medium = true;
  rig.device.pull_up(true);
  rig.run(400ms);
  CHECK(rig.drive.present());
}

TEST_CASE("mass storage: an exchanged medium is not written to", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.sense = {6, 0x28, 0};
  rig.drive.write(1, 0, Bytes(512, 0xff));
  rig.drive.write(2, 1, Bytes(512, 0xff));
  rig.run(2s);
  REQUIRE(rig.results.size() == 2);
  CHECK(rig.results[0].error.find("unit attention") != std::string::npos);
  CHECK(rig.results[1].error == "drive has no medium.");
  CHECK(rig.device.count(0x2a) == 1);
}

TEST_CASE("mass storage: reset of the device is no news for a job", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.sense = {6, 0x29, 0};
  rig.drive.read(1, 0, 1);
  rig.run(100ms);
  REQUIRE(rig.results.size() == 1);
  CHECK(rig.results[0].error.empty());
}

TEST_CASE("mass storage: a device without MODE SENSE, with short answers, with wrong status", "[usb]") {
  Rig rig;
  rig.device.knows_mode_sense = false;
  rig.up();
  REQUIRE(rig.drive.present());
  rig.device.short_read = true;
  rig.drive.read(1, 0, 1);
  rig.drive.read(2, 0, 3);
  rig.run(100ms);
  REQUIRE(rig.results.size() == 2);
  CHECK(rig.results[0].error == "drive sent 488 bytes for 1 sectors.");
  rig.device.short_read = false;
  rig.device.bad_status = true;
  rig.drive.read(3, 0, 1);
  rig.run(100ms);
  CHECK(rig.results.back().error == "drive did not answer as the transport wants it.");
  rig.device.bad_status = false;
  rig.drive.read(4, 0, 1);
  rig.run(100ms);
  CHECK(rig.results.back().error.empty());
}

TEST_CASE("mass storage: unplugged in the middle, everything asked for ends with a sentence", "[usb]") {
  Rig rig;
  rig.up();
  rig.drive.read(1, 0, 900);
  rig.drive.read(2, 0, 1);
  rig.run(5ms);
  rig.device.pull_up(false);
  rig.run(1ms);
  REQUIRE(rig.results.size() == 2);
  CHECK(rig.results[0].error == "drive has no medium.");
}

TEST_CASE("mass storage: two units are two drives", "[usb]") {
  Rig rig;
  rig.device.luns = 2;
  rig.up();
  REQUIRE(rig.drives.drives().size() == 2);
  CHECK(rig.drives.drives()[1]->name() == "drive2");
  CHECK(rig.drives.drives()[1]->present());
}

TEST_CASE("mass storage: saved within a transfer, goes on elsewhere", "[usb]") {
  for (const Duration when : {Duration{100us}, Duration{1300us}, Duration{7777us}, Duration{60ms}}) {
    Rig a;
    a.device.disk = pattern(512 * 1024, 9);
    a.up();
    a.drive.read(7, 3, 200);
    a.drive.synchronize(8);
    a.run(when);
    State save;
    save(a.scheduler, a.device, a.host, a.drives);
    Rig b;
    State load{save.data()};
    load(b.scheduler, b.device, b.host, b.drives);
    CHECK(load.at_end());
    State again;
    again(b.scheduler, b.device, b.host, b.drives);
    CHECK(again.data() == save.data());
    a.run(1s);
    b.run(1s);
    REQUIRE(a.results.size() == 2);
    const auto n = b.results.size();
    REQUIRE(n == 2);
    for (std::size_t i = 1; i <= n; ++i) CHECK(b.results[n - i].data == a.results[2 - i].data);
  }
}
