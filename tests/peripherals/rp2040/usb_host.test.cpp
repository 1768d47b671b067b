// The computer at the other end of the cable: its stack with the controller, and with the boot ROM's device.
#include <catch2/catch.hpp>

#include "emulator/fat/volume.hpp"
#include "emulator/image/uf2.hpp"
#include "emulator/usb/host.hpp"
#include "emulator/usb/mass_storage.hpp"
#include "tests/peripherals/rp2040/usb_boot_bench.hpp"
#include "tests/peripherals/rp2040/usb_firmware.hpp"

using namespace rp2040;
using namespace std::chrono_literals;
using Bytes = UsbBench::Bytes;

namespace {

// Writes so many packets to EP1 and reads them again from EP2.
class Echo final : public usb::ClassDriver {
 public:
  Echo(const usb::DriverContext& context, std::vector<Bytes>& echoed)
      : ClassDriver(context, {0}),
        echoed_(echoed),
        out_(context.bus, 0x01, 64, 0, {}),
        in_(context.bus, 0x82, 64, 0, [this](usb::Outcome) {
          echoed_.push_back(in_.data());
          if (echoed_.size() < 5) next();
        }) {}
  std::string_view name() const override { return "echo"; }
  void start() override { next(); }
  void serialize(State&) override {}

 private:
  void next() {
    const std::size_t n = 13 * echoed_.size();
    out_.write(Bytes(n, static_cast<u8>(n)), true);
    in_.read(64);
  }
  std::vector<Bytes>& echoed_;
  usb::DataPipe out_, in_;
};

struct DriveSectors final : fat::Sectors {
  Scheduler& scheduler;
  usb::Drive& drive;
  Bytes last;
  DriveSectors(Scheduler& s, usb::Drive& d) : scheduler(s), drive(d) {}
  u32 size() const override { return drive.sector_size(); }
  u32 count() const override { return drive.sectors(); }
  std::span<const u8> read(u32 sector) override {
    bool done = false;
    drive.on_done = [&](const usb::BlockDevice::Result& r) {
      last = r.data;
      done = true;
    };
    drive.read(1, sector, 1);
    while (!done) scheduler.run_until(scheduler.next());
    drive.on_done = {};
    return last;
  }
  void write(u32, std::span<const u8>) override {}
};

}  // namespace

TEST_CASE("RP2040 USB: a host's stack finds the device and moves data both ways", "[rp2040]") {
  UsbBench b;
  usb::Host host{b.scheduler, "usb", b.usb};
  std::vector<Bytes> echoed;
  host.add_driver([&](const usb::DriverContext& c) { return std::make_unique<Echo>(c, echoed); });
  UsbFirmware firmware{b};
  // The processor takes a while until it is in its interrupt handler.
  Event interrupt{b.scheduler, "interrupt", [&] { firmware.poll(); }};
  b.usb.irq.listen([&](bool level) {
    if (level) interrupt.after(5us);
  });
  host.plug();
  b.run_us(1'000'000);
  REQUIRE(host.configured());
  CHECK(host.complaints().empty());
  REQUIRE(echoed.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(echoed[i] == Bytes(13 * i, static_cast<u8>(13 * i)));
  CHECK((b.read(usb_at::sof_rd) > 500));
  host.suspend();
  b.run_us(10'000);
  CHECK((b.read(usb_at::sie_status) & usb_at::s_suspended));
  b.write(usb_at::sie_ctrl + usb_at::set, usb_at::resume);
  b.run_us(100'000);
  CHECK_FALSE((b.read(usb_at::sie_status) & usb_at::s_suspended));
  host.unplug();
  b.run_us(10'000);
  CHECK((b.read(usb_at::sie_status) & usb_at::s_suspended));
}

TEST_CASE("RP2040 BOOTSEL: a computer sees the drive, reads its files and copies a UF2 file to it", "[rp2040]") {
  BootBench b;
  usb::DriveSet drives{b.scheduler, "drive"};
  usb::Host host{b.scheduler, "usb", b.boot};
  host.add_driver(usb::MassStorage::factory(drives));
  b.boot.start();
  host.plug();
  b.scheduler.run_until(b.scheduler.now() + 2s);
  REQUIRE(host.configured());
  CHECK(host.description()->text(2) == "RP2 Boot");
  CHECK(host.complaints().empty());
  usb::Drive& drive = drives.first();
  REQUIRE(drive.present());
  CHECK(drive.sectors() == 262'144);
  CHECK_FALSE(drive.read_only());

  DriveSectors sectors{b.scheduler, drive};
  fat::Volume volume{sectors};
  CHECK(volume.label() == "RPI-RP2");
  REQUIRE(volume.list("/").size() == 2);
  const Bytes info = volume.read("/INFO_UF2.TXT");
  CHECK(std::string(info.begin(), info.end()) == "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n");
  CHECK(volume.read("/INDEX.HTM").size() > 100);

  Image image;
  image.family = 0xe48b'ff56;
  image.segments.push_back({0x1000'0000, Bytes(100 * 256, 0x5a)});
  std::vector<std::string> errors;
  drive.on_done = [&](const usb::BlockDevice::Result& r) { errors.push_back(r.error); };
  drive.write(1, 5000, write_uf2(image));
  b.scheduler.run_until(b.scheduler.now() + 3s);
  CHECK(errors == std::vector<std::string>{""});
  CHECK(b.target.erased.size() == 7);
  CHECK(Bytes(b.target.flash.begin(), b.target.flash.begin() + 25'600) == Bytes(25'600, 0x5a));
  CHECK(b.target.reboots.size() == 1);
  b.boot.stop();
  b.scheduler.run_until(b.scheduler.now() + 10ms);
  CHECK_FALSE(host.configured());
  CHECK_FALSE(drive.present());
}
