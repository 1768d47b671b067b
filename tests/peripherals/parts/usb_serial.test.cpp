#include <catch2/catch.hpp>

#include "peripherals/parts/usb_serial.hpp"

#include "bench.hpp"

using namespace parts;
using namespace parts::test;
using emulator::u8;

namespace {

struct Adapter : Bench {
  UsbSerial& part =
      add<UsbSerial>("usb_serial", "usb", {{"RX", "TX_OF_CHIP"}, {"TX", "RX_OF_CHIP"}, {"RESET", "NRESET"}});
  Adapter() {
    machine.circuit.serial(net("RX_OF_CHIP")).listen([this](const emulator::SerialFrame& frame) {
      heard += static_cast<char>(frame.byte);
      times.push_back(machine.now());
      last = frame;
    });
  }
  void say(std::string_view text) { part.console()->input({reinterpret_cast<const u8*>(text.data()), text.size()}); }
  void chip_sends(u8 byte, emulator::FrameFormat format = {}) {
    machine.circuit.serial(net("TX_OF_CHIP")).send({byte, false, format});
  }
  std::string printed() {
    const auto bytes = part.console()->scrollback();
    return {bytes.begin(), bytes.end()};
  }
  std::string heard;
  std::vector<emulator::Time> times;
  emulator::SerialFrame last;
};

}  // namespace

TEST_CASE("USB serial: what the chip sends comes out of the console", "[parts]") {
  Adapter adapter;
  for (const char c : std::string_view{"hi\r\n"}) adapter.chip_sends(static_cast<u8>(c));
  CHECK(adapter.printed() == "hi\r\n");
}

TEST_CASE("USB serial: what the console is given reaches the chip one frame time each", "[parts]") {
  Adapter adapter;
  CHECK(adapter.net("RX_OF_CHIP").volts() == Approx(3.3));  // idle
  adapter.say("abc");
  const emulator::Duration frame = emulator::FrameFormat{}.frame();
  CHECK(frame == emulator::Clock{11'520}.ticks(1));  // 10 bits at 115200
  adapter.run(frame - 1ns);
  CHECK(adapter.heard.empty());
  adapter.run(1s);
  CHECK(adapter.heard == "abc");
  for (std::size_t i = 0; i < 3; ++i)
    CHECK(adapter.times[i] == emulator::Time{} + frame * static_cast<emulator::i64>(i + 1));
}

TEST_CASE("USB serial: the console's line settings set rate and frame", "[parts]") {
  Adapter adapter;
  adapter.part.console()->set_host_format({9600, 7, emulator::Parity::even, emulator::StopBits::two});
  adapter.say("x");
  adapter.run(1s);
  CHECK(adapter.times.at(0) == emulator::Time{} + emulator::Clock{9600}.ticks(11));
  CHECK(adapter.last.format.baud == 9600);
  CHECK(adapter.last.format.parity == emulator::FrameFormat::Parity::even);
  adapter.part.console()->set_host_format({});  // "not known" changes nothing
  CHECK(adapter.part.format().baud == 9600);
}

TEST_CASE("USB serial: a chip at another rate is misread as a UART misreads it", "[parts]") {
  Adapter adapter;
  adapter.chip_sends('U', {115'000});  // close enough
  CHECK(adapter.printed() == "U");
  // At half the rate every bit is seen twice: start, then 1 0 1 0 … as 0 11 00 11 0.
  CHECK(misread({0x55, false, {57'600}}, {115'200}) == u8{0x66});
  // At twice the rate every second bit is missed.
  CHECK(misread({0x00, false, {230'400}}, {115'200}) == u8{0xf8});
  // So fast that the start bit is over before it is looked at.
  CHECK_FALSE(misread({0xff, false, {1'000'000}}, {115'200}));
}

TEST_CASE("USB serial: with settings that are not binding it follows the chip", "[parts]") {
  Adapter adapter;
  adapter.part.console()->set_host_format({.baud = 9600});
  adapter.part.console()->set_host_format({.baud = 38'400, .binding = false});
  adapter.say("a");  // at the rate the part was made for, as the chip was not heard yet
  adapter.run(1s);
  CHECK(adapter.last.format.baud == 115'200);
  adapter.chip_sends('U', {1'000'000});
  CHECK(adapter.printed() == "U");
  const auto saved = adapter.save();
  adapter.part.console()->set_host_format({.baud = 19'200});  // meant, and so wrong
  adapter.chip_sends('V', {1'000'000});
  CHECK(adapter.printed() == "U");
  adapter.load(saved);
  adapter.chip_sends('W', {1'000'000});
  adapter.say("b");
  adapter.run(1s);
  CHECK(adapter.printed() == "UW");
  CHECK(adapter.last.format.baud == 1'000'000);
}

TEST_CASE("USB serial: a break holds the chip in reset", "[parts]") {
  Adapter adapter;
  adapter.add<Part>("pull", "pull_up", {{"pin", "NRESET"}});
  adapter.part.console()->set_lines({.dtr = true, .rts = true, .sends_break = false});
  CHECK(adapter.net("NRESET").volts() == Approx(3.3));
  adapter.part.console()->set_lines({.dtr = true, .rts = true, .sends_break = true});
  CHECK(adapter.net("NRESET").volts() < 0.1);
  adapter.part.console()->set_lines({});
  CHECK(adapter.net("NRESET").volts() == Approx(3.3));
}

TEST_CASE("USB serial: a snapshot keeps what waits to be sent", "[parts]") {
  Adapter adapter;
  adapter.say("abc");
  adapter.run(100us);  // the second byte is on the wire
  const auto saved = adapter.save();
  adapter.run(1s);
  CHECK(adapter.heard == "abc");
  adapter.say("more");
  adapter.load(saved);
  adapter.heard.clear();
  adapter.run(1s);
  CHECK(adapter.heard == "bc");
}

TEST_CASE("USB serial: a snapshot keeps the byte on the wire and the settings", "[parts]") {
  Adapter adapter;
  adapter.part.console()->set_host_format({9600});
  adapter.say("z");
  adapter.run(500us);
  const auto saved = adapter.save();
  adapter.run(1s);
  CHECK(adapter.heard == "z");
  adapter.part.console()->set_host_format({115'200});
  adapter.load(saved);
  CHECK(adapter.part.format().baud == 9600);
  adapter.run(1s);
  CHECK(adapter.heard == "zz");
  CHECK(adapter.times.at(0) == adapter.times.at(1));
}
