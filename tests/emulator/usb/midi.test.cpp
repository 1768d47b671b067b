#include <catch2/catch.hpp>

#include "emulator/usb/midi.hpp"

#include "emulator/usb/host.hpp"
#include "emulator/usb/midi_descriptors.hpp"
#include "tests/emulator/usb/software_device.hpp"

namespace {

// USB MIDI Devices 1.0, appendix B, with bulk endpoints of 64 bytes; behind it an interface of a vendor's own.
const Bytes interfaces{9, 4,    0,    0, 0,  1,   1, 0, 0,                                         // audio control
                       9, 0x24, 1,    0, 1,  9,   0, 1, 1,                                         //
                       9, 4,    1,    0, 2,  1,   3, 0, 0,                                         // MIDI streaming
                       7, 0x24, 1,    0, 1,  37,  0, 6, 0x24, 2, 1,    1, 0, 6, 0x24, 2, 2, 2, 0,  // header, IN jacks
                       9, 0x24, 3,    1, 3,  1,   2, 1, 0,    9, 0x24, 3, 2, 4, 1,    1, 1, 0,     // OUT jacks
                       7, 5,    1,    2, 64, 0,   0, 5, 0x25, 1, 1,    1,                          //
                       7, 5,    0x81, 2, 64, 0,   0, 5, 0x25, 1, 1,    3,                          //
                       9, 4,    2,    0, 0,  255, 0, 0, 0};

struct Rig {
  Scheduler scheduler;
  SoftwareDevice device;
  Host host{scheduler, "usb", device};
  std::vector<std::string> heard;
  std::vector<Bytes> raw, sent;
  Rig() {
    device.device_descriptor = {18, 1, 0, 2, 0, 0, 0, 64, 0x9a, 0x23, 5, 0, 0, 1, 0, 0, 0, 1};
    device.configuration_descriptor = configuration_around(interfaces, 3);
    device.on_out[1] = [this](const Bytes& b) { sent.push_back(b); };
    host.add_driver(Midi::factory([this](const MidiMessage& m) { heard.push_back(m.text()), raw.push_back(m.bytes); }));
  }
  void run(Duration d) { scheduler.run_until(scheduler.now() + d); }
  void up() {
    device.pulled_up = true;
    host.plug();
    run(300ms);
    REQUIRE(host.configured());
  }
};

}  // namespace

TEST_CASE("midi: event packets are messages", "[usb]") {
  Rig rig;
  rig.up();
  CHECK(rig.host.complaints().empty());
  rig.device.send(1, {0x09, 0x90, 60, 100, 0x08, 0x80, 60, 0, 0x0e, 0xe1, 0, 0x40, 0x0f, 0xf8, 0, 0, 0, 0, 0, 0});
  rig.run(1ms);
  CHECK(rig.heard == std::vector<std::string>{"note on, channel 1, note 60, velocity 100",
                                              "note off, channel 1, note 60, velocity 0",
                                              "pitch bend, channel 2, value 0", "clock"});
  rig.heard.clear();
  rig.raw.clear();
  rig.device.send(1, {0x04, 0xf0, 1, 2, 0x04, 3, 4, 5, 0x06, 6, 0xf7, 0});
  rig.run(1ms);
  CHECK(rig.raw == std::vector<Bytes>{{0xf0, 1, 2, 3, 4, 5, 6, 0xf7}});
  CHECK(rig.heard.back() == "system exclusive, 8 bytes");
}

TEST_CASE("midi: messages become event packets", "[usb]") {
  CHECK(midi_packets({0, {0x90, 60, 100}}) == Bytes{0x09, 0x90, 60, 100});
  CHECK(midi_packets({2, {0xc3, 5}}) == Bytes{0x2c, 0xc3, 5, 0});
  CHECK(midi_packets({0, {0xf2, 1, 2}}) == Bytes{0x03, 0xf2, 1, 2});
  CHECK(midi_packets({0, {0xf6}}) == Bytes{0x05, 0xf6, 0, 0});
  CHECK(midi_packets({0, {0xfa}}) == Bytes{0x0f, 0xfa, 0, 0});
  CHECK(midi_packets({0, {0xf0, 1, 0xf7}}) == Bytes{0x07, 0xf0, 1, 0xf7});
  CHECK(midi_packets({0, {0xf0, 1, 2, 0xf7}}) == Bytes{0x04, 0xf0, 1, 2, 0x05, 0xf7, 0, 0});
  CHECK(midi_packets({0, {0x90, 60}}).empty());
  CHECK(midi_packets({0, {0xf0, 1}}).empty());
  Rig rig;
  rig.up();
  auto& midi = dynamic_cast<Midi&>(*rig.host.drivers().at(0));
  for (u8 n = 0; n < 20; ++n) midi.send({0, {0x90, n, 1}});
  rig.run(2ms);
  Bytes all;
  for (const auto& p : rig.sent) all.insert(all.end(), p.begin(), p.end());
  REQUIRE(all.size() == 80);
  CHECK(all[4 * 19 + 2] == 19);
}

TEST_CASE("midi: interfaces without a driver are listed, jacks described and checked", "[usb]") {
  Rig rig;
  rig.up();
  CHECK(rig.host.interfaces() == std::vector<std::string>{"0: no driver for class 0x01, subclass 0x01, protocol 0x00",
                                                          "1: MIDI",
                                                          "2: no driver for class 0xff, subclass 0x00, protocol 0x00"});
  CHECK(rig.host.text().find("baAssocJackID               3\n") != std::string::npos);
  Sentences said;
  auto broken = interfaces;
  for (std::size_t at = 0; at + 6 < broken.size(); at += broken[at])
    if (broken[at + 1] == 0x24 && broken[at] == 9 && broken[at + 2] == 3) broken[at + 6] = 77;
  const auto c = parse_configuration(configuration_around(broken, 3), said);
  said.clear();
  midi::parse_function(*c->find(1), said);
  CHECK(std::ranges::count(said, "Interface 1: MIDI jack 3 is fed by jack 77, which is not there.") == 1);
}

TEST_CASE("midi: saved within a system exclusive message", "[usb]") {
  Rig a;
  a.up();
  a.device.send(1, {0x04, 0xf0, 1, 2});
  a.run(1ms);
  State save;
  save(a.scheduler, a.device, a.host);
  Rig b;
  State load{save.data()};
  load(b.scheduler, b.device, b.host);
  b.device.send(1, {0x05, 0xf7, 0, 0});
  b.run(1ms);
  CHECK(b.raw == std::vector<Bytes>{{0xf0, 1, 2, 0xf7}});
}
