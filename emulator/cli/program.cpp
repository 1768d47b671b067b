// The command line as a whole: subcommands, --version, and how mistakes are told.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "cpu/engines.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/host/signals.hpp"

namespace cli {
namespace {

constexpr const char* about =
    "Vivarium runs unmodified MicroPython and CircuitPython firmware on virtual boards: the processor is\n"
    "executed instruction by instruction, the chip's peripherals answer at register level, and the same\n"
    "inputs give the same run, to the cycle.";

constexpr const char* footer =
    "`vivarium COMMAND --help` explains a command. Begin with:\n"
    "  vivarium boards\n"
    "  vivarium run microbit -c 'print(6*7)'\n";

std::string version() {
  return fmt::format("vivarium {}\nengines: {}", VIVARIUM_VERSION, fmt::join(cpu::available_engines(), ", "));
}

// Of each command one line, its first.
class Overview : public CLI::Formatter {
 public:
  std::string make_subcommand(const CLI::App* command) const override {
    const std::string whole = command->get_description();
    std::ostringstream out;
    CLI::detail::format_help(out, command->get_name(), whole.substr(0, whole.find('\n')), get_column_width());
    return out.str();
  }
};

// CLI11's messages end with its own hint and may have several lines.
int usage_mistake(const CLI::App& app, const CLI::ParseError& mistake) {
  const CLI::App* command = &app;
  for (const auto& chosen = app.get_subcommands(); !chosen.empty();) {
    command = chosen.front();
    break;
  }
  const auto left = app.remaining();
  const std::string what =
      command == &app && !left.empty() ? fmt::format("there is no command \"{}\"", left.front()) : mistake.what();
  say(fmt::format("{}; `vivarium{}{} --help` explains", what, command == &app ? "" : " ",
                  command == &app ? "" : command->get_name()));
  return bad_input;
}

}  // namespace

CLI::App& explain(CLI::App& command, const char* text) {
  command.description(command.get_description() + "\n\n" + text);
  return command;
}

int main(int argc, char** argv) {
  emulator::hear_ending_signals();
  CLI::App app{about, "vivarium"};
  app.footer(footer);
  app.formatter(std::make_shared<Overview>());
  app.set_version_flag("--version", version(), "Print the version and the engines there are, and leave");
  app.set_help_flag("-h,--help", "Print this help, and leave");
  app.require_subcommand(1);
  Todo todo;
  add_run(app, todo);
  add_boards(app, todo);
  add_firmware(app, todo);
  add_disassemble(app, todo);
  add_snapshot(app, todo);
  add_test(app, todo);
  add_check(app, todo);
  add_convert(app, todo);
  add_parts(app, todo);
  add_usb(app, todo);
  add_drive(app, todo);
  add_bench(app, todo);
  add_picture(app, todo);
  add_gui(app, todo);
  try {
    app.parse(argc, argv);
    return todo();
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    return usage_mistake(app, e);
  } catch (const Failure& e) {
    say(e.what());
    return e.code;
  } catch (const std::exception& e) {  // what the rooms below say of a file, a board, a port
    say(e.what());
    return bad_input;
  }
}

}  // namespace cli
