#include <catch2/catch.hpp>

#include "emulator/host/rfc2217_console.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "emulator/host/error.hpp"
#include "socket_client.hpp"
#include "tests/places.hpp"

using namespace emulator;
using namespace emulator::test;
using namespace std::string_literals;

namespace {

struct Bench {
  boost::asio::io_context io;
  Console console{"serial"};
  Guest guest{console};
  Rfc2217Console::Options options;
  Rfc2217Console port{io, console, options};
};

constexpr int not_installed = 77;  // what the script says if pyserial is not there
constexpr int not_found = 127;     // what the spawn says if python is not there

// Runs the script with the first interpreter that has pyserial, serving the console meanwhile.
int run_client(Bench& b, const char* interpreter) {
  const std::string script = VIVARIUM_SOURCE_DIR "/tests/emulator/host/rfc2217_client.py";
  const std::string number = std::to_string(b.port.port());
  const char* arguments[] = {interpreter, script.c_str(), number.c_str(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, interpreter, nullptr, nullptr, const_cast<char**>(arguments), environ) != 0)
    return not_found;
  int status = 0;
  serve_until(b.io, [&] {
    if (!b.console.held()) b.guest.take(2000);
    return waitpid(child, &status, WNOHANG) == child;
  });
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("RFC 2217 console: pyserial sets the line up, talks and leaves", "[host][rfc2217]") {
  Bench b;
  b.guest.echoes = true;
  int status = not_installed;
  for (const char* interpreter : {"python3", "/usr/bin/python3"})
    if (status == not_installed || status == not_found) status = run_client(b, interpreter);
  if (status == not_installed || status == not_found) {
    WARN("skipped: python3-serial is not installed");
    return;
  }
  REQUIRE(status == 0);
  CHECK(b.guest.formats.front().baud == 9600);
  CHECK(b.guest.formats.back() == SerialFormat{16776960, 8, Parity::even, StopBits::two});
  const auto seen = [&](HostLines l) {
    return std::find(b.guest.lines.begin(), b.guest.lines.end(), l) != b.guest.lines.end();
  };
  CHECK(seen({.dtr = true, .rts = true}));
  CHECK(seen({.dtr = false, .rts = true}));
  CHECK(seen({.sends_break = true}));
  CHECK(serve_until(b.io, [&] { return !b.port.connected(); }));
}

TEST_CASE("RFC 2217 console: data, protocol and purge over a socket", "[host][rfc2217]") {
  Bench b;
  SocketClient client{b.io, b.port.port()};
  client.send("\xff\xfb\x00\xff\xfd\x00\xff\xfb\x2c"s + "a\xff\xff");
  REQUIRE(serve_until(b.io, [&] { return b.console.waiting() == 2; }));
  b.console.output(bytes("x\xffy"));
  REQUIRE(serve_until(b.io, [&] { return client.heard.ends_with("x\xff\xffy"); }));
  client.send("\xff\xfa\x2c\x0c\x02\xff\xf0");  // purge what goes to the device
  REQUIRE(serve_until(b.io, [&] { return client.heard.ends_with("\xff\xfa\x2c\x70\x02\xff\xf0"); }));
  CHECK(b.console.waiting() == 0);
}

TEST_CASE("RFC 2217 console: suspended data waits, and holds the machine when it is much", "[host][rfc2217]") {
  Bench b;
  SocketClient client{b.io, b.port.port()};
  client.send(
      "\xff\xfd\x00\xff\xfa\x2c\x08\xff\xf0"
      "!"s);
  REQUIRE(serve_until(b.io, [&] { return b.console.waiting() == 1; }));
  const std::string text(100'000, 'z');
  b.console.output(bytes(text));
  CHECK(b.console.held());
  REQUIRE(serve_until(b.io, [&] { return !client.heard.empty(); }));
  b.io.poll();
  CHECK(client.heard.find('z') == client.heard.npos);
  client.send("\xff\xfa\x2c\x09\xff\xf0");
  REQUIRE(serve_until(b.io, [&] { return client.heard.ends_with(text); }));
  CHECK_FALSE(b.console.held());
}

TEST_CASE("RFC 2217 console: a killed client is survived, lines fall, the next one is served", "[host][rfc2217]") {
  Bench b;
  for (int round = 0; round < 3; ++round) {
    SocketClient client{b.io, b.port.port(), SocketClient::deaf};
    client.send("half a subnegotiation \xff\xfa\x2c");
    REQUIRE(serve_until(b.io, [&] { return b.console.waiting() > 0; }));
    CHECK(b.console.lines().dtr);
    client.reset();
    REQUIRE(serve_until(b.io, [&] { return !b.port.connected(); }));
    CHECK(b.console.lines() == HostLines{});
    b.guest.take();
  }
}

TEST_CASE("RFC 2217 console: a second client is turned away", "[host][rfc2217]") {
  Bench b;
  SocketClient first{b.io, b.port.port()};
  REQUIRE(serve_until(b.io, [&] { return b.port.connected(); }));
  SocketClient second{b.io, b.port.port()};
  REQUIRE(serve_until(b.io, [&] { return second.ended; }));
  CHECK(second.heard.find("takes one client at a time") != second.heard.npos);
  CHECK(b.port.connected());
}

TEST_CASE("RFC 2217 console: a client that asks without end and never reads cannot fill the memory",
          "[host][rfc2217]") {
  Bench b;
  SocketClient client{b.io, b.port.port(), SocketClient::deaf};
  std::string questions;
  for (int i = 0; i < 2'000'000; ++i) questions += "\xff\xf6";  // Are You There: each answer is longer
  client.send(questions);
  for (int i = 0; i < 2000; ++i) b.io.poll_one();
  REQUIRE(b.port.connected());
  client.reset();
  CHECK(serve_until(b.io, [&] { return !b.port.connected(); }));
}

TEST_CASE("RFC 2217 console: random bytes from a client do no harm", "[host][rfc2217]") {
  Bench b;
  std::mt19937 random{3};
  for (int round = 0; round < 10; ++round) {
    SocketClient client{b.io, b.port.port()};
    std::string noise(10'000, '\0');
    for (auto& c : noise) c = static_cast<char>(random() % 2 ? random() : 0xf0 + random() % 16);
    client.send(noise + "\xff\xf0");
    client.socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
    REQUIRE(serve_until(b.io, [&] {
      b.guest.take();
      return client.ended;
    }));
  }
  CHECK_FALSE(b.console.held());
}

TEST_CASE("RFC 2217 console: DTR on and RTS off in two commands reach a board as one", "[host][rfc2217]") {
  Bench b;
  SocketClient client{b.io, b.port.port()};
  const auto control = [&](char value) {
    client.send("\xff\xfa\x2c\x05"s + value + "\xff\xf0");
    REQUIRE(serve_until(b.io, [&] { return client.heard.ends_with("\xff\xfa\x2c\x69"s + value + "\xff\xf0"); }));
  };
  using namespace rfc2217;
  for (const char value : {dtr_off, rts_on, dtr_on}) control(value);
  CHECK(b.console.lines() == HostLines{.dtr = false, .rts = true});
  SECTION("the boot button goes down as reset goes up") {
    control(rts_off);
    CHECK(b.console.lines() == HostLines{.dtr = true, .rts = false});
    CHECK(b.guest.lines.back() == HostLines{.dtr = true, .rts = false});
  }
  SECTION("or both were meant") {
    CHECK(serve_until(b.io, [&] { return b.console.lines() == HostLines{.dtr = true, .rts = true}; }));
  }
}
