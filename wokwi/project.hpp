#pragma once
// A Wokwi project: a folder with a diagram.json, and what runs on it.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "boards/chips.hpp"
#include "scenarios/scenario.hpp"
#include "wokwi/circuit.hpp"
#include "wokwi/steps.hpp"

namespace wokwi {

// What this room needs of the outside.
struct Files {
  std::function<std::string(const std::string& path)> text;  // throws std::runtime_error with a sentence
  std::function<bool(const std::string& path)> exists;
  std::function<std::vector<std::string>(const std::string& folder)> below;  // paths in it, all the way down
};

class Project {
 public:
  // boards::BoardError with every mistake, each with file and line.
  Project(std::string folder, const Files&, const boards::Chips&, bool leave_out = false);

  const std::string& folder() const { return folder_; }
  std::string diagram_path() const;
  const Circuit& circuit() const { return circuit_; }
  const std::vector<std::string>& remarks() const { return remarks_; }
  // "main.py"; empty: the firmware is all, or each scenario has a program of its own.
  const std::string& script() const { return script_; }

  // The files of ours: what `vivarium convert` writes to `folder`.
  std::string circuit_file() const;
  std::string scenario_file(const std::string& yaml_path, const std::string& folder) const;

  // A scenario of this project, as it stands.
  ScenarioText read(const std::string& yaml_path) const;
  std::vector<scenarios::Scenario> scenarios(const std::string& yaml_path) const;

 private:
  void choose_program();
  void take_firmware(const std::string& path, unsigned line);
  void find_programs();
  std::string program_of(const std::string& yaml_path) const;
  std::map<std::string, std::string> other_boards() const;  // board -> the program that is named like it
  std::vector<std::string> files_for(const std::string& program, std::vector<std::string>* left_out = nullptr) const;
  void take_files();
  boards::Json scenario_json(const ScenarioText&, const std::string& yaml_path, const std::string& folder,
                             const std::string& circuit) const;
  std::string path(const std::string& name) const;

  std::string folder_;
  Files files_;
  boards::Chips chips_;
  std::unique_ptr<DiagramFile> diagram_;
  Circuit circuit_;
  std::string firmware_, script_;
  bool firmware_is_file_ = false, own_program_ = false;
  std::vector<std::string> programs_;  // where there is no main.py: one for each scenario
  std::vector<std::string> remarks_;
};

// The folder of the project that a scenario belongs to: the nearest one up with a diagram.json. Empty if there is none.
std::string project_of(const std::string& yaml_path, const Files&);

}  // namespace wokwi
