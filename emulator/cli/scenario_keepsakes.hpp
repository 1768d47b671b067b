#pragma once
// What a scenario leaves behind where `vivarium test --wav DIR --keep DIR` ask for it: the sound of each buzzer and
// speaker, what each memory holds at the end. Files are named by scenario and part.
#include <memory>
#include <string>
#include <vector>

#include "boards/assembly.hpp"
#include "emulator/wav.hpp"
#include "peripherals/parts/lasting.hpp"

namespace cli {

class ScenarioKeepsakes {
 public:
  // From now on. A folder that is empty is not wanted.
  ScenarioKeepsakes(boards::Assembly&, std::string scenario, std::string sounds_folder, std::string memories_folder);
  void save();

 private:
  struct Sound {
    std::string part;
    emulator::WavRecorder recorder;
  };
  std::string path(const std::string& folder, const std::string& part, const char* ending) const;

  std::string scenario_, sounds_folder_, memories_folder_;
  std::vector<std::unique_ptr<Sound>> sounds_;
  std::vector<std::pair<std::string, parts::Lasting*>> memories_;
};

}  // namespace cli
