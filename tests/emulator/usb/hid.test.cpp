#include <catch2/catch.hpp>

#include "emulator/usb/hid.hpp"

#include "emulator/usb/host.hpp"
#include "tests/emulator/usb/software_device.hpp"

namespace {

// HID 1.11, appendix B.1: the boot keyboard.
const Bytes keyboard{0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01,
                     0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x05, 0x75, 0x01,
                     0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x01, 0x95, 0x06,
                     0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0};

// Mouse (report 2), consumer control (3) and gamepad (4), as CircuitPython composes its reports.
const Bytes several{0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x01, 0xa1, 0x00, 0x85, 0x02, 0x05, 0x09, 0x19, 0x01,
                    0x29, 0x05, 0x15, 0x00, 0x25, 0x01, 0x95, 0x05, 0x75, 0x01, 0x81, 0x02, 0x95, 0x01, 0x75, 0x03,
                    0x81, 0x01, 0x05, 0x01, 0x09, 0x30, 0x09, 0x31, 0x15, 0x81, 0x25, 0x7f, 0x75, 0x08, 0x95, 0x02,
                    0x81, 0x06, 0x09, 0x38, 0x15, 0x81, 0x25, 0x7f, 0x75, 0x08, 0x95, 0x01, 0x81, 0x06, 0xc0, 0xc0,  //
                    0x05, 0x0c, 0x09, 0x01, 0xa1, 0x01, 0x85, 0x03, 0x75, 0x10, 0x95, 0x01, 0x15, 0x01, 0x26, 0x8c,
                    0x02, 0x19, 0x01, 0x2a, 0x8c, 0x02, 0x81, 0x00, 0xc0,  //
                    0x05, 0x01, 0x09, 0x05, 0xa1, 0x01, 0x85, 0x04, 0x09, 0x30, 0x09, 0x31, 0x15, 0x81, 0x25, 0x7f,
                    0x75, 0x08, 0x95, 0x02, 0x81, 0x02, 0xc0};

struct Rig {
  Scheduler scheduler;
  SoftwareDevice device;
  Host host{scheduler, "usb", device};
  std::vector<std::string> events;
  Bytes lights;
  explicit Rig(const Bytes& report) {
    device.device_descriptor = {18, 1, 0, 2, 0, 0, 0, 64, 0x9a, 0x23, 5, 0, 0, 1, 0, 0, 0, 1};
    device.configuration_descriptor = configuration_around({9,
                                                            4,
                                                            0,
                                                            0,
                                                            1,
                                                            3,
                                                            0,
                                                            0,
                                                            0,
                                                            9,
                                                            0x21,
                                                            0x11,
                                                            1,
                                                            0,
                                                            1,
                                                            0x22,
                                                            static_cast<u8>(report.size()),
                                                            static_cast<u8>(report.size() >> 8),
                                                            7,
                                                            5,
                                                            0x81,
                                                            3,
                                                            16,
                                                            0,
                                                            8},
                                                           1);
    device.other_descriptors[0x2200] = report;
    device.on_request = [this](const SetupPacket& s, const Bytes& d) -> std::optional<Bytes> {
      if (s.request == 9) lights = d;
      if (s.request == 0x0a) return std::nullopt;
      return Bytes{};
    };
    host.add_driver(Hid::factory(
        [this](const HidEvent& e) { events.push_back(e.device + " " + e.name + " " + std::to_string(e.value)); }));
  }
  void run(Duration d) { scheduler.run_until(scheduler.now() + d); }
  void up() {
    device.pulled_up = true;
    host.plug();
    run(300ms);
    REQUIRE(host.configured());
    CHECK(host.complaints().empty());
  }
  std::vector<std::string> sends(const Bytes& report) {
    events.clear();
    device.send(1, report);
    run(20ms);
    return events;
  }
};

using Events = std::vector<std::string>;

}  // namespace

