#include "emulator/analog/island.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace emulator::analog {

namespace {
constexpr unsigned most_rounds = 1000;  // in which terminals answer one another without time passing
}

Island::Island(Scheduler& scheduler, CircuitFindings& findings, std::vector<Net*> nets, std::vector<Net*> rails,
               std::vector<Element*> elements, const Stored& stored)
    : scheduler_(scheduler),
      findings_(findings),
      nets_(std::move(nets)),
      rails_(std::move(rails)),
      elements_(std::move(elements)),
      since_(scheduler.now()),
      event_(scheduler, "island " + (nets_.empty() ? std::string{} : nets_.front()->name()), [this] { take_step(); }) {
  bind();
  state_.unknowns.assign(equations_.unknowns(), 0);
  for (const Element* e : equations_.storages()) state_.stored.push_back(stored ? stored(*e) : e->storage()->initial);
  state_.slopes.assign(state_.stored.size(), 0);
  told_volts_.resize(nets_.size());
  told_siemens_.resize(nets_.size());
  told_floating_.resize(nets_.size());
  std::ranges::fill(told_volts_, std::numeric_limits<double>::quiet_NaN());  // nothing yet
  floating_ = told_floating_;
  for (Net* net : nets_) net->solver(this);
  changed();
}

void Island::collect(std::map<const Element*, double>& stored) const {
  const auto& storages = equations_.storages();
  for (std::size_t i = 0; i < storages.size(); ++i) stored[storages[i]] = at_now().stored[i];
}

Island::~Island() {
  for (Net* net : nets_) net->solver(nullptr);
  for (Element* e : elements_)
    if (e->island() == this) e->bind(nullptr, {}, 0, 0, 0);
}

void Island::bind() {
  unsigned extra = static_cast<unsigned>(nets_.size()), junctions = 0;
  for (Element* e : elements_) {
    std::vector<Node> nodes;
    for (unsigned leg = 0; leg < e->legs().size(); ++leg) {
      const auto rail = std::ranges::find(rails_, &e->net(leg));
      nodes.push_back(rail == rails_.end() ? static_cast<Node>(index(e->net(leg)))
                                           : -1 - static_cast<Node>(rail - rails_.begin()));
    }
    e->bind(this, std::move(nodes), -1 - static_cast<Node>(rails_.size()), static_cast<Node>(extra), junctions);
    extra += e->extra_unknowns();
    junctions += e->junctions();
  }
  equations_.build(static_cast<unsigned>(nets_.size()), static_cast<unsigned>(rails_.size()), elements_);
}

unsigned Island::index(const Net& net) const {
  return static_cast<unsigned>(std::ranges::find(nets_, &net) - nets_.begin());
}

std::string Island::name() const {
  std::string names;
  for (const Element* e : elements_) names += (names.empty() ? "" : ", ") + e->name();
  return names;
}

void Island::read_drivers() {
  for (std::size_t i = 0; i < nets_.size(); ++i) equations_.drivers[i] = nets_[i]->drivers();
  for (std::size_t i = 0; i < rails_.size(); ++i) equations_.known[i] = rails_[i]->volts();
}

// The driver's terminal has its new value already; the equations have the old one until the island is up to date.
void Island::drivers_changed(Net& net) {
  const Net::Drivers now = net.drivers(), before = equations_.drivers[index(net)];
  if (now.amps == before.amps && now.siemens == before.siemens) return;
  advance(scheduler_.now());
  changed();
}

void Island::rails_changed() {
  advance(scheduler_.now());
  changed();
}

void Island::element_changes(const std::function<void()>& how) {
  advance(scheduler_.now());
  how();
  changed();
}

void Island::leave(Element& element) {
  std::erase(elements_, &element);
  event_.cancel();
  moving_ = false;
  for (Net* net : nets_) net->solver(nullptr);
  for (Element* e : elements_) e->bind(nullptr, {}, 0, 0, 0);
  nets_.clear();
  elements_.clear();
}

void Island::changed() {
  looked_at_.reset();
  read_drivers();
  equations_.elements_changed();
  if (!integrator_.settle(state_)) complain("have no voltages that fit together");
  next_ahead_ = Duration{};
  plan();
  tell();
}

// A terminal that is told may drive at once: then all are told again.
void Island::tell() {
  equations_.find_floating(state_.unknowns, floating_);
  if (telling_) {
    again_ = true;
    return;
  }
  telling_ = true;
  unsigned rounds = 0;
  do {
    again_ = false;
    for (std::size_t i = 0; i < nets_.size(); ++i) {
      const double volts = state_.unknowns[i], siemens = equations_.drivers[i].siemens;
      if (volts == told_volts_[i] && siemens == told_siemens_[i] && floating_[i] == told_floating_[i]) continue;
      told_volts_[i] = volts;
      told_siemens_[i] = siemens;
      told_floating_[i] = floating_[i];
      nets_[i]->present(volts, floating_[i]);
    }
  } while (again_ && ++rounds < most_rounds);
  telling_ = false;
  if (again_) complain("keep switching without any time passing");
  tell_elements();
}

void Island::tell_elements() {
  for (Element* e : elements_)
    if (e->on_step) e->on_step();
}

double Island::volts(const Net& net) const {
  const unsigned i = index(net);
  return at_now().unknowns[i];
}

bool Island::floating(const Net& net) const { return floating_[index(net)]; }

double Island::amps(const Element& element, unsigned leg) const {
  const IslandState& state = at_now();
  if (!element.storage() || element.storage_plus() != element.node(0))
    return element.amps(leg, {state.unknowns, equations_.known});
  const auto& storages = equations_.storages();
  const auto i = static_cast<unsigned>(std::ranges::find(storages, &element) - storages.begin());
  const double amps = equations_.amps(i, state.slopes[i], state.stored[i]);
  return leg == 0 ? amps : -amps;
}

void Island::complain(std::string_view what) {
  findings_.tell(CircuitFinding::Kind::unsolved, name(), fmt::format("{} {}; they keep what they had", name(), what));
}

}  // namespace emulator::analog
