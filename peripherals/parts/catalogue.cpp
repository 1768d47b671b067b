#include <fmt/format.h>

#include <algorithm>

#include "emulator/near_names.hpp"
#include "peripherals/parts/part.hpp"
#include "peripherals/parts/shelves.hpp"

namespace parts {

const std::vector<PartType>& PartCatalogue::all() {
  static const std::vector<PartType> types = [] {
    std::vector<PartType> all;
    for (const Shelf& shelf : {circuit_shelf(), sensors_shelf(), memories_shelf(), computer_shelf(), displays_shelf(),
                               pulses_shelf(), logic_shelf()})
      all.insert(all.end(), shelf.begin(), shelf.end());
    std::ranges::sort(all, {}, &PartType::type);
    return all;
  }();
  return types;
}

const PartType* PartCatalogue::find(std::string_view type) {
  const auto it = std::ranges::find(all(), type, &PartType::type);
  return it == all().end() ? nullptr : &*it;
}

std::unique_ptr<Part> PartType::make(const Part::Setup& setup) const {
  auto part = construct(setup);
  if (need.volts > 0) part->needs(need, setup.attributes.number("supply_milliamps", need.milliamps, 0, 100'000));
  return part;
}

std::unique_ptr<Part> PartCatalogue::make(std::string_view type, const Part::Setup& setup) {
  const PartType* found = find(type);
  if (!found) {
    std::vector<std::string> types;
    for (const PartType& known : all()) types.emplace_back(known.type);
    throw PartError(fmt::format("there is no part type \"{}\"{}", type, emulator::did_you_mean(type, types)));
  }
  auto part = found->make(setup);
  setup.attributes.check_all_known();
  return part;
}

}  // namespace parts
