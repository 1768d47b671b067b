// `vivarium snapshot`: a board frozen into a file, and thawed.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "emulator/cli/commands.hpp"
#include "emulator/cli/run.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/hash.hpp"
#include "emulator/host/file.hpp"
#include "emulator/snapshot.hpp"

namespace cli {
namespace {

using emulator::Snapshot;

struct Options : RunOptions {
  std::string file, after = "2s";
};

Snapshot read(const std::string& path) { return Snapshot::decode(emulator::read_file(path), path); }

int save(Options options) {
  options.save_snapshot = options.file;
  options.unattended = true;
  if (!options.has_script()) {
    try {
      options.for_ = parse_duration(options.after);
    } catch (const std::invalid_argument& e) { throw Failure(bad_input, e.what()); }
    options.speed = emulator::Speed::max();
  }
  Run run{options};
  return run();
}

int load(Options options) {
  options.board = read(options.file).board;
  options.load_snapshot = options.file;
  Run run{options};
  return run();
}

int show(const std::string& path) {
  const Snapshot s = read(path);
  std::printf("%s\n", table({{"board", s.board},
                             {"virtual time", emulator::format_time(s.time)},
                             {"firmware", "SHA-256 " + emulator::to_hex(s.image)},
                             {"state", fmt::format("{} bytes", s.state.size())},
                             {"written by", "vivarium " + s.version}})
                          .c_str());
  return ok;
}

}  // namespace

void add_snapshot(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("snapshot", "Freeze a board into a file; go on from one");
  explain(
      *app,
      "A snapshot is a whole board at one moment of virtual time: memory, registers, parts, the world. What comes\n"
      "after it is the same, to the byte, as if the board had never stopped. `vivarium run` has --save-snapshot and\n"
      "--load-snapshot for the same, with all its other options.");
  app->footer(
      "Examples:\n  vivarium snapshot save microbit booted.snapshot\n"
      "  vivarium snapshot load booted.snapshot -c 'print(6*7)'\n  vivarium snapshot show booted.snapshot\n");
  app->require_subcommand(1);
  const auto options = std::make_shared<Options>();

  CLI::App* saving = app->add_subcommand("save", "Run a board, then freeze it");
  saving->add_option("BOARD", options->board, "The board")->required()->type_name("");
  saving->add_option("FILE", options->file, "Where to")->required()->type_name("");
  saving->add_option("SCRIPT", options->script, "Run this first, then freeze")->type_name("");
  saving->add_option("-c,--code", options->code, "The same, as Python")->type_name("CODE");
  saving->add_option("--after", options->after, "Without a script: freeze after so much virtual time; 2s by default")
      ->type_name("TIME");
  saving->add_option("--firmware", options->firmware, "The firmware image")->type_name("FILE");
  saving->add_option("--seed", options->seed, "Where chance comes from; 1 by default")->type_name("N");
  saving->callback([options, &todo] { todo = [options] { return save(*options); }; });

  CLI::App* loading = app->add_subcommand("load", "Go on from a frozen board: a script, or its REPL in the terminal");
  loading->add_option("FILE", options->file, "The snapshot")->required()->type_name("");
  loading->add_option("SCRIPT", options->script, "A Python file for the board; - is standard input")->type_name("");
  loading->add_option("-c,--code", options->code, "Python for the board instead of a file")->type_name("CODE");
  loading->callback([options, &todo] { todo = [options] { return load(*options); }; });

  CLI::App* showing = app->add_subcommand("show", "Tell what a snapshot is of");
  showing->add_option("FILE", options->file, "The snapshot")->required()->type_name("");
  showing->callback([options, &todo] { todo = [options] { return show(options->file); }; });
}

}  // namespace cli
