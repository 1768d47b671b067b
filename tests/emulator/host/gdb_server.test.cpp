#include "emulator/host/gdb_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

#include "emulator/host/error.hpp"
#include "tests/emulator/gdb/fake_chip.hpp"
#include "tests/emulator/gdb/gdb_process.hpp"

using namespace emulator;
using boost::asio::ip::tcp;

namespace {

struct Bench {
  Bench() {
    // counts at 0x20000010
    chip.program({fake::code(fake::load, 16), fake::code(fake::add, 1), fake::code(fake::store, 16),
                  fake::code(fake::nop), fake::code(fake::jump, -5)});
    machine.add(chip);
  }
  fake::FakeChip chip{2};
  Machine machine{1};
  gdb::Stub stub{machine, chip};
  std::vector<std::string> said;
};

tcp::socket client(boost::asio::io_context& io, u16 port) {
  tcp::socket socket{io};
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  return socket;
}

template <typename Done>
void poll_until(boost::asio::io_context& io, Done done) {
  for (int i = 0; i < 2000 && !done(); ++i) io.run_one_for(std::chrono::milliseconds{5});
  REQUIRE(done());
}

}  // namespace

TEST_CASE("GDB server: a client halts the machine, its end lets it run", "[gdb][host]") {
  Bench b;
  boost::asio::io_context io;
  GdbServer server{io, b.stub, {.endpoint = {}, .say = [&](const std::string& s) { b.said.push_back(s); }}};
  {
    auto socket = client(io, server.port());
    boost::asio::write(socket, boost::asio::buffer("$qC#b4", 6));
    poll_until(io, [&] { return socket.available() >= 8; });
    std::string answer(8, 0);
    boost::asio::read(socket, boost::asio::buffer(answer));
    CHECK(answer == "+$QC1#c5");
    CHECK(server.connected());
    CHECK(b.stub.halted());
    boost::asio::write(socket, boost::asio::buffer("$Z0,4,2#", 8));  // half a packet, then gone
  }
  poll_until(io, [&] { return !server.connected(); });
  CHECK_FALSE(b.stub.halted());
  REQUIRE(b.said.size() == 2);
  CHECK(b.said[0] == "GDB is connected to " + server.endpoint() + "; the machine is halted");
  CHECK(b.said[1] == "GDB has left " + server.endpoint() + "; the machine runs on");
}

TEST_CASE("GDB server: a second client is turned away, a later one is served", "[gdb][host]") {
  Bench b;
  boost::asio::io_context io;
  GdbServer server{io, b.stub, {}};
  {
    auto first = client(io, server.port());
    poll_until(io, [&] { return server.connected(); });
    auto second = client(io, server.port());
    poll_until(io, [&] { return second.available() > 0; });
    CHECK(server.connected());
  }
  poll_until(io, [&] { return !server.connected(); });
  auto third = client(io, server.port());
  poll_until(io, [&] { return server.connected(); });
}

TEST_CASE("GDB server: a port in use is one sentence", "[gdb][host]") {
  Bench b;
  boost::asio::io_context io;
  GdbServer server{io, b.stub, {}};
  const auto again = [&] { GdbServer{io, b.stub, {.endpoint = {.port = server.port()}, .say = {}}}; };
  CHECK_THROWS_WITH(again(), "cannot listen on " + server.endpoint() + ": Address already in use");
}

TEST_CASE("GDB server: a client that asks and never reads does not fill the memory", "[gdb][host]") {
  Bench b;
  boost::asio::io_context io;
  GdbServer server{io, b.stub, {}};
  auto socket = client(io, server.port());
  socket.non_blocking(true);
  std::string questions;
  for (int i = 0; i < 1000; ++i) questions += "$g#67";
  std::size_t sent = 0;
  for (int i = 0; i < 3000; ++i) {
    boost::system::error_code error;
    sent += socket.write_some(boost::asio::buffer(questions), error);
    io.poll();
  }
  CHECK(sent < 20'000'000);  // it stopped reading
  socket.close();
  poll_until(io, [&] { return !server.connected(); });
}

