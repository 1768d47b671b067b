#pragma once
// The subcommands. Each adds itself to the command line and, when chosen, leaves what is to be done in `todo`.
#include <CLI/CLI.hpp>
#include <functional>

namespace cli {

using Todo = std::function<int()>;

void add_run(CLI::App&, Todo&);
void add_boards(CLI::App&, Todo&);
void add_firmware(CLI::App&, Todo&);
void add_disassemble(CLI::App&, Todo&);
void add_snapshot(CLI::App&, Todo&);
void add_test(CLI::App&, Todo&);
void add_check(CLI::App&, Todo&);
void add_convert(CLI::App&, Todo&);
void add_parts(CLI::App&, Todo&);
void add_usb(CLI::App&, Todo&);
void add_drive(CLI::App&, Todo&);
void add_bench(CLI::App&, Todo&);
void add_picture(CLI::App&, Todo&);
void add_gui(CLI::App&, Todo&);

// What a command's own --help says below the line that the program's --help has of it.
CLI::App& explain(CLI::App& command, const char* text);

// The whole program.
int main(int argc, char** argv);

}  // namespace cli
