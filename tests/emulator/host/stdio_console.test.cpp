#include <catch2/catch.hpp>

#include "emulator/host/stdio_console.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

#include "emulator/host/error.hpp"
#include "support.hpp"

using namespace emulator;
using namespace emulator::test;

namespace {

struct Descriptor {
  explicit Descriptor(int n = -1) : number(n) {}
  Descriptor(Descriptor&& d) noexcept : number(std::exchange(d.number, -1)) {}
  ~Descriptor() { shut(); }
  void shut() {
    if (number >= 0) close(std::exchange(number, -1));
  }
  void write(std::string_view s) const {
    REQUIRE(::write(number, s.data(), s.size()) == static_cast<ssize_t>(s.size()));
  }
  // Whatever can be read now.
  std::string read() const {
    std::string all;
    char buffer[4096];
    for (pollfd state{number, POLLIN, 0}; poll(&state, 1, 0) == 1;) {
      const auto n = ::read(number, buffer, sizeof buffer);
      if (n <= 0) break;
      all.append(buffer, static_cast<std::size_t>(n));
    }
    return all;
  }
  int number;
};

struct Pipe {
  Pipe() {
    int ends[2];
    REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
    out.number = ends[0], in.number = ends[1];
  }
  Descriptor out, in;
};

// A terminal and the person before it.
struct Desk {
  Desk() : person(posix_openpt(O_RDWR | O_NOCTTY)), terminal(-1) {
    REQUIRE(grantpt(person.number) == 0);
    REQUIRE(unlockpt(person.number) == 0);
    terminal.number = open(ptsname(person.number), O_RDWR | O_NOCTTY);
    REQUIRE(terminal.number >= 0);
  }
  bool raw() const {
    termios modes;
    tcgetattr(terminal.number, &modes);
    return !(modes.c_lflag & (ICANON | ECHO | ISIG));
  }
  Descriptor person, terminal;
};

struct Bench {
  boost::asio::io_context io;
  Console console{"serial"};
  Guest guest{console};
  std::vector<std::string> said, gone;
  std::vector<int> signals;
  int left = 0, ended = 0, resumed = 0;

  StdioConsole::Callbacks callbacks() {
    return {.on_leave = [this] { ++left; },
            .on_end = [this] { ++ended; },
            .on_gone = [this](const auto& s) { gone.push_back(s); },
            .on_signal = [this](int s) { signals.push_back(s); },
            .on_resume = [this] { ++resumed; },
            .say = [this](const auto& s) { said.push_back(s); }};
  }
  static StdioConsole::Options on(const Descriptor& in, const Descriptor& out) {
    return {.input = in.number, .output = out.number, .board = "BBC micro:bit", .signals = false};
  }
};

}  // namespace

TEST_CASE("stdio: a terminal becomes raw, says how to leave, and is put back", "[host][stdio]") {
  Bench b;
  Desk desk;
  CHECK_FALSE(desk.raw());
  {
    StdioConsole stdio{b.io, b.console, Bench::on(desk.terminal, desk.terminal), b.callbacks()};
    CHECK(stdio.interactive());
    CHECK(desk.raw());
    CHECK(b.said == std::vector<std::string>{"Connected to BBC micro:bit. Press Ctrl-] to leave."});
    desk.person.write("x\x03\x1a\x04\r");  // Ctrl-C, Ctrl-Z, Ctrl-D and Enter go to the guest
    REQUIRE(serve_until(b.io, [&] { return b.console.waiting() == 5; }));
    b.guest.take();
    CHECK(b.guest.heard == "x\x03\x1a\x04\r");
    b.console.output(bytes("\r\n>>> "));
    CHECK(serve_until(b.io, [&] { return desk.person.read().ends_with("\n>>> "); }));
    CHECK(b.left == 0);
    CHECK((fcntl(desk.terminal.number, F_GETFL) & O_NONBLOCK) == 0);  // others share it
  }
  CHECK_FALSE(desk.raw());
}

TEST_CASE("stdio: Ctrl-] leaves, and what came after it is not for the guest", "[host][stdio]") {
  Bench b;
  Desk desk;
  StdioConsole stdio{b.io, b.console, Bench::on(desk.terminal, desk.terminal), b.callbacks()};
  desk.person.write(
      "ab\x1d"
      "cd");
  CHECK(serve_until(b.io, [&] { return b.left == 1; }));
  b.guest.take();
  CHECK(b.guest.heard == "ab");
}

TEST_CASE("stdio: an exception puts the terminal back", "[host][stdio]") {
  Bench b;
  Desk desk;
  const auto run = [&] {
    StdioConsole stdio{b.io, b.console, Bench::on(desk.terminal, desk.terminal), b.callbacks()};
    CHECK(desk.raw());
    throw std::runtime_error("a machine check");
  };
  CHECK_THROWS(run());
  CHECK_FALSE(desk.raw());
}

