// The real program on a terminal: the REPL as a person has it.
#include <catch2/catch.hpp>

#include "terminal.hpp"

#include "program.hpp"
#include "tests/places.hpp"

using testing::Terminal;

namespace {
const std::vector<std::string> repl{VIVARIUM_BINARY, "run", "microbit"};
}

TEST_CASE("terminal: the REPL, Ctrl-C, soft reset, and leaving", "[cli][firmware]") {
  NEEDS_FIRMWARE("microbit");
  Terminal terminal{repl};
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
      Terminal terminal{repl, before};
      REQUIRE_THAT(terminal.read_until(">>> "), Catch::EndsWith(">>> "));
      terminal.signal(signal);
      CHECK(terminal.exit_code() == 128 + signal);
    }
  }
}
