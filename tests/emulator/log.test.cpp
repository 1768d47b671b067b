#include <catch2/catch.hpp>

#include "emulator/log.hpp"

using namespace emulator;

namespace {

// A log that keeps its formatted lines.
struct Kept {
  std::vector<std::string> lines;
  Log log{[this](const Log::Line& line) { lines.push_back(format_line(line)); }};
};

}  // namespace

TEST_CASE("log: a line carries virtual time, block and level", "[log]") {
  Kept kept;
  Log::SinceStart now{};
  kept.log.clock([&] { return now; });
  kept.log.configure("trace");
  LogTopic uart{kept.log, "UART0"};
  uart.info("baud rate {}", 115200);
  now = std::chrono::seconds{12} + std::chrono::nanoseconds{345};
  uart.error("overrun");
  CHECK(kept.lines == std::vector<std::string>{"    0.000000000 UART0 info: baud rate 115200",
                                               "   12.000000345 UART0 error: overrun"});
}

TEST_CASE("log: by default warnings pass and info does not", "[log]") {
  Kept kept;
  LogTopic uart{kept.log, "UART0"};
  uart.warning("yes");
  uart.info("no");
  CHECK(kept.lines.size() == 1);
}

TEST_CASE("log: nothing passes when a block is off", "[log]") {
  Kept kept;
  kept.log.configure("trace,UART0=off");
  LogTopic uart{kept.log, "UART0"}, gpio{kept.log, "GPIO"};
  uart.error("{}", 1);
  gpio.trace("{}", 2);
  CHECK(kept.lines == std::vector<std::string>{"    0.000000000 GPIO trace: 2"});
  CHECK_FALSE(uart.enabled(Level::error));
}

TEST_CASE("log: levels are set per block, before or after the block is made", "[log]") {
  Log log;
  LogTopic early{log, "TWI1"};
  log.configure("info,UART0=trace, twi1=debug");
  LogTopic late{log, "UART0"};
  LogTopic other{log, "GPIO"};
  CHECK(early.enabled(Level::debug));
  CHECK_FALSE(early.enabled(Level::trace));
  CHECK(late.enabled(Level::trace));
  CHECK(other.enabled(Level::info));
  CHECK_FALSE(other.enabled(Level::debug));
}

TEST_CASE("log: later parts of a specification win over earlier ones", "[log]") {
  Log log;
  LogTopic uart{log, "UART0"};
  log.configure("UART0=trace,UART0=error");
  CHECK_FALSE(uart.enabled(Level::warning));
  log.configure("debug");
  CHECK(uart.enabled(Level::debug));
}

TEST_CASE("log: a wrong specification is told in one sentence and changes nothing", "[log]") {
  const auto message = [](const char* specification) {
    Log log;
    LogTopic uart{log, "UART0"};
    try {
      log.configure(specification);
    } catch (const LogError& e) {
      CHECK(uart.enabled(Level::warning));
      CHECK_FALSE(uart.enabled(Level::info));
      return std::string(e.what());
    }
    return std::string("no error");
  };
  CHECK(message("loud") ==
        "'loud' in log levels 'loud' is not a level; levels are off, error, warning, info, debug, trace");
  CHECK(message("trace,UART0=") ==
        "'' in log levels 'trace,UART0=' is not a level; levels are off, error, warning, info, debug, trace");
  CHECK(message("trace,=info") == "'=info' in log levels 'trace,=info' lacks the name before '='");
  CHECK(message("") == "log levels '' have an empty part; write LEVEL or NAME=LEVEL, separated by commas");
  CHECK(message("info,,debug").starts_with("log levels 'info,,debug' have an empty part"));
}

TEST_CASE("log: names that no block bears are listed", "[log]") {
  Log log;
  LogTopic uart{log, "UART0"};
  log.configure("uart0=info,UART9=trace,UART9=info");
  CHECK(log.unmatched() == std::vector<std::string>{"UART9"});
  CHECK(log.names() == std::vector<std::string>{"UART0"});
}

TEST_CASE("log: two logs do not know each other", "[log]") {
  Kept one, two;
  one.log.configure("trace");
  LogTopic a{one.log, "UART0"}, b{two.log, "UART0"};
  a.trace("x");
  b.trace("y");
  CHECK(one.lines.size() == 1);
  CHECK(two.lines.empty());
}

TEST_CASE("log: topics stay where they are when others are added", "[log]") {
  Log log;
  LogTopic first{log, "A"};
  for (int i = 0; i < 1000; ++i) log.topic(fmt::format("T{}", i));
  log.configure("A=trace");
  CHECK(first.enabled(Level::trace));
  CHECK(&log.topic("A") == &log.topic("A"));
}
