#include "boards/part_check.hpp"

#include <fmt/format.h>

#include "emulator/near_names.hpp"

namespace boards {

std::unique_ptr<parts::Part> try_part(const PartDescription& part, parts::Part::Setup setup, const std::string& path,
                                      Mistakes& mistakes) {
  if (part.type.empty()) return nullptr;  // told when it was read
  const parts::PartType* type = parts::PartCatalogue::find(part.type);
  std::unique_ptr<parts::Part> built;
  try {
    built = type ? type->make(setup) : parts::PartCatalogue::make(part.type, setup);
    setup.attributes.check_all_known();
  } catch (const parts::PartError& error) { mistakes.add(type ? path : join_path(path, "type"), error.what()); }
  return built;
}

bool need_terminal(const parts::Part& part, const std::string& type, const std::string& terminal,
                   const std::string& path, Mistakes& mistakes) {
  if (part.terminal(terminal)) return true;
  mistakes.add(path, fmt::format("{} has no terminal \"{}\"{}", type, terminal,
                                 emulator::did_you_mean(terminal, part.terminal_names())));
  return false;
}

}  // namespace boards
