#include <catch2/catch.hpp>

#include "emulator/usb/host.hpp"

#include "emulator/usb/cdc_acm.hpp"
#include "tests/emulator/usb/software_device.hpp"

namespace {

struct Rig {
  Scheduler scheduler;
  SoftwareDevice device;
  ConsoleSet consoles{"usb"};
  Host host{scheduler, "usb", device};
  Rig() {
    make_cdc(device);
    host.add_driver(CdcAcm::factory(consoles));
  }
  void run(Duration d) { scheduler.run_until(scheduler.now() + d); }
  void up() {
    device.pulled_up = true;
    host.plug();
    run(300ms);
  }
  bool saw(const SetupPacket& wanted) const {
    for (const auto& r : device.requests)
      if (r == wanted) return true;
    return false;
  }
};

}  // namespace

TEST_CASE("usb host: sets a device up as computers do", "[usb]") {
  Rig rig;
  rig.device.pulled_up = true;
  rig.host.plug();
  rig.run(99ms);
  CHECK(rig.device.resets == 0);  // debounced for 100 ms
  rig.run(500ms);
  REQUIRE(rig.host.configured());
  CHECK(rig.device.resets == 2);
  CHECK(rig.device.address == 1);
  CHECK(rig.device.configuration == 1);
  CHECK(rig.host.complaints().empty());
  const auto* d = rig.host.description();
  CHECK(d->device.vendor == 0x2e8a);
  CHECK(d->text(1) == "MicroPython");
  CHECK(d->text(4) == "Board CDC µ🐍");
  CHECK(rig.host.interfaces() == std::vector<std::string>{"0: CDC-ACM (Board CDC µ🐍)", "1: CDC-ACM"});
  CHECK(rig.device.requests[0] == SetupPacket{0x80, 6, 0x0100, 0, 64});
  CHECK(rig.device.requests[1] == SetupPacket{0, 5, 1, 0, 0});
  CHECK(rig.device.requests[2] == SetupPacket{0x80, 6, 0x0100, 0, 18});
}

TEST_CASE("usb host: nothing happens without a pull-up, and a device may come and go", "[usb]") {
  Rig rig;
  int configured = 0, gone = 0;
  rig.host.on_configured = [&] { ++configured; };
  rig.host.on_gone = [&] { ++gone; };
  rig.host.plug();
  rig.run(1s);
  CHECK(rig.device.frames == 0);
  CHECK(rig.scheduler.next() == Time::max());  // an empty port costs nothing
  rig.device.pull_up(true);
  rig.run(1s);
  CHECK(configured == 1);
  rig.device.pull_up(false);
  rig.run(1ms);
  CHECK(gone == 1);
  CHECK(rig.host.drivers().empty());
  CHECK(rig.scheduler.next() == Time::max());
  rig.device.pull_up(true);
  rig.run(1s);
  CHECK(configured == 2);
  rig.host.unplug();
  CHECK(gone == 2);
  CHECK_FALSE(rig.device.vbus);
}

TEST_CASE("usb host: a frame a millisecond, and no tokens on an idle bus", "[usb]") {
  Rig rig;
  rig.up();
  const auto frames = rig.device.frames, tokens = rig.device.in_tokens;
  const auto number = rig.device.last_frame;
  rig.run(3s);
  CHECK(rig.device.frames == frames + 3000);
  CHECK(rig.device.last_frame == ((number + 3000) & 0x7ff));
  CHECK(rig.device.in_tokens - tokens <= 2 * 3000 / Bus::patience + 2);
}

TEST_CASE("usb host: a control endpoint with packets of 8 bytes", "[usb]") {
  Rig rig;
  rig.device.device_descriptor[7] = 8;
  rig.up();
  CHECK(rig.host.configured());
  CHECK(rig.host.description()->text(2) == "Board in FS mode");
}

TEST_CASE("usb host: lost packets are sent again, three in a row are an error", "[usb]") {
  Rig rig;
  rig.device.mute[0] = 2;
  rig.up();
  CHECK(rig.host.configured());
  CHECK(rig.device.resets == 2);

  Rig other;
  other.device.mute[0] = 3;  // the first request fails: from the start again
  other.up();
  CHECK(other.host.configured());
  CHECK(other.device.resets == 3);
}

TEST_CASE("usb host: a device that makes no sense is given up with a sentence", "[usb]") {
  Rig rig;
  std::string said;
  rig.host.on_complaint = [&](const std::string& s) { said = s; };
  rig.device.configuration_descriptor = {9, 4, 9, 0, 0, 0, 0, 0, 0};
  rig.up();
  rig.run(1s);
  CHECK_FALSE(rig.host.configured());
  CHECK(said ==
        "The configuration descriptor is none: 9 bytes, bLength 9, bDescriptorType 4. Given up until it is attached "
        "anew.");
  CHECK(rig.device.resets == 6);

  Rig low;
  low.device.its_speed = Speed::low;
  low.up();
  CHECK(low.host.complaints().at(0) == "The USB device is a low-speed one; this host's port speaks full speed only.");
}

