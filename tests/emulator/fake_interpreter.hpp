#pragma once
// An interpreter's serial REPL, acted: speaks the raw REPL as MicroPython v1.9 or as current versions do, reads its
// serial port through a small buffer that loses what does not fit, and "executes" what a test tells it to.
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "emulator/time.hpp"

namespace fake {

using namespace emulator;

struct Result {
  std::string output, traceback;
  bool exits = false;   // SystemExit
  bool resets = false;  // the board
  bool hangs = false;
};

class Interpreter {
 public:
  struct Options {
    bool raw_paste = false;
    bool knows_request = false;  // answers R 0 to the request for raw-paste
    bool banner = true;          // says that it is in raw mode, not only '>'
    bool silent = false;
    bool busy = false;  // a program runs and must be interrupted
    std::size_t buffer = 64;
    std::size_t window = 16;
    Duration boot = std::chrono::milliseconds{300};
    Duration frame = std::chrono::microseconds{87};  // one byte on the wire
    Duration per_byte = std::chrono::microseconds{20};
    Duration hiccup = std::chrono::milliseconds{4};  // a collection, every 64 bytes
    std::size_t refuses_after = 0;                   // raw-paste: the compiler gives up after so many bytes
  };

  Interpreter(Options o, std::function<Result(const std::string&)> execute)
      : options(o), execute_(std::move(execute)), free_at_(Time{} + o.boot) {}

  Options options;
  std::function<void(std::string)> say;
  std::vector<std::string> executed;
  std::size_t lost = 0, interrupts = 0;

  // The outside's bytes; they take the wire's time.
  void send(std::span<const u8> bytes) { wire_.insert(wire_.end(), bytes.begin(), bytes.end()); }
  std::size_t unsent() const { return wire_.size(); }

  void tick(Time now) {
    if (!wire_.empty() && now >= wire_free_) {
      arrived(static_cast<char>(wire_.front()));
      wire_.pop_front();
      wire_free_ = now + options.frame;
    }
    if (options.silent || now < free_at_) return;
    if (!booted_) return boot();
    if (options.busy || ring_.empty()) return;
    const char c = ring_.front();
    ring_.pop_front();
    free_at_ = now + options.per_byte;
    if (++taken_ % 64 == 0) free_at_ = now + options.hiccup;
    consider(c);
  }

 private:
  void boot() {
    booted_ = true;
    raw_ = false;
    if (options.busy)
      say("program output\r\n");
    else
      friendly();
  }
  void friendly() {
    say("MicroPython v1.9.2 on 2017-09-01; micro:bit\r\nType \"help()\" for more information.\r\n>>> ");
  }
  std::string banner() const { return options.banner ? "raw REPL; CTRL-B to exit\r\n>" : ">"; }
  void arrived(char c) {
    if (options.busy && booted_ && c == 3) {
      ++interrupts;
      if (interrupts < 2) return;
      options.busy = false;
      say("Traceback (most recent call last):\r\nKeyboardInterrupt: \r\n");
      return friendly();
    }
    if (ring_.size() + 1 >= options.buffer)
      ++lost;
    else
      ring_.push_back(c);
  }
  void consider(char c) {
    if (pasting_) return paste(c);
    if (!raw_) {
      if (c == 1) raw_ = true, say("\r\n" + banner());
      if (c == 3) say("\r\n>>> ");
      return;
    }
    switch (c) {
      case 1:
        if (options.raw_paste && line_ ==
                                     "\x05"
                                     "A")
          return begin_paste();
        if (options.knows_request && line_ ==
                                         "\x05"
                                         "A") {
          line_.clear();
          return say(std::string("R\0>", 3));
        }
        line_.clear();
        return say(banner());
      case 3: return line_.clear();
      case 4:
        if (line_.empty()) return say("\r\nsoft reboot\r\nraw REPL; CTRL-B to exit\r\n>");
        say("OK");
        return run();
      default: line_ += c;
    }
  }
  void begin_paste() {
    line_.clear();
    pasting_ = true;
    left_ = options.window;
    say(std::string("R\x01", 2) + static_cast<char>(options.window) + std::string("\0\x01", 2));
  }
  void paste(char c) {
    if (c == 4) {
      pasting_ = false;
      if (!refused_) say("\x04");
      return run();
    }
    line_ += c;
    if (refused_) return;
    if (options.refuses_after && line_.size() >= options.refuses_after) {
      refused_ = true;
      return say("\x04");
    }
    if (--left_ == 0) say("\x01"), left_ = options.window;
  }
  void run() {
    executed.push_back(std::exchange(line_, {}));
    const Result r = execute_(executed.back());
    say(r.output);
    if (r.hangs) {
      options.silent = true;
      return;
    }
    if (r.resets) {
      raw_ = false;
      return friendly();
    }
    say("\x04" + r.traceback + "\x04");
    say(r.exits ? "\r\nsoft reboot\r\nraw REPL; CTRL-B to exit\r\n>" : ">");
  }

  std::function<Result(const std::string&)> execute_;
  std::deque<u8> wire_;
  std::deque<char> ring_;
  Time wire_free_{}, free_at_;
  std::string line_;
  bool booted_ = false, raw_ = false, pasting_ = false, refused_ = false;
  std::size_t taken_ = 0, left_ = 0;
};

}  // namespace fake
