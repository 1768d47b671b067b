#include <catch2/catch.hpp>

#include "emulator/host/telnet.hpp"

#include <algorithm>
#include <random>

#include "support.hpp"

using namespace emulator;
using namespace emulator::test;

namespace {

struct Peer {
  std::string data;
  std::vector<int> commands;
  std::vector<std::pair<int, std::string>> subs;
  std::vector<int> enabled;
  std::string sent;
  telnet::Codec codec{{.data = [this](auto b) { data.append(b.begin(), b.end()); },
                       .command = [this](auto c) { commands.push_back(c); },
                       .subnegotiation =
                           [this](auto o, auto b) {
                             subs.emplace_back(o, std::string{b.begin(), b.end()});
                           },
                       .enabled = [this](auto o) { enabled.push_back(o); },
                       .send = [this](auto b) { sent.append(b.begin(), b.end()); }}};
};

using namespace std::string_literals;

std::string encoded(telnet::Codec& codec, std::string_view data) {
  std::vector<std::uint8_t> out;
  codec.encode(bytes(data), out);
  return {out.begin(), out.end()};
}

}  // namespace

TEST_CASE("telnet: commands and doubled IAC are told from data at any split", "[host][telnet]") {
  const auto stream =
      "a\xff\xff"s + "b\xff\xf1\xff\xf3" + "c\xff\xfa\x2c\x01\xff\xff\x02\xff\xf0" + "d\xff\xfb\x2c" + "e"s;
  for (std::size_t i = 0; i <= stream.size(); ++i)
    for (std::size_t j = i; j <= stream.size(); ++j) {
      Peer peer;
      peer.codec.allow(telnet::com_port, false, true);
      peer.codec.receive(bytes(stream.substr(0, i)));
      peer.codec.receive(bytes(stream.substr(i, j - i)));
      peer.codec.receive(bytes(stream.substr(j)));
      REQUIRE(peer.data ==
              "a\xff"
              "bcde");
      REQUIRE(peer.commands == std::vector<int>{telnet::break_});
      REQUIRE(peer.subs == std::vector<std::pair<int, std::string>>{{telnet::com_port, "\x01\xff\x02"}});
      REQUIRE(peer.sent == "\xff\xfd\x2c");
      REQUIRE(peer.enabled == std::vector<int>{telnet::com_port});
    }
}

TEST_CASE("telnet: what is not allowed is refused once asked, and never offered", "[host][telnet]") {
  Peer peer;
  peer.codec.receive(bytes("\xff\xfb\x18\xff\xfd\x18\xff\xfc\x18\xff\xfe\x18"));  // WILL, DO, WONT, DONT terminal type
  CHECK(peer.sent == "\xff\xfe\x18\xff\xfc\x18");
  peer.codec.offer();
  CHECK(peer.sent.size() == 6);
}

TEST_CASE("telnet: answers to our own offers are not answered again", "[host][telnet]") {
  Peer peer;
  peer.codec.allow(telnet::binary, true, true);
  peer.codec.offer();
  CHECK(peer.sent == "\xff\xfb\x00\xff\xfd\x00"s);
  peer.codec.receive(bytes("\xff\xfd\x00\xff\xfb\x00\xff\xfd\x00\xff\xfb\x00"s));
  CHECK(peer.sent.size() == 6);
  CHECK(peer.codec.ours(telnet::binary));
  CHECK(peer.codec.theirs(telnet::binary));
  CHECK(peer.enabled == std::vector<int>{telnet::binary});
  peer.codec.receive(bytes("\xff\xfe\x00"s));
  CHECK(peer.sent.substr(6) == "\xff\xfc\x00"s);
  CHECK_FALSE(peer.codec.ours(telnet::binary));
}

