#include <catch2/catch.hpp>

#include "emulator/host/rfc2217.hpp"

#include <random>

#include "support.hpp"

using namespace emulator;
using namespace emulator::test;
using namespace std::string_literals;

namespace {

struct Port {
  Port() { server.start({}, {}, {.dtr = true, .rts = true}); }
  std::string data;
  std::vector<SerialFormat> formats;
  std::vector<HostLines> lines;
  std::vector<std::pair<bool, bool>> purges;
  std::vector<bool> suspends;
  std::string sent;
  rfc2217::Server server{"Test port",
                         {.data = [this](auto b) { data.append(b.begin(), b.end()); },
                          .format = [this](const auto& f) { formats.push_back(f); },
                          .lines = [this](const auto& l) { lines.push_back(l); },
                          .purge = [this](bool from, bool to) { purges.emplace_back(from, to); },
                          .suspend = [this](bool on) { suspends.push_back(on); },
                          .send = [this](auto b) { sent.append(b.begin(), b.end()); }}};

  // What the server answers to a com port command.
  std::string ask(const std::string& parameters) {
    sent.clear();
    server.receive(bytes("\xff\xfa\x2c" + parameters + "\xff\xf0"));
    return sent;
  }
  void agree() {  // to the com port option; the modem state that follows is not looked at
    server.receive(bytes("\xff\xfb\x2c\xff\xfd\x2c"));
    sent.clear();
  }
};

std::string told(const std::string& parameters) { return "\xff\xfa\x2c" + parameters + "\xff\xf0"; }

}  // namespace

TEST_CASE("RFC 2217: the server opens by offering what it can", "[host][rfc2217]") {
  Port port;
  CHECK(port.sent ==
        "\xff\xfb\x00\xff\xfd\x00"     // WILL, DO binary
        "\xff\xfb\x01"                 // WILL echo
        "\xff\xfb\x03\xff\xfd\x03"     // WILL, DO suppress go ahead
        "\xff\xfb\x2c\xff\xfd\x2c"s);  // WILL, DO com port
  CHECK_FALSE(port.server.speaks_com_port());
  port.sent.clear();
  port.server.receive(bytes("\xff\xfb\x2c"));
  CHECK(port.server.speaks_com_port());
  CHECK(port.sent == told("\x6b\xb0"));  // modem state: CTS, DSR, carrier
}

TEST_CASE("RFC 2217: a client's first command counts as agreement, and modem lines are told once", "[host][rfc2217]") {
  Port port;
  CHECK(port.ask("\x02\x08") == told("\x6b\xb0") + told("\x66\x08"));
  CHECK(port.server.speaks_com_port());
  port.sent.clear();
  port.server.receive(bytes("\xff\xfb\x2c\xff\xfd\x2c"));
  CHECK(port.sent.empty());
}

TEST_CASE("RFC 2217: format settings are taken, answered and told", "[host][rfc2217]") {
  Port port;
  port.agree();
  CHECK(port.ask("\x01\x00\x00\x25\x80"s) == told("\x65\x00\x00\x25\x80"s));
  CHECK(port.ask("\x02\x07") == told("\x66\x07"));
  CHECK(port.ask("\x03\x03") == told("\x67\x03"));
  CHECK(port.ask("\x04\x03") == told("\x68\x03"));
  CHECK(port.server.format() == SerialFormat{9600, 7, Parity::even, StopBits::one_and_a_half});
  CHECK(port.formats.size() == 4);
  CHECK(port.formats.back() == port.server.format());
  CHECK(port.ask("\x04\x02") == told("\x68\x02"));
  CHECK(port.server.format().stop_bits == StopBits::two);
}

TEST_CASE("RFC 2217: a baud rate holding 255 is doubled on the wire", "[host][rfc2217]") {
  Port port;
  port.agree();
  CHECK(port.ask("\x01\x00\xff\xff\xff\xff\xff\xff"s) == told("\x65\x00\xff\xff\xff\xff\xff\xff"s));
  CHECK(port.server.format().baud == 0xffffff);
}

TEST_CASE("RFC 2217: questions and impossible values are answered with what holds", "[host][rfc2217]") {
  Port port;
  port.agree();
  CHECK(port.ask("\x01\x00\x00\x00\x00"s) == told("\x65\x00\x01\xc2\x00"s));  // 115200 while nobody has said
  CHECK(port.ask("\x02\x00"s) == told("\x66\x08"));
  CHECK(port.ask("\x02\x09") == told("\x66\x08"));
  CHECK(port.ask("\x03\x06") == told("\x67\x01"));
  CHECK(port.ask("\x04\x04") == told("\x68\x01"));
  CHECK(port.formats.empty());
  port.server.device_changed({.baud = 31250, .parity = Parity::odd}, {});
  CHECK(port.ask("\x01\x00\x00\x00\x00"s) == told("\x65\x00\x00\x7a\x12"s));
  CHECK(port.ask("\x03\x00"s) == told("\x67\x02"));
}

