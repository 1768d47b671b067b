// `vivarium convert`: a Wokwi project as files of ours.
#include <fmt/format.h>

#include <filesystem>

#include "emulator/cli/commands.hpp"
#include "emulator/cli/exit_code.hpp"
#include "emulator/cli/text.hpp"
#include "emulator/cli/wokwi_files.hpp"
#include "emulator/host/file.hpp"

namespace cli {
namespace fs = std::filesystem;
namespace {

struct Options {
  std::string project, folder;
  bool force = false, leave_out = false;
};

std::string shown(const fs::path& path) {
  const std::string relative = path.lexically_relative(fs::current_path()).string();
  return relative.empty() || relative.starts_with("..") ? path.string() : relative;
}

struct Output {
  fs::path path;
  std::string text;
};

// "blink.test.yaml" -> "blink"
std::string stem(const fs::path& yaml) {
  const std::string name = yaml.filename().string();
  return name.substr(0, name.find('.'));
}

int convert(const Options& options) {
  const fs::path source = fs::absolute(options.project).lexically_normal();
  if (!fs::exists(source)) throw Failure(bad_input, fmt::format("there is no file or folder {}", options.project));
  const wokwi::Project project = wokwi_project(source.string(), boards::built_in_chips(), options.leave_out);
  const fs::path folder =
      (options.folder.empty() ? fs::path{project.folder()} : fs::absolute(options.folder)).lexically_normal();
  std::vector<Output> outputs{{folder / "circuit.json", project.circuit_file()}};
  const auto scenarios = is_yaml(source) ? std::vector<std::string>{source.string()} : wokwi_scenarios(project);
  for (const std::string& yaml : scenarios) {
    fs::path path = folder / (stem(yaml) + ".scenario.json");
    for (int n = 2; std::ranges::find(outputs, path, &Output::path) != outputs.end(); ++n)
      path = folder / fmt::format("{}-{}.scenario.json", stem(yaml), n);
    outputs.push_back({path, project.scenario_file(yaml, folder.string())});
  }
  for (const auto& [path, text] : outputs)
    if (!options.force && fs::exists(path) && emulator::read_text(path) != text)
      throw Failure(bad_input, fmt::format("{} is there already and is another; --force replaces it", shown(path)));
  fs::create_directories(folder);
  for (const auto& [path, text] : outputs) {
    emulator::write_file_atomically(path, {reinterpret_cast<const emulator::u8*>(text.data()), text.size()});
    fmt::print("{}\n", shown(path));
  }
  for (const std::string& remark : project.remarks()) say(remark);
  for (const std::string& yaml : scenarios)
    for (const std::string& remark : project.read(yaml).remarks) say(remark);
  return ok;
}

}  // namespace

void add_convert(CLI::App& program, Todo& todo) {
  CLI::App* app = program.add_subcommand("convert", "Write a Wokwi project as a circuit and scenarios of ours");
  explain(
      *app,
      "Reads diagram.json, wokwi.toml and the automation scenarios (YAML) of a Wokwi project and writes circuit.json "
      "and\n"
      "a *.scenario.json for each, which `vivarium test` plays. Programs and firmware stay where they are.");
  app->footer(
      "Examples:\n  vivarium convert blinky\n  vivarium convert blinky -o converted && vivarium test converted\n");
  const auto options = std::make_shared<Options>();
  app->add_option("PROJECT", options->project, "The project's folder, its diagram.json, or one scenario")
      ->required()
      ->type_name("");
  app->add_option("-o,--output", options->folder, "Where to write; into the project's folder by default")
      ->type_name("DIR");
  app->add_flag("--force", options->force, "Replace files that are there");
  app->add_flag("--leave-out", options->leave_out, "Leave out the parts that are not had here, instead of refusing");
  app->callback([options, &todo] { todo = [options] { return convert(*options); }; });
}

}  // namespace cli