TEST_CASE("hid: a keyboard's keys go down and up", "[usb]") {
  Rig rig{keyboard};
  rig.up();
  CHECK(rig.sends({0x02, 0, 0x04, 0, 0, 0, 0, 0}) == Events{"keyboard key left shift 1", "keyboard key A 1"});
  CHECK(rig.sends({0x02, 0, 0x04, 0x05, 0, 0, 0, 0}) == Events{"keyboard key B 1"});
  CHECK(rig.sends({0x00, 0, 0x05, 0, 0, 0, 0, 0}) == Events{"keyboard key left shift 0", "keyboard key A 0"});
  CHECK(rig.sends({0x00, 0, 1, 1, 1, 1, 1, 1}) == Events{"keyboard key B 0"});  // too many keys: none is told
  CHECK(rig.sends({0, 0, 0x28, 0x65, 0, 0, 0, 0}) == Events{"keyboard key enter 1", "keyboard key application 1"});
  auto& driver = dynamic_cast<Hid&>(*rig.host.drivers().at(0));
  driver.send({0x02});
  rig.run(5ms);
  CHECK(rig.lights == Bytes{0x02});
}

TEST_CASE("hid: mouse, consumer control and gamepad by report numbers", "[usb]") {
  Rig rig{several};
  rig.up();
  CHECK(rig.sends({2, 0x01, 5, 0xfb, 0}) == Events{"mouse button 1 1", "mouse x 5", "mouse y -5"});
  CHECK(rig.sends({2, 0x01, 5, 0, 0xff}) == Events{"mouse x 5", "mouse wheel -1"});
  CHECK(rig.sends({3, 0xe9, 0}) == Events{"consumer control volume up 1"});
  CHECK(rig.sends({3, 0, 0}) == Events{"consumer control volume up 0"});
  CHECK(rig.sends({4, 0x81, 0}) == Events{"gamepad x -127"});
  CHECK(rig.sends({4, 0x81, 0}).empty());
  rig.sends({9, 0});
  CHECK(rig.host.complaints() == Sentences{"Interface 0 sends report 9, which its descriptor does not know."});
  CHECK(rig.host.text().find("mouse: report 2, bit 8: 2 x 8 bits, -127 to 127: input of x … y") != std::string::npos);
}

TEST_CASE("hid: nonsense in report descriptors is said, and survived", "[usb]") {
  Sentences said;
  hid::parse_report_descriptor(Bytes{0xc0, 0xb4, 0xa1, 0x01, 0x75, 33, 0x95, 1, 0x81, 2, 0x26, 1}, said);
  CHECK(said == Sentences{"The HID report descriptor ends a collection that was never opened.",
                          "The HID report descriptor pops what was never pushed.",
                          "A HID field has 1 values of 33 bits.",
                          "The HID report descriptor ends within its item at byte 10.",
                          "The HID report descriptor leaves 1 collections open."});
  u32 random = 3;
  for (int n = 0; n < 5000; ++n) {
    Bytes d = several;
    for (int k = 0; k < 4; ++k) {
      random = random * 1664525 + 1013904223;
      d[(random >> 16) % d.size()] = static_cast<u8>(random >> 8);
    }
    const auto parsed = hid::parse_report_descriptor(d, said);
    for (const auto& f : parsed.fields) hid::value_at(Bytes{1, 2, 3}, f, 0);
  }
}

TEST_CASE("hid: saved with a key down, the key goes up elsewhere", "[usb]") {
  Rig a{keyboard};
  a.up();
  a.sends({0, 0, 4, 0, 0, 0, 0, 0});
  State save;
  save(a.scheduler, a.device, a.host);
  Rig b{keyboard};
  State load{save.data()};
  load(b.scheduler, b.device, b.host);
  CHECK(b.sends({0, 0, 0, 0, 0, 0, 0, 0}) == Events{"keyboard key A 0"});
  CHECK(b.host.text() == a.host.text());
}
