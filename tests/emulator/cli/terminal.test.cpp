// The real program on a terminal: the REPL as a person has it.
#include <poll.h>
#include <pty.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <functional>

#include "program.hpp"

namespace {

// The program with a pseudo terminal as its standard streams, and a person at the keyboard.
class Terminal {
 public:
  explicit Terminal(const std::function<void()>& before = {}) {
    pid_ = forkpty(&fd_, nullptr, nullptr, nullptr);
    if (pid_ == 0) {
      if (before) before();
      execl(VIVARIUM_BINARY, "vivarium", "run", "microbit", nullptr);
      _exit(127);
    }
  }
  ~Terminal() {
    if (pid_ > 0) kill(pid_, SIGKILL), waitpid(pid_, nullptr, 0);
    close(fd_);
  }
  void signal(int number) { kill(pid_, number); }
  void type(const std::string& text) { REQUIRE(write(fd_, text.data(), text.size()) > 0); }
  // Until the screen's new part ends so; what was new.
  std::string read_until(const std::string& end) {
    std::string text;
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!text.ends_with(end) && std::chrono::steady_clock::now() < limit) {
      pollfd ready{fd_, POLLIN, 0};
      if (poll(&ready, 1, 100) <= 0) continue;
      char c;
      if (read(fd_, &c, 1) != 1) break;
      if (c != '\r') text += c;
    }
    return text;
  }
  int exit_code() {
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = -1;
  int fd_ = -1;
};

}  // namespace

TEST_CASE("terminal: the REPL, Ctrl-C, soft reset, and leaving", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Terminal terminal;
  CHECK_THAT(
      terminal.read_until(">>> "),
      Catch::StartsWith("Connected to BBC micro:bit v1. Press Ctrl-] to leave.\n") && Catch::Contains("MicroPython v"));
  terminal.type("print(6*7)\r");
  CHECK(terminal.read_until(">>> ") == "print(6*7)\n42\n>>> ");
  terminal.type("while True: print('on')\r\r");
  terminal.read_until("on\n");
  terminal.type("\x03");
  CHECK_THAT(terminal.read_until(">>> "), Catch::Contains("KeyboardInterrupt"));
  terminal.type("\x04");
  CHECK_THAT(terminal.read_until(">>> "), Catch::Contains("soft reboot"));
  terminal.type("\x1d");
  CHECK(terminal.exit_code() == 0);
}

TEST_CASE("terminal: SIGINT and SIGTERM end it, inherited as ignored or blocked too", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  const auto ignoring = [] { std::signal(SIGINT, SIG_IGN), std::signal(SIGTERM, SIG_IGN); };
  const auto blocking = [] {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
  };
  for (const std::function<void()>& before : {std::function<void()>{}, {ignoring}, {blocking}}) {
    for (const int signal : {SIGINT, SIGTERM}) {
      Terminal terminal{before};
      REQUIRE_THAT(terminal.read_until(">>> "), Catch::EndsWith(">>> "));
      terminal.signal(signal);
      CHECK(terminal.exit_code() == 128 + signal);
    }
  }
}
