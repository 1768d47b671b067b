#include "emulator/supplies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace emulator {

namespace {

constexpr Duration patience = std::chrono::milliseconds{1};
constexpr double worth_naming = 0.0005;  // milliamperes

void put(std::vector<Supplies::Share>& shares, const std::string& name, double milliamps) {
  if (std::abs(milliamps) < worth_naming) return;
  const auto known = std::ranges::find(shares, name, &Supplies::Share::name);
  if (known == shares.end())
    shares.push_back({name, milliamps});
  else
    known->milliamps += milliamps;
}

}  // namespace

Supplies::Supplies(Machine& machine) : machine_(machine), event_(machine.scheduler, "supplies", [this] { judge(); }) {}

void Supplies::add(const std::string& name, Net& net, double volts, Ability ability) {
  supplies_.push_back({name, &net, volts, std::move(ability), {}});
}

void Supplies::feeds(const std::string& supply, const std::string& chip, Terminal& pin) {
  const auto feeding = std::ranges::find(supplies_, supply, &Supply::name);
  if (feeding != supplies_.end()) feeding->pins.push_back({chip, &pin});
}

Net* Supplies::nearest(std::string_view prefix, double volts) const {
  const Supply* best = nullptr;
  const auto distance = [&](const Supply& s) {
    return std::abs(s.volts - volts) + (s.name.starts_with(prefix) ? 0 : 1000);
  };
  for (const Supply& supply : supplies_)
    if ((supply.volts > 0) == (volts > 0) && (!best || distance(supply) < distance(*best))) best = &supply;
  return best ? best->net : nullptr;
}

// Elements that join a supply with nets tell of their changes through those nets.
void Supplies::watch() {
  const bool any =
      std::ranges::any_of(supplies_, [](const Supply& s) { return std::isfinite(s.ability.most_milliamps); });
  if (!any) return;
  for (const auto& island : machine_.analog.islands())
    for (Net* net : island->nets()) net->watchers.push_back([this](const Net&) { suspect(); });
  suspect();
}

void Supplies::suspect() {
  if (!event_.pending()) event_.after(patience);
}

Supplies::Totals Supplies::totals(const Supply& supply) const {
  Totals all{supply.name, supply.volts, 0, supply.ability.most_milliamps, {}};
  for (const auto& island : machine_.analog.islands())
    for (const analog::Element* element : island->elements())
      for (unsigned leg = 0; leg < element->legs().size(); ++leg)
        if (&element->net(leg) == supply.net) put(all.shares, element->name(), element->milliamps(leg));
  for (const Pin& pin : supply.pins)
    if (const Net* net = pin.terminal->net(); net && net->solver() && pin.terminal->driven_volts() > supply.volts / 2)
      put(all.shares, "pins of " + pin.chip, std::max(pin.terminal->milliamps(), 0.0));
  for (const Supply& other : supplies_) {
    if (other.ability.from != supply.name) continue;
    const double watts = totals(other).milliamps * other.volts / other.ability.efficiency;
    put(all.shares, other.name, watts / supply.volts);
  }
  put(all.shares, "the board itself", supply.ability.own_milliamps);
  std::ranges::stable_sort(all.shares, std::greater{}, &Share::milliamps);
  for (const Share& share : all.shares) all.milliamps += share.milliamps;
  return all;
}

std::vector<Supplies::Totals> Supplies::totals() const {
  std::vector<Totals> all;
  for (const Supply& supply : supplies_)
    if (supply.volts > 0) all.push_back(totals(supply));
  return all;
}

// Twice in a row, or it was a peak.
void Supplies::judge() {
  bool again = false;
  for (Supply& supply : supplies_) {
    if (supply.told || !std::isfinite(supply.ability.most_milliamps)) continue;
    const bool over = totals(supply).milliamps > supply.ability.most_milliamps;
    if (over && supply.over) tell(supply);
    supply.over = over;
    again = again || (over && !supply.told);
  }
  if (again) suspect();
}

void Supplies::tell(Supply& supply) {
  supply.told = true;
  const Totals all = totals(supply);
  machine_.circuit_findings.tell(
      CircuitFinding::Kind::too_much_current, supply.name,
      fmt::format("{} gives {}, more than the {} of {}: {}", supply.name, format_milliamps(all.milliamps),
                  format_milliamps(all.most_milliamps), supply.ability.by, names(all)));
}

std::string Supplies::names(const Totals& totals) {
  std::string text;
  for (const Share& share : totals.shares) {
    if (share.milliamps < worth_naming) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", share.name, format_milliamps(share.milliamps));
  }
  return text;
}

void Supplies::serialize(State& state) {
  state.section("supplies");
  state(event_);
  for (Supply& supply : supplies_) state(supply.over, supply.told);
}

}  // namespace emulator
