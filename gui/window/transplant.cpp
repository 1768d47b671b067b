#include "gui/window/transplant.hpp"

#include <algorithm>

namespace gui {

using namespace emulator;

namespace {

template <typename T>
void carry(T& from, T& to) {
  State out;
  from.serialize(out);
  State in{out.data()};
  to.serialize(in);
}

bool same(const boards::PartDescription& a, const boards::PartDescription& b) {
  return a.name == b.name && a.type == b.type && a.attributes.all() == b.attributes.all();
}

void carry_boards(boards::Assembly& from, boards::Assembly& to) {
  if (from.boards().size() != to.boards().size()) throw StateError("there are other boards than before");
  for (std::size_t i = 0; i < from.boards().size(); ++i) {
    boards::Board &old = *from.boards()[i], &now = *to.boards()[i];
    if (old.description().name != now.description().name || old.parts().size() != now.parts().size())
      throw StateError("there are other boards than before");
    carry(old.chip(), now.chip());
    for (std::size_t k = 0; k < old.parts().size(); ++k) carry(*old.parts()[k], *now.parts()[k]);
  }
}

// The new ones, which begin when all others are as they were.
std::vector<parts::Part*> carry_parts(boards::Assembly& from, boards::Assembly& to) {
  std::vector<parts::Part*> fresh;
  const auto &before = from.description().parts, &after = to.description().parts;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const auto known = std::ranges::find_if(before, [&](const auto& part) { return same(part, after[i]); });
    if (known == before.end())
      fresh.push_back(to.parts()[i].get());
    else
      carry(*from.parts()[static_cast<std::size_t>(known - before.begin())], *to.parts()[i]);
  }
  return fresh;
}

}  // namespace

void transplant(boards::Assembly& from, boards::Assembly& to) {
  Machine &old = from.machine(), &now = to.machine();
  carry(old.scheduler, now.scheduler);
  for (const auto& [name, quantity] : old.world.all())
    if (Quantity* same = now.world.find(name)) carry(*quantity, *same);
  carry(old.air, now.air);
  now.circuit.reset();
  carry_boards(from, to);
  const auto fresh = carry_parts(from, to);
  now.circuit.nets.settle();
  now.analog.rewired();
  for (parts::Part* part : fresh) part->power_on();
  for (const auto& net : now.circuit.nets.all()) {
    net->tell_terminals();
    static_cast<NetInspector&>(now.circuit_audit).inspect(*net);
  }
}

}  // namespace gui
