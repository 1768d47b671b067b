#pragma once
// A terminal's modes (termios), and what can be read from them.
#include <termios.h>

#include <string>

#include "emulator/console.hpp"

namespace emulator {

// Puts a terminal into raw mode for a person at its keyboard and puts it back when destroyed: every key reaches the
// guest, Ctrl-C, Ctrl-Z and Ctrl-S too. Output processing stays on, so that the host's own messages keep their shape.
class RawTerminal {
 public:
  explicit RawTerminal(int fd);  // throws HostError if fd is no terminal; borrows fd
  RawTerminal(const RawTerminal&) = delete;
  ~RawTerminal() { restore(); }

  void enter();
  void restore();

 private:
  int fd_;
  termios cooked_{};
  bool raw_ = false;
};

// Makes a terminal a transparent line: no echo, no line editing, no translation in either direction.
void make_transparent(int fd);

// Baud rate and format that a program has set on a terminal, whatever the number. For a pty either side may be asked.
SerialFormat terminal_format(int fd);

}  // namespace emulator
