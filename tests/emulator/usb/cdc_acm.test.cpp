#include <catch2/catch.hpp>

#include "emulator/usb/cdc_acm.hpp"

#include "emulator/usb/host.hpp"
#include "tests/emulator/usb/software_device.hpp"

namespace {

struct Rig {
  Scheduler scheduler;
  SoftwareDevice device;
  ConsoleSet consoles{"usb"};
  Console& console = consoles.first().console;
  Host host{scheduler, "usb", device};
  Bytes heard;
  std::vector<std::pair<u8, u16>> class_requests;
  std::vector<Bytes> class_data;
  Rig() {
    make_cdc(device);
    device.on_out[2] = [this](const Bytes& b) { heard.insert(heard.end(), b.begin(), b.end()); };
    device.on_request = [this](const SetupPacket& s, const Bytes& d) {
      class_requests.emplace_back(s.request, s.value);
      class_data.push_back(d);
      return Bytes{};
    };
    host.add_driver(CdcAcm::factory(consoles));
  }
  void run(Duration d) { scheduler.run_until(scheduler.now() + d); }
  void up() {
    device.pulled_up = true;
    host.plug();
    run(300ms);
    REQUIRE(host.configured());
  }
  std::string output() const { return {console.scrollback().begin(), console.scrollback().end()}; }
};

using Requests = std::vector<std::pair<u8, u16>>;
Bytes bytes(std::string_view s) { return {s.begin(), s.end()}; }

}  // namespace

TEST_CASE("cdc-acm: opened by default, at 115200 baud with DTR and RTS", "[usb]") {
  Rig rig;
  rig.up();
  CHECK(rig.class_requests == Requests{{0x20, 0}, {0x22, 3}});
  CHECK(rig.class_data[0] == Bytes{0x00, 0xc2, 0x01, 0x00, 0, 0, 8});
  CHECK(rig.console.format().baud == 115200);
}

TEST_CASE("cdc-acm: bytes go both ways at once, in order", "[usb]") {
  Rig rig;
  const Bytes early = bytes("typed before the device was there\r");
  rig.console.input(early);
  rig.up();
  CHECK(rig.heard == early);
  rig.heard.clear();
  Bytes much;
  for (int i = 0; i < 5000; ++i) much.push_back(static_cast<u8>(i * 7 + i / 256));
  rig.console.input(much);
  rig.device.send(2, bytes("hello"));
  rig.run(1ms);
  CHECK(rig.output() == "hello");
  rig.run(20ms);
  CHECK(rig.heard == much);
}

TEST_CASE("cdc-acm: what the device does not take waits, and nothing is lost", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.blocked[2] = true;
  rig.console.input(bytes(std::string(200, 'a')));
  rig.run(1ms);
  const auto tokens = rig.device.out_tokens;
  rig.run(30ms);
  CHECK(rig.device.out_tokens <= tokens + 1);  // it is not asked all the time
  CHECK(rig.console.waiting() == 200 - 64);
  rig.device.unblock(2);
  rig.run(1ms);  // the hint is enough
  CHECK(rig.heard.size() == 200);
}

TEST_CASE("cdc-acm: a device without hints is asked again all the same", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.blocked[2] = true;
  rig.console.input(bytes("x"));
  rig.run(5ms);
  rig.device.blocked[2] = false;
  rig.run(Duration{1ms} * (Bus::patience + 1));
  CHECK(rig.heard == bytes("x"));
}

TEST_CASE("cdc-acm: what is typed never ends with a full packet", "[usb]") {
  Rig rig;
  rig.up();
  std::vector<std::size_t> packets;
  rig.device.on_out[2] = [&](const Bytes& b) { packets.push_back(b.size()); };
  rig.console.input(Bytes(128, 'x'));
  rig.run(10ms);
  CHECK(packets == std::vector<std::size_t>{64, 63, 1});
}

TEST_CASE("cdc-acm: whether somebody holds the console changes nothing on the bus", "[usb]") {
  std::vector<Time> times[2];
  for (const bool holding : {false, true}) {
    Rig rig;
    rig.up();
    Console::Attachment slow{
        rig.console, "slow", {[&](auto) { times[holding].push_back(rig.scheduler.now()); }, {}, {}}};
    slow.hold(holding);
    rig.device.send(2, Bytes(640, 'z'));
    rig.run(20ms);
    CHECK(rig.console.total_output() == 640);
  }
  CHECK(times[0] == times[1]);
}

TEST_CASE("cdc-acm: lines, baud rate and break reach the device in their order", "[usb]") {
  Rig rig;
  rig.up();
  rig.class_requests.clear();
  rig.class_data.clear();
  rig.console.set_host_format({.baud = 9600, .data_bits = 7, .parity = Parity::even, .stop_bits = StopBits::two});
  rig.console.set_lines({.dtr = true});
  rig.console.set_lines({.dtr = true, .sends_break = true});
  rig.console.set_lines({.dtr = true});
  rig.run(5ms);
  CHECK(rig.class_requests == Requests{{0x20, 0}, {0x22, 1}, {0x23, 0xffff}, {0x23, 0}});
  CHECK(rig.class_data[0] == Bytes{0x80, 0x25, 0, 0, 2, 2, 7});
  CHECK(rig.console.format().parity == Parity::even);
}

