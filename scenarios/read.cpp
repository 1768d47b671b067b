#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "boards/json_lines.hpp"
#include "emulator/near_names.hpp"
#include "scenarios/expected.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/table.hpp"

namespace scenarios {

namespace {

using namespace std::chrono_literals;
using boards::Json;
using boards::ObjectReader;

constexpr emulator::Duration default_limit = 60s;  // of virtual time
constexpr double default_host_limit = 60;          // seconds

class ScenarioReader {
 public:
  ScenarioReader(const std::string& source, const Files& files, const boards::Chips& chips,
                 const boards::JsonLines& lines, boards::Mistakes& mistakes)
      : source_(source), files_(files), chips_(chips), lines_(lines), mistakes_(mistakes) {}

  std::optional<Scenario> read(const Json& json, const std::string& row) {
    ObjectReader file{json, "", mistakes_};
    file.text("$schema");
    scenario_.source = source_;
    scenario_.name = file.text("name");
    if (scenario_.name.empty()) scenario_.name = stem();
    if (!row.empty()) scenario_.name += fmt::format(" [{}]", row);
    file.text("description");
    if (!read_circuit_or_board(file)) return std::nullopt;
    scenario_.seed = static_cast<emulator::u64>(file.number("seed", 1, 0, 9e15));
    read_limits(file);
    scenario_.strict = file.flag("strict", false);
    scenario_.may_raise = file.flag("may_raise", false);
    Stage stage{scenario_.circuit, scenario_.seed, chips_};
    stage.looking = &scenario_.nets;
    stage.looking_at_buses = &scenario_.buses;
    read_firmware(file, stage);
    read_scripts(file, stage);
    read_board_files(file, stage);
    read_world(file, stage);
    ReadContext context{
        .stage = stage,
        .mistakes = mistakes_,
        .file = [this](const std::string& path) { return beside(path); },
        .place =
            [this](const std::string& path) { return fmt::format("{}:{}: {}", source_, lines_.line(path), path); }};
    if (const Json* steps = file.value("steps"))
      scenario_.steps = read_steps(*steps, "steps", context);
    else
      file.mistake("steps", "is missing: what is done and expected");
    scenario_.may_raise |= context.may_raise;
    file.reject_rest();
    return std::move(scenario_);
  }

 private:
  std::string stem() const {
    const std::string name = std::filesystem::path{source_}.filename().string();
    const std::string all = name.substr(0, name.find(".scenario.json"));
    return all == "scenario.json" ? std::filesystem::path{source_}.parent_path().filename().string() : all;
  }
  std::string path_beside(const std::string& path) const {
    return (std::filesystem::path{source_}.parent_path() / path).string();
  }
  std::string beside(const std::string& path) const { return files_.text(path_beside(path)); }
  std::string part_of_circuit(const std::string& path) {
    std::string text = files_.text(path);
    scenario_.made_of += text + "\n";
    return text;
  }

  bool read_circuit_or_board(ObjectReader& file) {
    const std::string circuit = file.text("circuit"), board = file.text("board");
    if (circuit.empty() == board.empty()) {
      file.mistake(circuit.empty() ? "board" : "circuit",
                   "one of \"board\" (its name) and \"circuit\" (a file beside this one) is needed");
      return false;
    }
    try {
      if (!circuit.empty()) {
        const std::string path = path_beside(circuit);
        scenario_.circuit = boards::read_circuit(
            part_of_circuit(path), path, boards::Library{chips_},
            [this](const std::string& board) { return part_of_circuit(board); }, chips_);
        return true;
      }
      boards::Library library{chips_};
      std::string name = board;
      if (board.ends_with(".json")) name = library.add(part_of_circuit(path_beside(board)), path_beside(board));
      scenario_.made_of += board + "\n";
      scenario_.circuit = boards::circuit_of(library.describe(name));
      return true;
    } catch (const std::runtime_error& error) {
      // Mistakes in that file are told with its own name and lines.
      file.mistake(circuit.empty() ? "board" : "circuit", error.what());
    }
    return false;
  }

  void read_limits(ObjectReader& file) {
    scenario_.limit = default_limit;
    scenario_.host_limit = default_host_limit;
    auto limits = file.object("limits");
    if (!limits) return;
    if (const auto time = read_duration(*limits, "virtual")) scenario_.limit = *time;
    if (const auto time = read_duration(*limits, "host")) scenario_.host_limit = emulator::seconds(*time);
    limits->reject_rest();
  }

