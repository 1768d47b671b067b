#include "wokwi/project.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <utility>

#include "peripherals/parts/part.hpp"
#include "wokwi/aligned.hpp"
#include "wokwi/config.hpp"
#include "wokwi/imports.hpp"

namespace wokwi {

namespace fs = std::filesystem;
using boards::Json;

namespace {

constexpr double spare_seconds = 120;  // of virtual time beyond a scenario's delays
constexpr const char* host_limit = "10 min";
constexpr std::size_t largest_file = 256 * 1024;  // that is put on a board

Shelves shelves(const boards::Chips& chips) {
  return {[](const std::string& type) { return parts::PartCatalogue::find(type) != nullptr; },
          [boards = boards::Library{chips}.names()](const std::string& name) {
            return std::ranges::find(boards, name) != boards.end();
          }};
}

std::string normal(const fs::path& path) { return path.lexically_normal().string(); }

// The way to a file from a folder; both are relative to the same place, or absolute.
std::string way(const std::string& folder, const std::string& file) {
  return fs::path{normal(file)}.lexically_relative(folder.empty() ? "." : normal(folder)).string();
}

}  // namespace

std::string project_of(const std::string& yaml_path, const Files& files) {
  fs::path folder = fs::path{yaml_path}.parent_path();
  for (;;) {
    if (files.exists((folder / "diagram.json").string())) return folder.empty() ? "." : folder.string();
    if (folder.empty() || folder == folder.root_path() || folder.filename() == "..") return {};
    folder = folder.parent_path();
  }
}

Project::Project(std::string folder, const Files& files, const boards::Chips& chips, bool leave_out)
    : folder_(std::move(folder)), files_(files), chips_(chips) {
  diagram_ = std::make_unique<DiagramFile>(files_.text(diagram_path()), diagram_path());
  diagram_->mistakes().throw_if_any();
  choose_program();
  circuit_ = make_circuit(*diagram_, shelves(chips_), {.leave_out = leave_out, .monitor = own_program_});
  diagram_->mistakes().throw_if_any();
  remarks_.insert(remarks_.end(), circuit_.remarks.begin(), circuit_.remarks.end());
  if (!script_.empty()) take_files();
  // Whatever else is wrong with it is told by our own reader, with the diagram's lines.
  boards::read_circuit(
      aligned(circuit_.json, circuit_.lines), diagram_path(), boards::Library{chips_},
      [this](const std::string& path) { return files_.text(path); }, chips_);
}

std::string Project::path(const std::string& name) const { return normal(fs::path{folder_} / name); }
std::string Project::diagram_path() const { return path("diagram.json"); }

void Project::choose_program() {
  for (const char* name : {"main.py", "code.py"})
    if (script_.empty() && files_.exists(path(name))) script_ = name;
  const std::string toml = path("wokwi.toml");
  if (files_.exists(toml)) {
    const Config config = read_config(files_.text(toml), toml);
    for (const std::string& file : {config.firmware, config.elf})
      if (!file.empty() && files_.exists(path(file))) return take_firmware(file, config.firmware_line);
    if (!config.firmware.empty() && script_.empty()) find_programs();
    if (!config.firmware.empty() && script_.empty() && programs_.empty())
      throw boards::BoardError(fmt::format("{}:{}: wokwi.firmware: there is no file {}; build the project first", toml,
                                           config.firmware_line, path(config.firmware)));
    if (!config.firmware.empty())
      remarks_.push_back(fmt::format("{}:{}: {} is not there; an interpreter from the firmware store takes its place",
                                     toml, config.firmware_line, config.firmware));
  }
  if (script_.empty() && programs_.empty()) find_programs();
  if (script_.empty() && programs_.empty())
    throw boards::BoardError(
        fmt::format("{}: there is nothing to run: no firmware in a wokwi.toml, no main.py, no code.py and no "
                    "other program beside it",
                    diagram_path()));
  firmware_ = script_ == "code.py" ? "circuitpython" : "micropython";
  for (const DiagramPart& part : diagram_->diagram().parts) {
    const std::string wanted = part.attribute("env", "");
    if (wanted.starts_with("circuitpython")) firmware_ = "circuitpython";
    if (wanted.starts_with("micropython") || wanted.starts_with("circuitpython"))
      remarks_.push_back(fmt::format("{}:{}: {} is asked for; what the firmware store has is taken", diagram_path(),
                                     part.line, wanted));
  }
}

// Without a main.py: the only program there is, or each scenario's that is named like it. What others import is none.
void Project::find_programs() {
  std::vector<std::string> all = files_.below(folder_);
  std::erase_if(all, [](const std::string& file) {
    return !file.ends_with(".py") || file.find('/') != file.npos || file == "boot.py";
  });
  std::set<std::string> taken;
  for (const std::string& file : all)
    for (const std::string& needed : files_for(file)) taken.insert(needed);
  for (const DiagramPart& part : diagram_->diagram().parts) {  // one of several boards has a program of its own
    if (!find_board_type(part.type)) continue;
    if (script_.empty() && files_.exists(path(part.id + ".py"))) script_ = part.id + ".py";
    taken.insert(part.id + ".py");
  }
  if (!script_.empty()) return;
  std::erase_if(all, [&](const std::string& file) { return taken.contains(file); });
  if (all.size() == 1)
    script_ = all.front();
  else
    programs_ = std::move(all);
}

// "blink.test.yaml" -> "blink.py"
std::string Project::program_of(const std::string& yaml_path) const {
  if (programs_.empty()) return script_;
  const std::string file = fs::path{yaml_path}.filename().string(), wanted = file.substr(0, file.find('.')) + ".py";
  if (std::ranges::find(programs_, wanted) != programs_.end()) return wanted;
  throw boards::BoardError(fmt::format("{}: which program? There is no main.py, and no {} is among the programs: {}",
                                       yaml_path, wanted, fmt::join(programs_, ", ")));
}

std::map<std::string, std::string> Project::other_boards() const {
  std::map<std::string, std::string> programs;
  for (const auto& [id, name] : circuit_.boards)
    if (name != circuit_.board && files_.exists(path(id + ".py"))) programs[name] = id + ".py";
  return programs;
}

// An image that is an interpreter runs main.py; any other one is the program.
void Project::take_firmware(const std::string& file, unsigned line) {
  const std::string image = files_.text(path(file));
  const bool interpreter = image.find("MicroPython") != image.npos || image.find("CircuitPython") != image.npos;
  own_program_ = !interpreter;
  if (own_program_) programs_.clear();
  if (own_program_ && !script_.empty()) {
    remarks_.push_back(
        fmt::format("{}:{}: {} is no interpreter, so {} is not run", path("wokwi.toml"), line, file, script_));
    script_.clear();
  }
  firmware_ = file;
  firmware_is_file_ = true;
}

std::vector<std::string> Project::files_for(const std::string& program, std::vector<std::string>* left_out) const {
  std::vector<std::string> files;
  for (const std::string& file : needed_files(program, files_.below(folder_),
                                              [this](const std::string& name) { return files_.text(path(name)); })) {
    if (files_.text(path(file)).size() <= largest_file)
      files.push_back(file);
    else if (left_out)
      left_out->push_back(file);
  }
  return files;
}

void Project::take_files() {
  std::vector<std::string> left_out;
  files_for(script_, &left_out);
  if (files_.exists(path("boot.py"))) left_out.emplace_back("boot.py");
  if (!left_out.empty())
    remarks_.push_back(fmt::format("{}: not put on the board: {}", folder_, fmt::join(left_out, ", ")));
}

std::string Project::circuit_file() const { return circuit_.json.dump(2) + "\n"; }

ScenarioText Project::read(const std::string& yaml_path) const {
  ScenarioText text = read_scenario(files_.text(yaml_path), yaml_path, circuit_);
  if (text.name.empty()) text.name = fs::path{yaml_path}.stem().string();
  return text;
}

Json Project::scenario_json(const ScenarioText& text, const std::string& yaml_path, const std::string& folder,
                            const std::string& circuit) const {
  const std::string yaml_folder = fs::path{yaml_path}.parent_path().string(), script = program_of(yaml_path);
  const auto from_there = [&](const std::string& name) {
    const std::string relative = way(folder, path(name));
    return relative.find('/') == relative.npos ? "./" + relative : relative;
  };
  Json json{{"name", text.name}, {"circuit", circuit}};
  if (!firmware_.empty()) json["firmware"] = firmware_is_file_ ? from_there(firmware_) : firmware_;
  const auto others = other_boards();
  if (!script.empty() && others.empty()) json["script"] = from_there(script);
  if (!script.empty() && !others.empty()) {
    json["scripts"][circuit_.board] = from_there(script);
    for (const auto& [board, program] : others) json["scripts"][board] = from_there(program);
  }
  if (!script.empty())
    for (const std::string& file : files_for(script)) json["files"][file] = from_there(file);
  for (const auto& [id, part] : circuit_.parts)
    for (const auto& [control, knob] : part.knobs)
      if (knob.initial) json["world"][knob.quantity] = *knob.initial * knob.scale + knob.offset;
  json["limits"] = {{"virtual", fmt::format("{:g} s", text.seconds + spare_seconds)}, {"host", host_limit}};
  if (!script.empty()) json["may_raise"] = true;  // Wokwi looks at what is printed only
  json["steps"] = text.steps;
  for (const std::size_t i : text.pictures) {
    Json& picture = json["steps"][i]["expect"]["picture"];
    picture = way(folder, (fs::path{yaml_folder} / picture.get<std::string>()).string());
  }
  return json;
}

std::string Project::scenario_file(const std::string& yaml_path, const std::string& folder) const {
  return scenario_json(read(yaml_path), yaml_path, folder, "circuit.json").dump(2) + "\n";
}

std::vector<scenarios::Scenario> Project::scenarios(const std::string& yaml_path) const {
  const ScenarioText text = read(yaml_path);
  const std::string folder = fs::path{yaml_path}.parent_path().string();
  const std::string diagram = way(folder, diagram_path());
  const std::string circuit = aligned(circuit_.json, circuit_.lines);
  const std::string scenario = aligned(scenario_json(text, yaml_path, folder, diagram), text.lines);
  const auto virtual_files = [&](const std::string& file) {
    if (file == yaml_path) return scenario;
    if (normal(file) == diagram_path()) return circuit;
    return files_.text(file);
  };
  return scenarios::read_scenarios(yaml_path, {virtual_files}, chips_);
}

}  // namespace wokwi
