#pragma once
// A console on the terminal, or on pipes, that the program was started from.
//
// If input is a terminal in the foreground it is put into raw mode: every key goes to the guest, Ctrl-C and Ctrl-Z too;
// Ctrl-] leaves. The terminal is put back when the object goes, whether by a return, an exception or a signal: SIGINT,
// SIGTERM and SIGHUP are taken and told (on_signal), so that the caller leaves in good order. SIGTSTP (from outside,
// `kill -TSTP`) puts the terminal back, stops the process, and on SIGCONT makes it raw again and tells on_resume.
//
// Other input (a pipe, a file) goes to the guest as it is, Ctrl-] included; its end is told (on_end).
// Nothing of the output is lost on the way to a slow reader: the machine waits. A reader that goes away is told once.
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "emulator/console.hpp"

namespace emulator {

class StdioConsole {
 public:
  struct Options {
    int input = 0;
    int output = 1;
    std::string board;    // named in "Connected to <board>. Press Ctrl-] to leave."
    bool signals = true;  // take SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT and ignore SIGPIPE
  };
  struct Callbacks {
    std::function<void()> on_leave;                            // Ctrl-] was pressed
    std::function<void()> on_end;                              // input has ended
    std::function<void(const std::string& sentence)> on_gone;  // output cannot be written any more
    std::function<void(int signal)> on_signal;                 // SIGINT, SIGTERM or SIGHUP
    std::function<void()> on_resume;                           // after a stop: rebase the pacer
    std::function<void(const std::string& line)> say;          // default: a line on stderr
  };
  static constexpr std::uint8_t leave_key = 0x1d;  // Ctrl-]

  StdioConsole(boost::asio::io_context&, Console&, Options, Callbacks);
  ~StdioConsole();  // writes what waits (for a second at most), puts the terminal back

  bool interactive() const;  // input is a terminal, and ours

  // Blocks until all output so far is written, or cannot be.
  void flush();

 private:
  struct Body;
  std::shared_ptr<Body> body_;
};

}  // namespace emulator