TEST_CASE("stdio: piped input goes in whole, Ctrl-] too, and its end is told", "[host][stdio]") {
  Bench b;
  Pipe in, out;
  StdioConsole stdio{b.io, b.console, Bench::on(in.out, out.in), b.callbacks()};
  CHECK_FALSE(stdio.interactive());
  CHECK(b.said.empty());
  const auto script = pattern(20'000);
  in.in.write(script);
  in.in.shut();
  REQUIRE(serve_until(b.io, [&] {
    b.guest.take(700);
    return b.ended == 1;
  }));
  b.guest.take();
  CHECK((b.guest.heard == script));
  CHECK(b.left == 0);
}

TEST_CASE("stdio: a file as input and as output", "[host][stdio]") {
  Bench b;
  std::FILE* file = std::tmpfile();
  const Descriptor script{dup(fileno(file))};
  std::fclose(file);
  script.write("print(6*7)\n");
  REQUIRE(lseek(script.number, 0, SEEK_SET) == 0);
  std::FILE* other = std::tmpfile();
  const Descriptor log{dup(fileno(other))};
  std::fclose(other);
  log.write("before\n");  // as `>>` or a shell's earlier commands: the position is kept
  StdioConsole stdio{b.io, b.console, Bench::on(script, log), b.callbacks()};
  REQUIRE(serve_until(b.io, [&] { return b.ended == 1; }));
  b.guest.take();
  CHECK(b.guest.heard == "print(6*7)\n");
  b.console.output(bytes("42\n"));
  stdio.flush();
  char text[32]{};
  CHECK(pread(log.number, text, sizeof text, 0) == 10);
  CHECK(std::string{text} == "before\n42\n");
}

TEST_CASE("stdio: a slow reader holds the machine and gets every byte", "[host][stdio]") {
  Bench b;
  Pipe in, out;
  StdioConsole stdio{b.io, b.console, Bench::on(in.out, out.in), b.callbacks()};
  std::string sent, heard;
  while (!b.console.held()) {
    const auto more = pattern(3000, static_cast<std::uint32_t>(sent.size()));
    b.console.output(bytes(more));
    sent += more;
    b.io.poll();
  }
  CHECK(serve_until(b.io, [&] {
    heard += out.out.read();
    return heard.size() == sent.size();
  }));
  CHECK((heard == sent));
  CHECK_FALSE(b.console.held());
}

TEST_CASE("stdio: what waits is written when it goes", "[host][stdio]") {
  Bench b;
  Pipe in, out;
  {
    StdioConsole stdio{b.io, b.console, Bench::on(in.out, out.in), b.callbacks()};
    b.console.output(bytes("the last words"));
  }
  CHECK(out.out.read() == "the last words");
}

TEST_CASE("stdio: a closed output is told in one sentence, once, and does not kill", "[host][stdio]") {
  Bench b;
  Pipe in, out;
  auto options = Bench::on(in.out, out.in);
  options.signals = true;
  StdioConsole stdio{b.io, b.console, options, b.callbacks()};
  out.out.shut();
  b.console.output(bytes("to nobody"));
  REQUIRE(serve_until(b.io, [&] { return !b.gone.empty(); }));
  b.console.output(bytes("still nobody"));
  b.io.poll();
  stdio.flush();
  CHECK(b.gone == std::vector<std::string>{"standard output was closed: Broken pipe"});
  CHECK_FALSE(b.console.held());
}

TEST_CASE("stdio: SIGINT, SIGTERM and SIGHUP are told instead of killing", "[host][stdio]") {
  Bench b;
  Desk desk;
  auto options = Bench::on(desk.terminal, desk.terminal);
  options.signals = true;
  {
    StdioConsole stdio{b.io, b.console, options, b.callbacks()};
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
      raise(signal);
      REQUIRE(serve_until(b.io, [&] { return !b.signals.empty() && b.signals.back() == signal; }));
    }
  }
  CHECK_FALSE(desk.raw());
  struct sigaction action {};
  sigaction(SIGINT, nullptr, &action);
  CHECK(action.sa_handler == SIG_DFL);
}

TEST_CASE("stdio: a signal that was ignored from the start stays ignored", "[host][stdio]") {
  Bench b;
  Pipe in, out;
  std::signal(SIGHUP, SIG_IGN);  // nohup
  auto options = Bench::on(in.out, out.in);
  options.signals = true;
  {
    StdioConsole stdio{b.io, b.console, options, b.callbacks()};
    raise(SIGHUP);
    raise(SIGINT);
    REQUIRE(serve_until(b.io, [&] { return !b.signals.empty(); }));
  }
  std::signal(SIGHUP, SIG_DFL);
  CHECK(b.signals == std::vector<int>{SIGINT});
}

TEST_CASE("stdio: being stopped puts the terminal back, continuing makes it raw again", "[host][stdio]") {
  Desk desk;
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // a process of its own, for it will stop; its exit status is the verdict
    Bench b;
    auto options = Bench::on(desk.terminal, desk.terminal);
    options.signals = true;
    StdioConsole stdio{b.io, b.console, options, b.callbacks()};
    raise(SIGTSTP);
    const bool resumed = serve_until(b.io, [&] { return b.resumed == 1; });
    _exit(resumed && desk.raw() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, WUNTRACED) == child);
  CHECK(WIFSTOPPED(status));
  CHECK_FALSE(desk.raw());
  kill(child, SIGCONT);
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("stdio: a descriptor that is not open is told in one sentence", "[host][stdio]") {
  Bench b;
  Pipe out;
  const Descriptor none{-1};
  CHECK_THROWS_WITH((StdioConsole{b.io, b.console, Bench::on(none, out.in), b.callbacks()}),
                    "cannot use standard input: Bad file descriptor");
}
