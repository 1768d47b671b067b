// `vivarium drive`: the files in a board's saved flash.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "emulator/cli/board_files.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/copy_files.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/fat/sectors.hpp"

namespace cli {
namespace {

using namespace emulator;

constexpr const char* about =
    "Lists, copies and removes files in a board's saved flash (vivarium run BOARD --flash FILE). The board is\n"
    "booted for it, and the firmware's own USB drive (CircuitPython) or REPL (MicroPython) gives and takes the\n"
    "files. The flash file is written at the end, if all went well, or not at all.";

constexpr const char* examples =
    "Paths on the board begin with a colon where they could be this computer's.\n"
    "Examples:\n"
    "  vivarium drive pico --flash pico.bin ls\n"
    "  vivarium drive pico --flash pico.bin cp main.py :\n"
    "  vivarium drive pico --flash pico.bin cp -r lib :\n"
    "  vivarium drive pico --flash pico.bin cp :log.txt .\n"
    "  vivarium drive pico --flash pico.bin cat log.txt\n"
    "  vivarium drive pico --flash pico.bin mkdir data\n"
    "  vivarium drive pico --flash pico.bin rm -r lib\n";

struct Options : BoardFiles::Options {
  std::vector<std::string> paths;
  bool recursive = false;
};

fat::FileInfo found_file(fat::Files& files, const std::string& path) {
  const auto found = files.find(path);
  if (!found) throw fat::FatError(fmt::format("there is no file {}", path));
  return *found;
}

int list(const Options& options) {
  BoardFiles board{options};
  const std::string path = options.paths.empty() ? "" : board_path(options.paths.front());
  auto items =
      is_board_directory(board.files(), path) ? board.files().list(path) : std::vector{found_file(board.files(), path)};
  std::ranges::sort(items, {}, &fat::FileInfo::name);
  for (const auto& f : items) std::printf("%12u %s%s\n", f.size, f.name.c_str(), f.directory ? "/" : "");
  return ok;
}

int print(const Options& options) {
  BoardFiles board{options};
  for (const auto& path : options.paths) {
    const auto bytes = board.files().read(board_path(path));
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
  }
  return ok;
}

int copy(Options options) {
  const std::string destination = options.paths.back();
  options.paths.pop_back();
  options.may_create = on_board(destination);
  BoardFiles board{options};
  copy_files(board.files(), options.paths, destination, options.recursive);
  if (on_board(destination)) board.save();
  return ok;
}

int make_directories(Options options) {
  options.may_create = true;
  BoardFiles board{options};
  for (const auto& path : options.paths) board.files().make_directory(board_path(path), {});
  board.save();
  return ok;
}

int remove(const Options& options) {
  BoardFiles board{options};
  for (const auto& path : options.paths) remove_files(board.files(), board_path(path), options.recursive);
  board.save();
  return ok;
}

}  // namespace

void add_drive(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("drive", "List, copy and remove files in a board's saved flash");
  explain(*app, about).footer(examples);
  app->require_subcommand(1);
  const auto o = std::make_shared<Options>();
  app->add_option("BOARD", o->board, "The board, one of `vivarium boards`, or a board file (.json)")
      ->required()
      ->type_name("");
  app->add_option("--flash", o->flash, "The board's persistent memory; cp and mkdir make the file if it is not there")
      ->required()
      ->type_name("FILE");
  app->add_option("--firmware", o->firmware, "Put this image into the flash first")->type_name("FILE");
  const auto add = [&](const char* name, const char* help, int (*what)(Options)) {
    CLI::App* command = app->add_subcommand(name, help);
    command->fallthrough();
    command->callback([o, what, &todo] { todo = [o, what] { return what(*o); }; });
    return command;
  };
  const auto paths = [o](CLI::App* command, const char* name, const char* help) {
    return command->add_option(name, o->paths, help)->type_name("");
  };
  paths(add("ls", "List a directory", [](Options x) { return list(x); }), "PATH", "The root if not given")
      ->expected(0, 1);
  paths(add("cat", "Print files", [](Options x) { return print(x); }), "PATH", "Files on the board")->required();
  CLI::App* cp = add("cp", "Copy files; a path of the board begins with a colon", [](Options x) { return copy(x); });
  paths(cp, "SRC... DST", "Where from, and last where to")->required()->expected(2, 1 << 20);
  cp->add_flag("-r,--recursive", o->recursive, "Directories with all that is in them");
  paths(add("mkdir", "Make directories", [](Options x) { return make_directories(x); }), "PATH", "On the board")
      ->required();
  CLI::App* rm = add("rm", "Remove files", [](Options x) { return remove(x); });
  paths(rm, "PATH", "On the board")->required();
  rm->add_flag("-r,--recursive", o->recursive, "Directories with all that is in them");
}

}  // namespace cli
