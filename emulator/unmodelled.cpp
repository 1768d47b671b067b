#include "emulator/unmodelled.hpp"

#include "emulator/registers.hpp"

namespace emulator {

std::vector<std::string> unmodelled(std::span<const Chip::Block> blocks) {
  std::vector<std::string> names;
  for (const Chip::Block& block : blocks) {
    if (dynamic_cast<const Unimplemented*>(block.device)) names.push_back(block.device->name());
    if (const auto* file = dynamic_cast<const RegisterFile*>(block.device))
      for (const std::string& field : file->unmodelled()) names.push_back(file->name() + "." + field);
  }
  return names;
}

}  // namespace emulator
