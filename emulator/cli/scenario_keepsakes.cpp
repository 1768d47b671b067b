#include "emulator/cli/scenario_keepsakes.hpp"

#include <filesystem>

#include "emulator/host/file.hpp"
#include "peripherals/parts/buzzer.hpp"

namespace cli {

ScenarioKeepsakes::ScenarioKeepsakes(boards::Assembly& circuit, std::string scenario, std::string sounds_folder,
                                     std::string memories_folder)
    : scenario_(std::move(scenario)),
      sounds_folder_(std::move(sounds_folder)),
      memories_folder_(std::move(memories_folder)) {
  for (const auto& part : circuit.parts()) {
    if (auto* buzzer = dynamic_cast<parts::Buzzer*>(part.get()); buzzer && !sounds_folder_.empty())
      sounds_.push_back(
          std::unique_ptr<Sound>{new Sound{part->name(),
                                           {circuit.machine(),
                                            {*part->terminal("plus")->net(), *part->terminal("minus")->net(),
                                             buzzer->own_tone(), buzzer->least_volts()}}}});
    if (auto* memory = dynamic_cast<parts::Lasting*>(part.get()); memory && !memories_folder_.empty())
      memories_.emplace_back(part->name(), memory);
  }
}

std::string ScenarioKeepsakes::path(const std::string& folder, const std::string& part, const char* ending) const {
  return (std::filesystem::path{folder} / (scenario_ + "-" + part + ending)).string();
}

void ScenarioKeepsakes::save() {
  for (const auto& sound : sounds_) {
    const std::string wav = sound->recorder.file();
    emulator::write_file_atomically(path(sounds_folder_, sound->part, ".wav"),
                                    {reinterpret_cast<const emulator::u8*>(wav.data()), wav.size()});
  }
  for (const auto& [name, memory] : memories_)
    emulator::write_file_atomically(path(memories_folder_, name, ".bin"), memory->content());
}

}  // namespace cli
