#pragma once
// The consoles behind a board's USB serial ports. They are there before the device is, and stay when it goes: whoever
// is attached to one keeps it over resets of the board.
#include <deque>
#include <functional>
#include <string>

#include "emulator/console.hpp"

namespace emulator::usb {

class ConsoleSet {
 public:
  class Port {
   public:
    explicit Port(std::string name);
    Console console;
    // The driver's ears while a device is there; without one, bytes wait.
    void bind(Console::Guest guest) { guest_ = std::move(guest); }
    // What the outside wants of the lines. Until it says so the port counts as opened: DTR and RTS asserted.
    HostLines lines() const;
    bool taken = false;  // by a driver

   private:
    Console::Guest guest_;
    bool lines_chosen_ = false;
  };

  // The first console is "NAME", the others "NAME2", "NAME3" …
  explicit ConsoleSet(std::string name);
  Port& first() { return ports_.front(); }
  Port& free_port();  // the first one that is not taken; made if there is none
  std::deque<Port>& ports() { return ports_; }
  std::function<void(Console&)> on_new;  // one more has been made

 private:
  std::string name_;
  std::deque<Port> ports_;  // a deque: ports stay where they are
};

// Opens the port at 1200 baud and closes it: asks many boards for their bootloader.
void touch_1200(Console&);

}  // namespace emulator::usb
