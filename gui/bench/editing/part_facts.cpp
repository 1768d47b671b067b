#include "gui/bench/editing/part_facts.hpp"

#include "emulator/machine.hpp"
#include "peripherals/parts/part.hpp"

namespace bench {

PartFacts part_facts(const std::string& type_name) {
  PartFacts facts;
  const auto* type = parts::PartCatalogue::find(type_name);
  if (!type) return facts;
  emulator::Machine machine{1};
  const parts::Part::Setup setup{.machine = machine, .name = type_name, .own_quantities = true};
  try {
    const auto part = type->make(setup);
    facts.terminals = part->terminal_names();
  } catch (const parts::PartError& error) { facts.needs = error.what(); }
  for (const auto& asked : setup.attributes.asked())
    facts.attributes.push_back({asked.name, asked.kind, asked.otherwise, asked.range});
  return facts;
}

}  // namespace bench