TEST_CASE("telnet: two of our codecs come to agree and then fall silent", "[host][telnet]") {
  Peer a, b;
  for (auto* p : {&a, &b}) {
    p->codec.allow(telnet::binary, true, true);
    p->codec.allow(telnet::suppress_go_ahead, true, true);
  }
  a.codec.offer();
  b.codec.offer();
  int rounds = 0;
  for (; (!a.sent.empty() || !b.sent.empty()) && rounds < 10; ++rounds) {
    b.codec.receive(bytes(std::exchange(a.sent, {})));
    a.codec.receive(bytes(std::exchange(b.sent, {})));
  }
  CHECK(rounds <= 2);
  CHECK(a.codec.ours(telnet::binary));
  CHECK(b.codec.theirs(telnet::suppress_go_ahead));
}

TEST_CASE("telnet: in text mode CR NUL is CR, both ways; in binary mode nothing is touched", "[host][telnet]") {
  Peer peer;
  peer.codec.allow(telnet::binary, true, true);
  peer.codec.receive(bytes("a\r\0b\r\nc"s));
  CHECK(peer.data == "a\rb\r\nc");
  CHECK(encoded(peer.codec, "a\rb\r\nc\r") == "a\r\0b\r\nc\r"s);
  CHECK(encoded(peer.codec, "d") == "\0d"s);
  peer.codec.receive(bytes("\xff\xfb\x00\xff\xfd\x00"s));
  peer.data.clear();
  peer.codec.receive(bytes("a\r\0b"s));
  CHECK(peer.data == "a\r\0b"s);
  CHECK(encoded(peer.codec, "a\rb\xff") == "a\rb\xff\xff");
}

TEST_CASE("telnet: data survives encoding and decoding at random splits", "[host][telnet]") {
  std::mt19937 random{7};
  for (const bool binary : {false, true}) {
    Peer a, b;
    if (binary) {
      for (auto* p : {&a, &b}) p->codec.allow(telnet::binary, true, true);
      a.codec.receive(bytes("\xff\xfd\x00"s));
      b.codec.receive(bytes("\xff\xfb\x00"s));
    }
    const auto text = pattern(20000);
    std::string wire;
    for (std::size_t at = 0; at < text.size();) {
      const auto n = std::min<std::size_t>(random() % 50, text.size() - at);
      wire += encoded(a.codec, text.substr(at, n));
      at += n;
    }
    for (std::size_t at = 0; at < wire.size();) {
      const auto n = std::min<std::size_t>(random() % 7, wire.size() - at);
      b.codec.receive(bytes(wire.substr(at, n)));
      at += n;
    }
    // In text mode CR NUL cannot be told from CR: our encoder writes CR NUL NUL for it, the decoder restores it.
    CHECK(b.data == text);
  }
}

TEST_CASE("telnet: an endless subnegotiation is dropped, the stream goes on", "[host][telnet]") {
  for (const auto* filler : {"x", "\xff\xff"}) {
    Peer peer;
    peer.codec.receive(bytes("\xff\xfa\x2c"));
    for (int i = 0; i < 100000; ++i) peer.codec.receive(bytes(filler));
    peer.codec.receive(bytes("\xff\xf0 hello"));
    CHECK(peer.subs.empty());
    CHECK(peer.data == " hello");
  }
  Peer peer;
  peer.codec.receive(bytes("\xff\xfa\x2c\x01\xff\xfd\x18 after"));  // never ended: DO comes
  CHECK(peer.subs.empty());
  CHECK(peer.sent == "\xff\xfc\x18");
  CHECK(peer.data == " after");
}

TEST_CASE("telnet: random bytes do no harm, and any split gives the same", "[host][telnet]") {
  std::mt19937 random{11};
  for (int round = 0; round < 200; ++round) {
    std::string stream(600, '\0');
    for (auto& c : stream) c = static_cast<char>(random() % 3 ? random() : 0xf0 + random() % 16);
    Peer whole, split;
    for (auto* p : {&whole, &split}) p->codec.allow(telnet::com_port, true, true);
    whole.codec.receive(bytes(stream));
    for (const char c : stream) split.codec.receive(bytes({&c, 1}));
    REQUIRE(whole.data == split.data);
    REQUIRE(whole.sent == split.sent);
    REQUIRE(whole.subs == split.subs);
    REQUIRE(whole.commands == split.commands);
  }
}
