#include <catch2/catch.hpp>

#include "emulator/host/pty_console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <fstream>

#include "emulator/host/error.hpp"
#include "support.hpp"

using namespace emulator;
using namespace emulator::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Bench {
  boost::asio::io_context io;
  Console console{"serial"};
  Guest guest{console};
  std::vector<std::string> said;
  PtyConsole::Options options() {
    return {.link = {}, .say = [this](const auto& s) { said.push_back(s); }};
  }
};

// A program that has the port open; non-blocking.
struct Program {
  explicit Program(const std::string& path) : fd(open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    REQUIRE(fd >= 0);
  }
  ~Program() { quit(); }
  void quit() {
    if (fd >= 0) close(std::exchange(fd, -1));
  }
  std::size_t write(std::string_view s) const {
    const auto n = ::write(fd, s.data(), s.size());
    return n < 0 ? 0 : static_cast<std::size_t>(n);
  }
  std::string& read() {
    char buffer[4096];
    for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) > 0;) heard.append(buffer, static_cast<std::size_t>(n));
    return heard;
  }
  int fd;
  std::string heard;
};

struct Directory {
  Directory() {
    std::string name = (fs::temp_directory_path() / "vivarium-pty-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()));
    path = name;
  }
  ~Directory() { fs::remove_all(path); }
  fs::path path;
};

}  // namespace

TEST_CASE("pty: a program that opens the port and the guest hear each other", "[host][pty]") {
  Bench b;
  PtyConsole pty{b.io, b.console, b.options()};
  CHECK_FALSE(pty.open());
  Program program{pty.path()};
  program.write("a\r\n\x03\xff\x04");
  REQUIRE(serve_until(b.io, [&] { return b.console.waiting() == 6; }));
  CHECK(pty.open());
  CHECK(b.console.lines() == HostLines{.dtr = true, .rts = true});
  b.guest.take();
  CHECK(b.guest.heard == "a\r\n\x03\xff\x04");
  b.console.output(bytes("\r\n>>> \xff\x04"));
  CHECK(serve_until(b.io, [&] { return program.read() == "\r\n>>> \xff\x04"; }));  // no echo, nothing translated
}

TEST_CASE("pty: programs come, leave and come again", "[host][pty]") {
  Bench b;
  PtyConsole pty{b.io, b.console, b.options()};
  for (int round = 0; round < 3; ++round) {
    Program program{pty.path()};
    REQUIRE(serve_until(b.io, [&] { return pty.open(); }));
    b.console.output(bytes("hello"));
    REQUIRE(serve_until(b.io, [&] { return program.read() == "hello"; }));
    program.quit();
    REQUIRE(serve_until(b.io, [&] { return !pty.open(); }));
    CHECK(b.console.lines() == HostLines{});
    b.console.output(bytes("nobody listens"));
  }
}

TEST_CASE("pty: DTR falls at closing though somebody else listens", "[host][pty]") {
  Bench b;
  const Console::Attachment trace{b.console, "trace", {}, Console::Attachment::Role::listener};
  PtyConsole pty{b.io, b.console, b.options()};
  {
    Program program{pty.path()};
    REQUIRE(serve_until(b.io, [&] { return pty.open() && b.console.lines().dtr; }));
  }
  REQUIRE(serve_until(b.io, [&] { return !pty.open(); }));
  CHECK(b.console.lines() == HostLines{});
}

TEST_CASE("pty: what was written before closing reaches the guest", "[host][pty]") {
  Bench b;
  PtyConsole pty{b.io, b.console, b.options()};
  {
    Program program{pty.path()};
    program.write("echo > /dev/pts/N");
  }
  REQUIRE(serve_until(b.io, [&] { return b.console.waiting() == 17; }));
  CHECK(serve_until(b.io, [&] { return !pty.open(); }));
}

TEST_CASE("pty: a mebibyte passes both ways with nothing lost", "[host][pty]") {
  Bench b;
  b.guest.echoes = true;
  PtyConsole pty{b.io, b.console, b.options()};
  Program program{pty.path()};
  const auto sent = pattern(1 << 20);
  std::string_view left = sent;
  CHECK(serve_until(b.io, [&] {
    left.remove_prefix(program.write(left.substr(0, 4096)));
    program.read();
    if (!b.console.held()) b.guest.take(1000);
    b.io.poll();
    return program.heard.size() >= sent.size();
  }));
  CHECK((b.guest.heard == sent));
  CHECK((program.heard == sent));
}

