#include "emulator/gdb/monitor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "emulator/gdb/peripheral_text.hpp"

namespace emulator::gdb {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

std::span<const Monitor::Command> Monitor::commands() {
  static constexpr std::array<Command, 5> table{
      {{"help", "", "this list", &Monitor::help},
       {"reset", "[halt]", "reset the board as its reset button does; it stands before its first instruction",
        &Monitor::reset},
       {"regs", "[PERIPHERAL[.REGISTER]]", "registers and fields by name; alone: the chip's peripherals",
        &Monitor::regs},
       {"time", "", "virtual time, and each core's cycles", &Monitor::time},
       {"findings", "", "what the firmware did that the chip forbids or the emulator lacks", &Monitor::findings}}};
  return table;
}

std::string Monitor::run(std::string_view line) {
  line = trimmed(line);
  const auto end = std::min(line.find_first_of(blanks), line.size());
  const std::string_view name = line.substr(0, end);
  for (const Command& command : commands())
    if (command.name == name) return (this->*command.run)(trimmed(line.substr(end)));
  if (name.empty()) return help({});
  return fmt::format("there is no monitor command \"{}\"\n{}", name, help({}));
}

std::string Monitor::help(Words) {
  std::string text = "monitor commands:\n";
  for (const Command& c : commands())
    text +=
        fmt::format("  {:<32} {}\n", c.arguments.empty() ? c.name : fmt::format("{} {}", c.name, c.arguments), c.help);
  return text;
}

std::string Monitor::reset(Words words) {
  if (!words.empty() && words != "halt") return fmt::format("reset takes \"halt\" or nothing, not \"{}\"\n", words);
  reset_();
  return fmt::format("{} is reset and halted at {:#010x}; \"continue\" starts it\n", chip_.name(),
                     chip_.cores().front()->pc());
}

std::string Monitor::regs(Words words) {
  return words.empty() ? peripheral_list(chip_) : peripheral_registers(chip_, words);
}

std::string Monitor::time(Words) {
  std::string text = fmt::format("virtual time {}\n", format_time(machine_.now()));
  for (const Cpu* core : chip_.cores())
    text += fmt::format("  {}: {} cycles at {} Hz, {} at {:#010x}\n", core->name(), core->cycles(), core->clock().hz(),
                        core->sleeping() ? "asleep" : "awake", core->pc());
  return text;
}

std::string Monitor::findings(Words) {
  std::string text;
  for (const Machine::Finding& f : machine_.findings())
    text += fmt::format("  {}{}\n", f.text, f.count > 1 ? fmt::format(", {} times", f.count) : "");
  return text.empty() ? "nothing to complain of\n" : text;
}

}  // namespace emulator::gdb