TEST_CASE("RFC 2217: DTR, RTS and break reach the device and can be asked for", "[host][rfc2217]") {
  Port port;
  port.agree();
  CHECK(port.ask("\x05\x07") == told("\x69\x08"));  // DTR is on
  CHECK(port.ask("\x05\x09") == told("\x69\x09"));
  CHECK(port.ask("\x05\x07") == told("\x69\x09"));
  CHECK(port.ask("\x05\x0c") == told("\x69\x0c"));
  CHECK(port.ask("\x05\x0a") == told("\x69\x0c"));
  CHECK(port.ask("\x05\x05") == told("\x69\x05"));
  CHECK(port.ask("\x05\x04") == told("\x69\x05"));
  CHECK(port.lines == std::vector<HostLines>{{false, true, false}, {false, false, false}, {false, false, true}});
  CHECK(port.ask("\x05\x06") == told("\x69\x06"));
  CHECK(port.ask("\x05\x0b") == told("\x69\x0b"));
  CHECK(port.ask("\x05\x08") == told("\x69\x08"));
  CHECK(port.lines.back() == HostLines{true, true, false});
}

TEST_CASE("RFC 2217: flow control is answered as chosen", "[host][rfc2217]") {
  Port port;
  port.agree();
  const auto both = [&](char query) { return port.ask("\x05"s + query); };
  CHECK(both('\x00') == told("\x69\x01"));
  CHECK(both('\x03') == told("\x69\x03"));
  CHECK(both('\x00') == told("\x69\x03"));
  CHECK(both('\x0d') == told("\x69\x10"));  // "both" holds inbound too
  CHECK(both('\x12') == told("\x69\x12"));
  CHECK(both('\x0d') == told("\x69\x12"));
  CHECK(both('\x00') == told("\x69\x03"));
  CHECK(both('\x14').empty());
}

TEST_CASE("RFC 2217: modem lines are notified by mask with their deltas", "[host][rfc2217]") {
  Port port;
  port.server.device_changed({}, {.cts = false});
  port.agree();
  port.server.device_changed({}, {.cts = true});
  CHECK(port.sent == told("\x6b\xb1"));
  CHECK(port.ask("\x0b\x0f") == told("\x6f\x0f"));
  port.sent.clear();
  port.server.device_changed({}, {.ring = true});  // no delta bit for a ring's begin
  CHECK(port.sent.empty());
  port.server.device_changed({}, {.ring = false});
  CHECK(port.sent == told("\x6b\x04"));
  port.ask("\x0b\x00"s);
  port.sent.clear();
  port.server.device_changed({}, {.dcd = false});
  CHECK(port.sent.empty());
}

TEST_CASE("RFC 2217: a break from the device is notified when asked for", "[host][rfc2217]") {
  Port port;
  port.agree();
  port.server.device_changed({}, {.sends_break = true});
  CHECK(port.sent.empty());
  CHECK(port.ask("\x0a\x10") == told("\x6e\x10"));
  port.sent.clear();
  port.server.device_changed({}, {.sends_break = false});
  CHECK(port.sent == told("\x6a\x60"));
  CHECK(port.ask("\x06") == told("\x6a\x60"));
}

TEST_CASE("RFC 2217: purge, suspend, resume and signature", "[host][rfc2217]") {
  Port port;
  port.agree();
  CHECK(port.ask("\x0c\x01") == told("\x70\x01"));
  CHECK(port.ask("\x0c\x02") == told("\x70\x02"));
  CHECK(port.ask("\x0c\x03") == told("\x70\x03"));
  CHECK(port.ask("\x0c\x04").empty());
  CHECK(port.purges == std::vector<std::pair<bool, bool>>{{true, false}, {false, true}, {true, true}});
  port.ask("\x08");
  port.ask("\x09");
  CHECK(port.suspends == std::vector<bool>{true, false});
  CHECK(port.ask("\x00"s) == told("\x64Test port"));
  CHECK(port.ask("\x00my client"s).empty());
}

TEST_CASE("RFC 2217: Telnet's own break, interrupt and are-you-there", "[host][rfc2217]") {
  Port port;
  port.sent.clear();
  port.server.receive(
      bytes("a\xff\xf3"
            "b\xff\xf4"
            "c\xff\xf6"));
  CHECK(port.lines.size() == 2);
  CHECK(port.lines[0].sends_break);
  CHECK_FALSE(port.lines[1].sends_break);
  CHECK(port.data == "ab\3c");
  CHECK(port.sent == "\r\n[Test port]\r\n");
}

TEST_CASE("RFC 2217: random commands do no harm, and every answer is well formed", "[host][rfc2217]") {
  std::mt19937 random{5};
  for (int round = 0; round < 300; ++round) {
    Port port;
    port.agree();
    std::string stream;
    for (int i = 0; i < 40; ++i) {
      stream += "\xff\xfa\x2c";
      stream += static_cast<char>(random() % 14);
      for (auto n = random() % 6; n > 0; --n) stream += static_cast<char>(random());  // perhaps a single IAC
      stream += "\xff\xf0";
    }
    for (std::size_t at = 0; at < stream.size();) {
      const auto n = 1 + random() % 5;
      port.server.receive(bytes(stream.substr(at, n)));
      at += n;
    }
    // read by another codec the answers are subnegotiations of 100 and up, or refusals, and no data
    std::string leaked;
    bool well_formed = true;
    telnet::Codec reader{{.data = [&](auto b) { leaked.append(b.begin(), b.end()); },
                          .command = {},
                          .subnegotiation = [&](auto option, auto b) { well_formed &= option == 44 && b[0] >= 100; },
                          .enabled = {},
                          .send = {}}};
    reader.receive(bytes(port.sent));
    REQUIRE(well_formed);
    REQUIRE((leaked.empty() || leaked.find("[Test port]") != leaked.npos));
  }
}