TEST_CASE("GDB server: gdb-multiarch finds its way around", "[gdb][host]") {
  if (!fake::have_gdb()) return;
  Bench b;
  fake::GdbBench bench{b.machine, b.stub};
  const auto said = bench.run({"info threads",
                               "thread 2",
                               "info registers r0 pc xpsr msp control",
                               "stepi",
                               "info registers pc",
                               "hbreak *4",
                               "continue",
                               "info registers pc",
                               "delete",
                               "watch *(int*)0x20000010",
                               "continue",
                               "delete",
                               "set var $r3 = 0x1234",
                               "p/x $r3",
                               "set var *(int*)0x20000020 = 99",
                               "x/wx 0x20000020",
                               "x/2hx 0",
                               "info mem",
                               "monitor time",
                               "monitor regs UART0",
                               "detach"});
  INFO(said);
  CHECK_THAT(said, Catch::Contains("* 1    Thread 1 \"core0\" (awake)"));
  CHECK_THAT(said, Catch::Contains("  2    Thread 2 \"core1\" (awake)"));
  CHECK_THAT(said, Catch::Contains("xpsr           0x1000000 "));
  CHECK_THAT(said, Catch::Contains("msp            0x20001000 "));
  CHECK_THAT(said, Catch::Contains("Breakpoint 1, 0x00000004 in ?? ()"));
  CHECK_THAT(said, Catch::Contains("Hardware watchpoint 2: *(int*)0x20000010"));
  CHECK_THAT(said, Catch::Contains("Old value = 0\nNew value = 1\n"));
  CHECK_THAT(said, Catch::Contains("$1 = 0x1234"));
  CHECK_THAT(said, Catch::Contains("0x20000020:\t0x00000063"));
  CHECK_THAT(said, Catch::Contains("flash blocksize 0x4"));
  CHECK_THAT(said, Catch::Contains("virtual time 0.000000"));
  CHECK_THAT(said, Catch::Contains("PARITY"));
  CHECK_FALSE(b.stub.halted());
  CHECK(b.chip.core(1).breakpoints.empty());
}

TEST_CASE("GDB server: gdb-multiarch interrupts, resets, and may be killed", "[gdb][host]") {
  if (!fake::have_gdb()) return;
  Bench b;
  fake::GdbBench bench{b.machine, b.stub};
  bool interrupted = false;
  const auto said = bench.run(
      {"continue", "info registers pc", "monitor reset halt", "maintenance flush register-cache", "info registers pc"},
      [&](fake::GdbProcess& gdb) {
        if (!b.stub.halted() && !interrupted && b.machine.now() > Time{std::chrono::milliseconds{5}})
          interrupted = true, gdb.send(SIGINT);
      });
  INFO(said);
  CHECK_THAT(said, Catch::Contains("SIGINT"));
  CHECK_THAT(said, Catch::Contains("FAKE is reset and halted at 0x00000000"));
  CHECK_THAT(said, Catch::Contains("pc             0x0 "));
  CHECK_FALSE(b.stub.halted());  // gdb lets go at its end

  bool killed = false;
  const Time before = b.machine.now();
  bench.run({"hbreak *4", "continue"}, [&](fake::GdbProcess& gdb) {
    if (!killed && b.stub.is_connected() && b.chip.core().breakpoints.contains(4)) killed = true, gdb.send(SIGKILL);
  });
  CHECK(killed);
  for (int i = 0; i < 100 && bench.server.connected(); ++i) bench.turn();
  CHECK_FALSE(bench.server.connected());
  CHECK(b.chip.core().breakpoints.empty());
  bench.turn();
  CHECK(b.machine.now() > before);
}

TEST_CASE("GDB server: gdb-multiarch's kill ends the run", "[gdb][host]") {
  if (!fake::have_gdb()) return;
  Bench b;
  fake::GdbBench bench{b.machine, b.stub};
  const auto said = bench.run({"kill"});
  INFO(said);
  CHECK(b.stub.killed());
}