TEST_CASE("cdc-acm: the 1200 baud touch", "[usb]") {
  Rig rig;
  rig.up();
  rig.class_requests.clear();
  touch_1200(rig.console);
  rig.run(5ms);
  CHECK(rig.class_requests == Requests{{0x20, 0}, {0x22, 0}});  // DTR and RTS were asserted already
  CHECK(rig.class_data[2] == Bytes{0xb0, 0x04, 0, 0, 0, 0, 8});
}

TEST_CASE("cdc-acm: a closed port is not read, an opened one is", "[usb]") {
  Rig rig;
  rig.console.set_lines({.dtr = true});
  rig.console.set_lines({});
  rig.up();
  CHECK(rig.class_requests.back() == std::pair<u8, u16>{0x22, 0});
  rig.device.send(2, bytes("secret"));
  rig.run(50ms);
  CHECK(rig.output().empty());
  rig.console.set_lines({.dtr = true, .rts = true});
  rig.run(5ms);
  CHECK(rig.output() == "secret");
}

TEST_CASE("cdc-acm: serial state notifications move the guest's lines", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.send(1, {0xa1, 0x20, 0, 0, 0, 0, 2, 0, 0x01, 0x00}, 8);
  rig.run(1ms);
  CHECK(rig.console.guest_lines().dsr);
  rig.run(40ms);  // two packets, one each 16 ms
  CHECK(rig.console.guest_lines().dcd);
  CHECK_FALSE(rig.console.guest_lines().dsr);
}

TEST_CASE("cdc-acm: halted endpoints are cleared, nothing lost or doubled", "[usb]") {
  Rig rig;
  rig.up();
  rig.console.input(bytes("a"));
  rig.run(1ms);
  rig.device.halted[0x02] = rig.device.halted[0x82] = true;
  rig.device.send(2, bytes("b"));
  rig.console.input(bytes("c"));
  rig.run(10ms);
  CHECK(rig.heard == bytes("ac"));
  CHECK(rig.output() == "b");
  CHECK(std::ranges::count(rig.device.log, "wrong toggle") == 0);
}

TEST_CASE("cdc-acm: a deaf endpoint is said once and tried again", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.mute[2] = 7;
  rig.console.input(bytes("abc"));
  rig.run(1s);
  CHECK(rig.heard == bytes("abc"));
  CHECK(rig.host.complaints() == Sentences{"usb: endpoint 0x02: no answer."});
}

TEST_CASE("cdc-acm: the console survives its device", "[usb]") {
  Rig rig;
  rig.up();
  rig.device.send(2, bytes("one "));
  rig.run(1ms);
  rig.device.pull_up(false);
  rig.run(1ms);
  rig.console.input(bytes("for the next"));
  rig.device.pull_up(true);
  rig.run(300ms);
  CHECK(rig.heard == bytes("for the next"));
  rig.device.send(2, bytes("two"));
  rig.run(1ms);
  CHECK(rig.output() == "one two");
}

TEST_CASE("cdc-acm: a second port gets a console of its own", "[usb]") {
  Rig rig;
  Bytes two = cdc_interfaces();
  const Bytes second{8, 11, 2,  2, 2, 2, 0,  0, 9, 4,  2, 0, 1,    2, 2,    0, 0,  5, 36, 0, 0x20,
                     1, 4,  36, 2, 2, 5, 36, 6, 2, 3,  7, 5, 0x83, 3, 8,    0, 16, 9, 4,  3, 0,
                     2, 10, 0,  0, 0, 7, 5,  4, 2, 64, 0, 0, 7,    5, 0x84, 2, 64, 0, 0};
  for (const u8 b : second) two.push_back(b);
  rig.device.configuration_descriptor = configuration_around(two, 4);
  std::vector<std::string> made;
  rig.consoles.on_new = [&](Console& c) { made.push_back(c.name()); };
  rig.up();
  CHECK(made == std::vector<std::string>{"usb2"});
  rig.device.send(4, bytes("data"));
  rig.run(1ms);
  CHECK(rig.consoles.ports()[1].console.total_output() == 4);
  CHECK(rig.output().empty());
  rig.device.pull_up(false);
  rig.run(1ms);
  rig.device.pull_up(true);
  rig.run(300ms);
  CHECK(rig.consoles.ports().size() == 2);
}

TEST_CASE("cdc-acm: saved with bytes under way, goes on without losing one", "[usb]") {
  Bytes much;
  for (int i = 0; i < 1000; ++i) much.push_back(static_cast<u8>(i));
  Rig a;
  a.up();
  a.device.blocked[2] = true;
  a.console.input(much);
  a.run(2ms);
  State save;
  save(a.scheduler, a.device, a.host);
  Rig b;
  State load{save.data()};
  load(b.scheduler, b.device, b.host);
  b.device.unblock(2);
  b.run(20ms);
  CHECK(b.heard == much);
}
