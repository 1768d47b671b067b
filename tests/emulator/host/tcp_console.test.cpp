#include <catch2/catch.hpp>

#include "emulator/host/tcp_console.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "emulator/host/error.hpp"
#include "socket_client.hpp"

using namespace emulator;
using namespace emulator::test;
using namespace std::chrono_literals;

namespace {

struct Bench {
  boost::asio::io_context io;
  Console console{"serial"};
  Guest guest{console};
  std::vector<std::string> said;
  TcpConsole::Options options(bool replay = false, std::chrono::milliseconds patience = 10s) {
    return {.endpoint = {}, .replay_missed = replay, .patience = patience, .say = [this](const auto& s) {
              said.push_back(s);
            }};
  }
};

}  // namespace

TEST_CASE("TCP console: a client and the guest hear each other", "[host][tcp]") {
  Bench b;
  TcpConsole tcp{b.io, b.console, b.options()};
  CHECK(tcp.endpoint() == fmt::format("127.0.0.1:{}", tcp.port()));
  SocketClient client{b.io, tcp.port()};
  REQUIRE(serve_until(b.io, [&] { return tcp.connected(); }));
  CHECK(b.console.lines() == HostLines{.dtr = true, .rts = true});
  b.console.output(bytes(">>> "));
  client.send("print(1)\r");
  CHECK(serve_until(b.io, [&] { return client.heard == ">>> " && b.console.waiting() == 9; }));
  client.socket.close();
  CHECK(serve_until(b.io, [&] { return !tcp.connected(); }));
}

TEST_CASE("TCP console: a mebibyte passes both ways with nothing lost", "[host][tcp]") {
  Bench b;
  b.guest.echoes = true;
  TcpConsole tcp{b.io, b.console, b.options()};
  SocketClient client{b.io, tcp.port()};
  const auto sent = pattern(1 << 20);
  client.send(sent);
  std::size_t most_waiting = 0;
  CHECK(serve_until(b.io, [&] {
    most_waiting = std::max(most_waiting, b.console.waiting());
    if (!b.console.held()) b.guest.take(1000);
    return client.heard.size() >= sent.size();
  }));
  CHECK((b.guest.heard == sent));
  CHECK((client.heard == sent));
  CHECK(most_waiting < 2 * 4096 + Console::congestion_mark);
}

