// `vivarium check`: what is wrong with our files, all at once.
#include <fmt/format.h>

#include <filesystem>

#include "boards/chips.hpp"
#include "boards/json.hpp"
#include "emulator/cli/board_setup.hpp"
#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/scenario_files.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/cli/wokwi_files.hpp"
#include "emulator/host/file.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/schemas/embedded.hpp"

namespace cli {
namespace {

std::string check_wokwi(const std::string& path) {
  const auto project = wokwi_project(path, boards::built_in_chips(), false);
  std::string what = "a Wokwi project";
  if (is_yaml(path)) {
    const auto steps = project.read(path).steps.size();
    project.scenarios(path);
    what = fmt::format("a Wokwi scenario of {} steps", steps);
  } else {
    const auto& json = project.circuit().json;
    const std::size_t parts = json.contains("parts") ? json["parts"].size() : 0;
    what += fmt::format(" of {} board{} and {} part{}", json["boards"].size(), json["boards"].size() == 1 ? "" : "s",
                        parts, parts == 1 ? "" : "s");
    for (const std::string& remark : project.remarks()) what += "\n  " + remark;
  }
  return what;
}

// What the file is, by the keys that only such files have.
std::string check(const std::string& path) {
  if (is_yaml(path) || is_diagram(path)) return check_wokwi(path);
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

// Of folders: their diagrams and scenarios.
std::vector<std::string> files_of(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    const auto diagram = std::filesystem::path{path} / "diagram.json";
    const bool project = std::filesystem::exists(diagram);
    if (project) files.push_back(diagram.lexically_normal().string());
    try {
      for (const std::string& file : scenario_files({path})) files.push_back(file);
    } catch (const Failure&) {
      if (!project) throw;
    }
  }
  return files;
}

int check_all(const std::vector<std::string>& paths) {
  int code = ok;
  for (const std::string& path : files_of(paths)) {
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
  CLI::App* app =
      program.add_subcommand("check", "Tell what is wrong with board, circuit and scenario files, and Wokwi projects");
  explain(
      *app,
      "Reads the files and everything they name, runs nothing, and tells every mistake at once: file, line, place,\n"
      "and what was probably meant. Exit code: 0 all is well, 2 there are mistakes.");
  app->footer(
      "Examples:\n  vivarium check circuit.json\n  vivarium check *.scenario.json\n  vivarium check wokwi-project\n"
      "  vivarium check --schema scenario > scenario.schema.json\n");
  const auto paths = std::make_shared<std::vector<std::string>>();
  const auto schema = std::make_shared<std::string>();
  app->add_option("FILE", *paths,
                  "Board, circuit and scenario files (JSON), Wokwi's diagram.json and scenarios (YAML), or folders")
      ->type_name("");
  app->add_option("--schema", *schema, "Print the JSON schema of circuit or scenario files, for editors")
      ->type_name("KIND");
  app->callback([paths, schema, &todo] {
    if (schema->empty() && paths->empty()) throw CLI::RequiredError("FILE");
    todo = [paths, schema] { return schema->empty() ? check_all(*paths) : print_schema(*schema); };
  });
}

}  // namespace cli