TEST_CASE("pty: a program killed in mid-transfer leaves nothing stale for the next", "[host][pty]") {
  Bench b;
  PtyConsole pty{b.io, b.console, b.options()};
  {
    Program program{pty.path()};
    REQUIRE(serve_until(b.io, [&] { return pty.open(); }));
    while (!b.console.held()) b.console.output(bytes(pattern(5000)));
    b.io.poll();
    REQUIRE(b.console.held());
    CHECK_FALSE(program.read().empty());
  }
  REQUIRE(serve_until(b.io, [&] { return !pty.open(); }));
  CHECK_FALSE(b.console.held());
  Program next{pty.path()};
  REQUIRE(serve_until(b.io, [&] { return pty.open(); }));
  b.console.output(bytes("fresh"));
  CHECK(serve_until(b.io, [&] { return !next.read().empty(); }));
  CHECK(next.heard == "fresh");
}

TEST_CASE("pty: a program that does not read holds the machine for a while, then loses output", "[host][pty]") {
  Bench b;
  auto options = b.options();
  options.patience = 20ms;
  PtyConsole pty{b.io, b.console, options};
  Program program{pty.path()};
  REQUIRE(serve_until(b.io, [&] { return pty.open(); }));
  while (!b.console.held()) b.console.output(bytes("0123456789abcdef"));
  REQUIRE(serve_until(b.io, [&] { return !b.console.held(); }));
  CHECK(b.said == std::vector{pty.path() + " does not read; its output is dropped until it does"});
  b.console.output(bytes("lost"));
  REQUIRE(serve_until(b.io, [&] { return program.read().size() > Console::scrollback_limit && b.said.size() == 2; }));
  CHECK(b.said.back() == pty.path() + " reads again; 4 bytes were dropped");
  REQUIRE(serve_until(b.io, [&] {
    program.heard.clear();
    return program.read().empty();
  }));
  b.console.output(bytes("heard"));
  CHECK(serve_until(b.io, [&] { return program.read() == "heard"; }));
}

TEST_CASE("pty: a baud rate set by the program is told to the guest", "[host][pty]") {
  Bench b;
  PtyConsole pty{b.io, b.console, b.options()};
  {
    Program program{pty.path()};
    REQUIRE(serve_until(b.io, [&] { return pty.open(); }));
    termios modes;
    tcgetattr(program.fd, &modes);
    cfsetspeed(&modes, B1200);
    modes.c_cflag = (modes.c_cflag & ~static_cast<tcflag_t>(CSIZE)) | CS8 | CSTOPB;
    tcsetattr(program.fd, TCSANOW, &modes);
  }
  REQUIRE(serve_until(b.io, [&] { return !pty.open(); }));
  CHECK(b.guest.formats.back() == SerialFormat{.baud = 1200, .stop_bits = StopBits::two, .binding = false});
  CHECK_FALSE(b.guest.lines.back().dtr);
}

TEST_CASE("pty: output missed while nobody had it open is kept if wished", "[host][pty]") {
  Bench b;
  auto options = b.options();
  options.replay_missed = true;
  b.console.output(bytes("before the port; "));
  PtyConsole pty{b.io, b.console, options};
  b.console.output(bytes("missed; "));
  Program program{pty.path()};
  REQUIRE(serve_until(b.io, [&] { return pty.open(); }));
  b.console.output(bytes("heard"));
  CHECK(serve_until(b.io, [&] { return program.read() == "missed; heard"; }));
}

TEST_CASE("pty: a link is made, replaces a stale one, and goes with the port", "[host][pty]") {
  Directory directory;
  Bench b;
  auto options = b.options();
  options.link = directory.path / "microbit";
  fs::create_symlink("/dev/pts/gone", options.link);
  {
    PtyConsole pty{b.io, b.console, options};
    CHECK(fs::read_symlink(options.link) == pty.path());
    Program program{options.link.string()};
    CHECK(serve_until(b.io, [&] { return pty.open(); }));
  }
  CHECK_FALSE(fs::is_symlink(options.link));
}

TEST_CASE("pty: a link never takes the place of something else", "[host][pty]") {
  Directory directory;
  Bench b;
  auto options = b.options();
  options.link = directory.path / "file";
  std::ofstream{options.link} << "precious";
  CHECK_THROWS_WITH((PtyConsole{b.io, b.console, options}),
                    fmt::format("cannot make the link {}: something else has that name", options.link.string()));
  CHECK(fs::file_size(options.link) == 8);
  options.link = directory.path / "no" / "such" / "place";
  CHECK_THROWS_WITH((PtyConsole{b.io, b.console, options}),
                    fmt::format("cannot make the link {}: No such file or directory", options.link.string()));
}

TEST_CASE("pty: it may go while a program has it open", "[host][pty]") {
  Bench b;
  auto pty = std::make_unique<PtyConsole>(b.io, b.console, b.options());
  Program program{pty->path()};
  REQUIRE(serve_until(b.io, [&] { return pty->open(); }));
  pty.reset();
  b.io.poll();
  pollfd state{program.fd, POLLIN, 0};
  CHECK(poll(&state, 1, 1000) == 1);
  CHECK((state.revents & POLLHUP) != 0);
  CHECK(b.console.attached().empty());
}
