// `vivarium check`: what is wrong with our files, all at once.
#include <fmt/format.h>

#include "boards/chips.hpp"
#include "boards/json.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/host/file.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/schemas/embedded.hpp"

namespace cli {
namespace {

// What the file is, by the keys that only such files have.
std::string check(const std::string& path) {
  const auto json = boards::parse_json(emulator::read_text(path), path, "a board, circuit or scenario file");
  if (json.contains("steps") || json.contains("circuit")) {
    const auto cases = scenarios::read_scenarios(
        path, {[](const std::string& file) { return emulator::read_text(file); }}, boards::built_in_chips());
    return cases.size() == 1 ? "a scenario" : fmt::format("a scenario of {} cases", cases.size());
  }
  if (json.contains("boards")) {
    const auto circuit = describe_circuit(path);
    return fmt::format("a circuit of {} board{} and {} part{}", circuit.boards.size(),
                       circuit.boards.size() == 1 ? "" : "s", circuit.parts.size(),
                       circuit.parts.size() == 1 ? "" : "s");
  }
  return "the board " + describe_board(path).name;
}

int check_all(const std::vector<std::string>& paths) {
  int code = ok;
  for (const std::string& path : paths) {
    try {
      fmt::print("{}: {}\n", path, check(path));
    } catch (const std::runtime_error& error) {
      say(error.what());
      code = bad_input;
    }
  }
  return code;
}

int print_schema(const std::string& of) {
  for (const auto& file : scenarios::embedded_files())
    if (file.name.ends_with("/" + of + ".schema.json")) return fmt::print("{}", file.text), ok;
  throw Failure(bad_input, fmt::format("--schema: there are schemas of circuit and scenario files, not of \"{}\"", of));
}

}  // namespace

void add_check(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("check", "Tell what is wrong with board, circuit and scenario files");
  app->description(
      "Reads the files and everything they name, runs nothing, and tells every mistake at once: file, line, place,\n"
      "and what was probably meant. Exit code: 0 all is well, 2 there are mistakes.");
  app->footer(
      "Examples:\n  vivarium check circuit.json\n  vivarium check *.scenario.json\n"
      "  vivarium check --schema scenario > scenario.schema.json\n");
  const auto paths = std::make_shared<std::vector<std::string>>();
  const auto schema = std::make_shared<std::string>();
  app->add_option("FILE", *paths, "Board, circuit and scenario files (JSON)")->type_name("");
  app->add_option("--schema", *schema, "Print the JSON schema of circuit or scenario files, for editors")
      ->type_name("KIND");
  app->callback([paths, schema, &todo] {
    if (schema->empty() && paths->empty()) throw CLI::RequiredError("FILE");
    todo = [paths, schema] { return schema->empty() ? check_all(*paths) : print_schema(*schema); };
  });
}

}  // namespace cli