  void each_board(
      ObjectReader& file, const char* one, const char* several, Stage& stage,
      const std::function<void(const std::string& board, const std::string& value, const std::string& path)>& use) {
    const std::string value = file.text(one);
    if (!value.empty()) use(stage.circuit().description().boards.front().name, value, one);
    for (const auto& [board, text] : file.text_map(several)) {
      const std::string path = boards::join_path(several, board);
      try {
        stage.circuit().board(board);
        if (value.empty() || board != stage.circuit().description().boards.front().name)
          use(board, text, path);
        else
          mistakes_.add(path, fmt::format("and \"{}\" speak of the same board", one));
      } catch (const boards::BoardError& error) { mistakes_.add(path, error.what()); }
    }
  }

  void read_firmware(ObjectReader& file, Stage& stage) {
    each_board(file, "firmware", "firmwares", stage, [&](const auto& board, const auto& value, const auto&) {
      const bool is_file = value.find('/') != value.npos || value.ends_with(".uf2") || value.ends_with(".hex") ||
                           value.ends_with(".bin") || value.ends_with(".elf") || value.ends_with(".dfu");
      scenario_.firmware[board] = is_file ? path_beside(value) : value;
    });
  }

  void read_scripts(ObjectReader& file, Stage& stage) {
    each_board(file, "script", "scripts", stage, [&](const auto& board, const auto& value, const auto& path) {
      try {
        scenario_.scripts.push_back({board, beside(value), value});
      } catch (const std::runtime_error& error) { mistakes_.add(path, error.what()); }
    });
    const std::string code = file.text("code");
    if (code.empty()) return;
    const std::string& first = stage.circuit().description().boards.front().name;
    for (const Script& script : scenario_.scripts)
      if (script.board == first) file.mistake("code", "and a script speak of the same board");
    scenario_.scripts.push_back({first, code, "code"});
  }

  // "world": {"sensor.temperature": 30}: what is so when the power comes.
  void read_world(ObjectReader& file, Stage& stage) {
    auto world = file.object("world");
    if (!world) return;
    std::vector<std::string> names;
    for (const auto& [name, quantity] : stage.machine().world.all()) names.push_back(name);
    for (const auto& [name, json] : world->rest()) {
      const std::string path = boards::join_path("world", name);
      const emulator::Quantity* quantity = stage.machine().world.find(name);
      if (!quantity) {
        mistakes_.add(path, fmt::format("there is no quantity \"{}\"{}", name, emulator::did_you_mean(name, names)));
      } else if (const auto number = read_number(*json, path, quantity->unit(), mistakes_)) {
        const auto [low, high] = quantity->range();
        if (*number < low || *number > high)
          mistakes_.add(
              path, fmt::format("{} can be {} to {}, not {}", name, low, with_unit(high, quantity->unit()), *number));
        scenario_.world[name] = *number;
      }
    }
  }

  // "files": {"lib/font.py": "font.py"} for the first board, to the left what it is called there.
  void read_board_files(ObjectReader& file, Stage& stage) {
    const std::string& board = stage.circuit().description().boards.front().name;
    const bool has_script = std::ranges::find(scenario_.scripts, board, &Script::board) != scenario_.scripts.end();
    for (const auto& [path, name] : file.text_map("files")) {
      const std::string place = boards::join_path("files", path);
      if (!has_script) mistakes_.add(place, "goes to a board before its script begins, and there is no script");
      if (path.empty() || path.starts_with('/') || path.ends_with('/') || path.find("//") != path.npos)
        mistakes_.add(place, "must be a path on the board like \"lib/font.py\"");
      try {
        scenario_.files.push_back({board, path, beside(name), name});
      } catch (const std::runtime_error& error) { mistakes_.add(place, error.what()); }
    }
  }

  const std::string& source_;
  const Files& files_;
  const boards::Chips& chips_;
  const boards::JsonLines& lines_;
  boards::Mistakes& mistakes_;
  Scenario scenario_;
};

}  // namespace

std::vector<Scenario> read_scenarios(const std::string& source, const Files& files, const boards::Chips& chips) {
  const std::string text = files.text(source);
  const Json json = boards::parse_json(text, source, "a scenario file");
  const boards::JsonLines lines{text};
  boards::Mistakes mistakes{[&](const std::string& path) { return fmt::format("{}:{}", source, lines.line(path)); }};
  std::vector<Scenario> scenarios;
  for (const Row& row : rows_of(json, mistakes)) {
    if (auto scenario = ScenarioReader{source, files, chips, lines, mistakes}.read(row.scenario, row.name))
      scenarios.push_back(std::move(*scenario));
    if (mistakes.any()) break;  // the next row would say the same again
  }
  mistakes.throw_if_any();
  return scenarios;
}

}  // namespace scenarios
