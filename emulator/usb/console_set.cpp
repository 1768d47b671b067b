#include "emulator/usb/console_set.hpp"

namespace emulator::usb {

ConsoleSet::Port::Port(std::string name) : console(std::move(name)) {
  console.connect({[this] {
                     if (guest_.on_input) guest_.on_input();
                   },
                   [this](const HostLines& lines) {
                     lines_chosen_ = true;
                     if (guest_.on_lines) guest_.on_lines(lines);
                   },
                   [this](const SerialFormat& format) {
                     if (guest_.on_format) guest_.on_format(format);
                   }});
}

HostLines ConsoleSet::Port::lines() const { return lines_chosen_ ? console.lines() : HostLines{true, true, false}; }

ConsoleSet::ConsoleSet(std::string name) : name_(std::move(name)) { ports_.emplace_back(name_); }

ConsoleSet::Port& ConsoleSet::free_port() {
  for (auto& port : ports_)
    if (!port.taken) return port;
  Port& port = ports_.emplace_back(name_ + std::to_string(ports_.size() + 1));
  if (on_new) on_new(port.console);
  return port;
}

void touch_1200(Console& console) {
  console.set_host_format({.baud = 1200});
  console.set_lines({.dtr = true, .rts = true});
  console.set_lines({});
}

}  // namespace emulator::usb
