#include "emulator/circuit_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace emulator {

namespace {
constexpr Duration patience = std::chrono::microseconds{1};
constexpr double strong_ohms = 999;       // an output; what has more is a pull or a signal behind a resistor
constexpr double harmless_milliamps = 1;  // between outputs
}  // namespace

CircuitAudit::CircuitAudit(Scheduler& scheduler, Nets& nets, CircuitFindings& findings)
    : nets_(nets), findings_(findings), event_(scheduler, "circuit audit", [this] { judge(); }) {
  nets.inspector(this);
}

CircuitAudit::Fight CircuitAudit::fight(const Net& net) {
  Fight f{};
  for (const Terminal* t : net.terminals()) {
    if (t->driven_ohms() > strong_ohms) continue;
    if (!f.high || t->driven_volts() > f.high->driven_volts()) f.high = t;
    if (!f.low || t->driven_volts() < f.low->driven_volts()) f.low = t;
  }
  if (f.high != f.low)
    f.milliamps =
        (f.high->driven_volts() - f.low->driven_volts()) / (f.high->driven_ohms() + f.low->driven_ohms()) * 1000;
  return f;
}

bool CircuitAudit::overloaded(const Terminal& t) {
  if (!t.ratings) return false;
  const double volts = t.volts();
  return volts > t.ratings->most_volts || volts < t.ratings->least_volts ||
         std::abs(t.milliamps()) > t.ratings->most_milliamps;
}

bool CircuitAudit::suspicious(const Net& net) const {
  return fight(net).milliamps > harmless_milliamps ||
         std::ranges::any_of(net.terminals(), [](const Terminal* t) { return overloaded(*t); });
}

void CircuitAudit::inspect(const Net& net) {
  if (std::ranges::find(suspects_, &net) != suspects_.end() || !suspicious(net)) return;
  suspects_.push_back(&net);
  if (!event_.pending()) event_.after(patience);
}

void CircuitAudit::judge() {
  for (const Net* net : std::exchange(suspects_, {})) {
    if (tell_fight(*net)) continue;  // the rest follows from that
    for (const Terminal* t : net->terminals())
      if (overloaded(*t)) tell_overload(*t);
  }
}

bool CircuitAudit::tell_fight(const Net& net) {
  const Fight f = fight(net);
  if (f.milliamps <= harmless_milliamps) return false;
  findings_.tell(CircuitFinding::Kind::fight, net.name(),
                 fmt::format("{} and {} drive against each other: {} at one, {} at the other, and {} between them",
                             f.high->name(), f.low->name(), format_volts(f.high->driven_volts()),
                             format_volts(f.low->driven_volts()), format_milliamps(f.milliamps)));
  return true;
}

void CircuitAudit::tell_overload(const Terminal& t) {
  const Ratings& r = *t.ratings;
  const double volts = t.volts(), milliamps = t.milliamps();
  if (volts > r.most_volts || volts < r.least_volts)
    return findings_.tell(CircuitFinding::Kind::too_much_voltage, t.name(),
                          fmt::format("{} at {}, which bears {} to {}", format_volts(volts), t.name(),
                                      format_volts(r.least_volts), format_volts(r.most_volts)));
  findings_.tell(CircuitFinding::Kind::too_much_current, t.name(),
                 fmt::format("{} {} {}, more than the {} that it bears", t.name(), milliamps > 0 ? "gives" : "takes",
                             format_milliamps(std::abs(milliamps)), format_milliamps(r.most_milliamps)));
}

void CircuitAudit::serialize(State& state) {
  std::vector<u32> numbers;
  for (u32 i = 0; i < nets_.all().size(); ++i)
    if (std::ranges::find(suspects_, nets_.all()[i].get()) != suspects_.end()) numbers.push_back(i);
  state(numbers, event_);
  if (!state.loading()) return;
  suspects_.clear();
  for (const u32 i : numbers)
    if (i < nets_.all().size()) suspects_.push_back(nets_.all()[i].get());
}

}  // namespace emulator