TEST_CASE("usb host: a request that is never answered times out after 5 s", "[usb]") {
  struct Silent : SoftwareDevice {
    InResult in(u8, u8) override { return {Handshake::nak, false, {}}; }
  } device;
  make_cdc(device);
  device.pulled_up = true;
  Scheduler scheduler;
  Host host{scheduler, "usb", device};
  host.plug();
  scheduler.run_until(Time{16s});
  REQUIRE(host.complaints().size() == 1);
  CHECK(host.complaints()[0].starts_with("The USB device cannot be set up: NAK for too long for request 6"));
}

TEST_CASE("usb host: suspend after 3 ms of silence, resume by host and by device", "[usb]") {
  Rig rig;
  rig.device.configuration_descriptor = configuration_around(cdc_interfaces(), 2, 0xa0);
  rig.up();
  rig.host.suspend();
  rig.run(2ms);
  CHECK(rig.saw({0, 3, 1, 0, 0}));  // SET_FEATURE(DEVICE_REMOTE_WAKEUP)
  CHECK_FALSE(rig.device.suspended);
  rig.run(3ms);
  CHECK(rig.device.suspended);
  CHECK(rig.scheduler.next() == Time::max());
  rig.host.resume();
  rig.run(19ms);
  CHECK(rig.device.suspended);
  rig.run(20ms);
  CHECK_FALSE(rig.device.suspended);
  CHECK(rig.host.configured());
  rig.device.send(2, {'h', 'i'});
  rig.run(1ms);
  CHECK(rig.consoles.first().console.total_output() == 2);

  rig.host.suspend();
  rig.run(5ms);
  CHECK(rig.device.suspended);
  rig.device.on_remote_wakeup();
  rig.run(35ms);
  CHECK_FALSE(rig.device.suspended);
  CHECK(rig.host.configured());
}

TEST_CASE("usb host: suspended between packet and handshake, a transfer still ends", "[usb]") {
  for (Duration when{0}; when < 120us; when += 3us) {
    Rig rig;
    rig.up();
    const auto start = rig.device.frames;
    while (rig.device.frames == start) rig.run(10us);
    rig.device.send(2, Bytes(64, 'x'));
    rig.run(when);
    rig.host.suspend();
    rig.run(10ms);
    CHECK(rig.device.suspended);
    rig.host.resume();
    rig.run(60ms);
    CHECK(rig.consoles.first().console.total_output() == 64);
    rig.device.send(2, Bytes(64, 'y'));
    rig.run(2ms);
    CHECK(rig.consoles.first().console.total_output() == 128);
  }
}

TEST_CASE("usb host: an interrupt endpoint is asked once in its interval", "[usb]") {
  Rig rig;  // bInterval 16
  rig.up();
  const auto notice = [&] { rig.device.send(1, {0xa1, 0x20, 0, 0, 0, 0, 2, 0, 0, 0}, 8); };
  while (rig.device.packets[1].empty()) notice();
  std::vector<u32> frames;
  for (int n = 0; n < 5; ++n) {
    const auto waiting = rig.device.packets[1].size();
    while (rig.device.packets[1].size() == waiting) rig.run(100us);
    frames.push_back(rig.device.frames);
    notice();
    notice();
  }
  for (std::size_t n = 1; n < frames.size(); ++n) CHECK(frames[n] - frames[n - 1] == 16);
}

TEST_CASE("usb host: nineteen packets of 64 bytes fit into a frame", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.send(2, Bytes(64 * 100, 'x'));
  const auto start = rig.device.frames;
  const auto before = rig.consoles.first().console.total_output();
  while (rig.device.frames == start) rig.run(10us);  // what is left of this frame
  const auto at_start = rig.consoles.first().console.total_output();
  rig.run(980us);
  const auto packets = (rig.consoles.first().console.total_output() - at_start) / 64;
  CHECK(packets >= 18);
  CHECK(packets <= 19);  // table 5-9
  rig.run(10ms);
  CHECK(rig.consoles.first().console.total_output() - before == 6400);
}

TEST_CASE("usb host: saved in the middle of setting up, goes on elsewhere", "[usb]") {
  Rig whole;
  whole.up();
  whole.run(700ms);
  for (const auto when : {50ms, 112ms, 121ms, 142ms, 143ms, 300ms}) {
    Rig a;
    a.device.pulled_up = true;
    a.host.plug();
    for (Duration t{0}; t < when; t += 333us) a.run(333us);  // between packets too
    a.consoles.first().console.input(Bytes{'a', 'b'});
    State save;
    save(a.scheduler, a.device, a.host);
    Rig b;
    State load{save.data()};
    load(b.scheduler, b.device, b.host);
    CHECK(load.at_end());
    State again;
    again(b.scheduler, b.device, b.host);
    CHECK(again.data() == save.data());
    a.run(700ms);
    b.run(700ms);
    CHECK(b.host.configured());
    CHECK(b.host.text() == whole.host.text());
    CHECK(a.device.last_frame == b.device.last_frame);
    b.device.send(2, {'o', 'k'});
    b.run(1ms);
    CHECK(b.consoles.first().console.total_output() == 2);
  }
}
