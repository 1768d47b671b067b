#pragma once
// What a machine says about itself: lines with virtual time, the block's name and a level.
//
//   Log log;                                   // one per machine
//   log.configure("info,UART0=trace");         // what --log takes
//   LogTopic uart{log, "UART0"};               // one per hardware block, kept as a member
//   uart.debug("baud rate {}", rate);          // one compare when debug is off for UART0
//
// Names in a specification may come before the blocks that bear them; unmatched() lists those that nobody bears.
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <ratio>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emulator {

enum class Level : std::uint8_t { off, error, warning, info, debug, trace };

std::string_view name(Level);

struct LogError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Log {
 public:
  using SinceStart = std::chrono::duration<std::int64_t, std::pico>;

  // A registered name; its level is where the check looks.
  struct Topic {
    std::string name;
    Level level;
  };

  struct Line {
    SinceStart time;
    std::string_view topic;
    Level level;
    std::string_view text;
  };
  using Sink = std::function<void(const Line&)>;

  explicit Log(Sink sink = {}) : sink_(std::move(sink)) {}
  Log(const Log&) = delete;

  void sink(Sink s) { sink_ = std::move(s); }
  void clock(std::function<SinceStart()> now) { now_ = std::move(now); }

  // "LEVEL" for every block, "NAME=LEVEL" for one, several with commas; later ones win. Throws LogError, changing
  // nothing.
  void configure(std::string_view specification);

  // The topic of that name; asking again gives the same one. It lives as long as the log.
  const Topic& topic(std::string_view name);

  static bool enabled(Level level, const Topic& topic) { return level <= topic.level; }
  void write(Level, const Topic&, std::string_view text);

  std::vector<std::string> names() const;      // topics, in order of registration
  std::vector<std::string> unmatched() const;  // names in specifications that no topic bears

 private:
  Level level_of(std::string_view name) const;

  Sink sink_;
  std::function<SinceStart()> now_;
  Level general_ = Level::warning;
  std::vector<std::pair<std::string, Level>> named_;  // from specifications, oldest first
  std::deque<Topic> topics_;                          // a deque: topics stay where they are
};

// "    0.001234567 UART0 debug: baud rate 115200"
std::string format_line(const Log::Line&);

// A block's own handle on its machine's log.
class LogTopic {
 public:
  LogTopic(Log& log, std::string_view name) : log_(log), topic_(log.topic(name)) {}

  bool enabled(Level level) const { return Log::enabled(level, topic_); }
  std::string_view name() const { return topic_.name; }

  template <typename... A>
  void write(Level level, fmt::format_string<A...> format, A&&... a) const {
    if (enabled(level)) log_.write(level, topic_, fmt::format(format, std::forward<A>(a)...));
  }
  template <typename... A>
  void error(fmt::format_string<A...> format, A&&... a) const {
    write(Level::error, format, std::forward<A>(a)...);
  }
  template <typename... A>
  void warning(fmt::format_string<A...> format, A&&... a) const {
    write(Level::warning, format, std::forward<A>(a)...);
  }
  template <typename... A>
  void info(fmt::format_string<A...> format, A&&... a) const {
    write(Level::info, format, std::forward<A>(a)...);
  }
  template <typename... A>
  void debug(fmt::format_string<A...> format, A&&... a) const {
    write(Level::debug, format, std::forward<A>(a)...);
  }
  template <typename... A>
  void trace(fmt::format_string<A...> format, A&&... a) const {
    write(Level::trace, format, std::forward<A>(a)...);
  }

 private:
  Log& log_;
  const Log::Topic& topic_;
};

}  // namespace emulator
