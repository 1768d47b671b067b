#pragma once
// A console on a pseudo terminal: to mpremote, pyserial, screen it is a serial port.
//
// Whether a program has the port open is what the kernel says of it: the slave side is not kept open by us, so the
// master reports a hang-up from when the last program closes it until the next one opens it. In between it is looked
// at every few milliseconds. To the guest, open means DTR and RTS asserted; the baud rate a program sets is told, but
// bytes pass whatever it is.
//
// Like a serial port, the pty drops output while no program has it open, and what a program left unread when it
// closed; `replay_missed` keeps it (up to the console's scrollback) for the next one instead. What a program has
// written before it closed or was killed still reaches the guest. A program that keeps the port open without reading
// holds the machine for a while, then output is dropped until it reads. Not there: modem lines, break (a pty has none).
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "emulator/console.hpp"

namespace emulator {

class PtyConsole {
 public:
  struct Options {
    std::filesystem::path link;  // a symbolic link to make for it; empty: none
    bool replay_missed = false;
    std::chrono::milliseconds patience{10'000};   // with a program that does not read
    std::function<void(const std::string&)> say;  // one-sentence notices
  };

  PtyConsole(boost::asio::io_context&, Console&, Options);  // throws HostError
  ~PtyConsole();

  const std::string& path() const;  // as /dev/pts/3
  bool open() const;                // a program has it open

 private:
  struct Body;
  std::shared_ptr<Body> body_;
};

}  // namespace emulator
