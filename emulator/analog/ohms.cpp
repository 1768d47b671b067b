#include "emulator/analog/ohms.hpp"

#include <algorithm>
#include <limits>

#include "emulator/analog/linear_system.hpp"
#include "emulator/analog/passive.hpp"

namespace emulator::analog {

namespace {

constexpr double least_ohms = 1e-6, most_ohms = 1e12;  // between: what is told from a short circuit and from nothing
constexpr double open = std::numeric_limits<double>::infinity();

struct Link {
  const Net *a, *b;
  double ohms;
};

double ohms_of(const Element& element) {
  if (const auto* resistor = dynamic_cast<const Resistor*>(&element)) return std::max(resistor->ohms(), least_ohms);
  return dynamic_cast<const Inductor*>(&element) ? least_ohms : open;
}

std::vector<Link> links_of(const Analog& analog) {
  std::vector<Link> links;
  for (const auto& island : analog.islands())
    for (const Element* element : island->elements())
      if (const double ohms = ohms_of(*element); ohms < most_ohms && &element->net(0) != &element->net(1))
        links.push_back({&element->net(0), &element->net(1), ohms});
  return links;
}

// All nets that a current from `from` may reach.
std::vector<const Net*> reached(const std::vector<Link>& links, const Net& from) {
  std::vector<const Net*> nets{&from};
  for (std::size_t i = 0; i < nets.size(); ++i)
    for (const Link& link : links)
      for (const auto& [here, there] : {std::pair{link.a, link.b}, std::pair{link.b, link.a}})
        if (here == nets[i] && std::ranges::find(nets, there) == nets.end()) nets.push_back(there);
  return nets;
}

}  // namespace

// One ampere into `red`, `black` held at 0 V: volts are ohms.
double ohms_between(const Analog& analog, const Net& red, const Net& black) {
  if (&red == &black) return 0;
  const std::vector<Link> links = links_of(analog);
  std::vector<const Net*> nets = reached(links, red);
  const auto held = std::ranges::find(nets, &black);
  if (held == nets.end()) return open;
  nets.erase(held);
  LinearSystem system;
  system.resize(static_cast<unsigned>(nets.size()));
  system.clear();
  const auto row = [&](const Net* net) {
    const auto at = std::ranges::find(nets, net);
    return at == nets.end() ? -1 : static_cast<int>(at - nets.begin());
  };
  for (const Link& link : links) {
    const int a = row(link.a), b = row(link.b);
    if (a < 0 && b < 0) continue;
    const double siemens = 1 / link.ohms;
    system.add(a, a, siemens), system.add(b, b, siemens);
    system.add(a, b, -siemens), system.add(b, a, -siemens);
  }
  system.add_right(0, 1);  // `red` is the first that is reached
  std::vector<double> volts(nets.size());
  system.solve(volts, false);
  return volts[0] < 2 * least_ohms ? 0 : volts[0];
}

}  // namespace emulator::analog