TEST_CASE("TCP console: a client that does not read holds the machine, and is spoken of once", "[host][tcp]") {
  Bench b;
  TcpConsole tcp{b.io, b.console, b.options(false, 20ms)};
  SocketClient client{b.io, tcp.port(), SocketClient::deaf};
  REQUIRE(serve_until(b.io, [&] { return tcp.connected(); }));
  std::string sent;
  while (!b.console.held() && sent.size() < (64u << 20)) {
    const auto more = pattern(100'000, static_cast<std::uint32_t>(sent.size()));
    b.console.output(bytes(more));
    sent += more;
    b.io.poll();
  }
  REQUIRE(b.console.held());
  CHECK(serve_until(b.io, [&] { return !b.said.empty(); }));
  CHECK(b.said == std::vector{fmt::format("the client of {} does not read; the board waits for it", tcp.endpoint())});
  CHECK(b.console.held());
  client.listen();
  CHECK(serve_until(b.io, [&] { return client.heard.size() == sent.size() && !b.console.held(); }));
  CHECK((client.heard == sent));
  CHECK(b.said.size() == 1);
}

TEST_CASE("TCP console: a second client is told so in one line and closed", "[host][tcp]") {
  Bench b;
  TcpConsole tcp{b.io, b.console, b.options()};
  SocketClient first{b.io, tcp.port()};
  REQUIRE(serve_until(b.io, [&] { return tcp.connected(); }));
  SocketClient second{b.io, tcp.port()};
  REQUIRE(serve_until(b.io, [&] { return second.ended; }));
  CHECK(second.heard == fmt::format("{} serves {} and takes one client at a time.\r\n", tcp.endpoint(),
                                    to_string(first.socket.local_endpoint())));
  first.send("still here");
  CHECK(serve_until(b.io, [&] { return b.console.waiting() == 10; }));
}

TEST_CASE("TCP console: killing the client in the middle leaves all well for the next one", "[host][tcp]") {
  Bench b;
  TcpConsole tcp{b.io, b.console, b.options()};
  for (int round = 0; round < 5; ++round) {
    SocketClient client{b.io, tcp.port(), SocketClient::deaf};
    REQUIRE(serve_until(b.io, [&] { return tcp.connected(); }));
    client.send(pattern(50'000));
    for (int i = 0; i < 200 && !b.console.held(); ++i) {
      b.console.output(bytes(pattern(100'000)));
      b.io.poll();
    }
    REQUIRE(b.console.held());
    client.reset();  // as if killed: unread data makes it a reset
    REQUIRE(serve_until(b.io, [&] {
      b.guest.take(500);
      return !tcp.connected();
    }));
    CHECK_FALSE(b.console.held());
    CHECK(b.console.lines() == HostLines{});
    b.guest.take();
  }
  SocketClient last{b.io, tcp.port()};
  REQUIRE(serve_until(b.io, [&] { return tcp.connected(); }));
  b.console.output(bytes("well"));
  CHECK(serve_until(b.io, [&] { return last.heard == "well"; }));
}

TEST_CASE("TCP console: a client that has ended its input still hears, until another one comes", "[host][tcp]") {
  Bench b;
  TcpConsole tcp{b.io, b.console, b.options()};
  SocketClient client{b.io, tcp.port()};
  client.send("question");
  REQUIRE(serve_until(b.io, [&] { return b.console.waiting() == 8; }));
  client.socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
  REQUIRE(serve_until(b.io, [&] { return !tcp.connected(); }));
  b.console.output(bytes("answer"));
  CHECK(serve_until(b.io, [&] { return client.heard == "answer"; }));
  SocketClient next{b.io, tcp.port()};
  CHECK(serve_until(b.io, [&] { return client.ended && tcp.connected(); }));
  b.console.output(bytes("for the next"));
  CHECK(serve_until(b.io, [&] { return next.heard == "for the next"; }));
  CHECK(client.heard == "answer");
}

TEST_CASE("TCP console: without a client output is dropped, or kept if wished", "[host][tcp]") {
  for (const bool replay : {false, true}) {
    Bench b;
    b.console.output(bytes("before the port"));
    TcpConsole tcp{b.io, b.console, b.options(replay)};
    b.console.output(bytes("nobody there; "));
    SocketClient client{b.io, tcp.port()};
    REQUIRE(serve_until(b.io, [&] { return tcp.connected(); }));
    b.console.output(bytes("somebody"));
    REQUIRE(serve_until(b.io, [&] { return client.heard.ends_with("somebody"); }));
    CHECK(client.heard == (replay ? "nobody there; somebody" : "somebody"));
  }
}

TEST_CASE("TCP console: a port in use or a wrong address is told in one sentence", "[host][tcp]") {
  Bench b;
  TcpConsole tcp{b.io, b.console, b.options()};
  auto same = b.options();
  same.endpoint.port = tcp.port();
  CHECK_THROWS_WITH((TcpConsole{b.io, b.console, same}),
                    fmt::format("cannot listen on 127.0.0.1:{}: Address already in use", tcp.port()));
  same.endpoint = {.address = "192.0.2.1", .port = 4000};
  CHECK_THROWS_WITH((TcpConsole{b.io, b.console, same}),
                    "cannot listen on 192.0.2.1:4000: Cannot assign requested address");
  CHECK(b.console.attached().empty());
}

TEST_CASE("TCP console: it may go while a client is there", "[host][tcp]") {
  Bench b;
  auto tcp = std::make_unique<TcpConsole>(b.io, b.console, b.options());
  SocketClient client{b.io, tcp->port()};
  REQUIRE(serve_until(b.io, [&] { return tcp->connected(); }));
  b.console.output(bytes("unsent"));
  tcp.reset();
  CHECK(serve_until(b.io, [&] { return client.ended; }));
  b.console.output(bytes("nobody"));
  CHECK(b.console.attached().empty());
}
