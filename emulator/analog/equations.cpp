#include "emulator/analog/equations.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emulator::analog {

namespace {
constexpr unsigned most_iterations = 80;
constexpr double tolerance = 1e-9, relative_tolerance = 1e-8;

bool is_capacitor(const Element& e) { return e.storage()->kind == Storage::Kind::capacitor; }
}  // namespace

void Equations::build(unsigned nets, unsigned known_nets, std::vector<Element*> elements) {
  elements_ = std::move(elements);
  nets_ = nets;
  unknowns_ = nets;
  drivers.assign(nets, {});
  known.assign(known_nets + 1, 0);
  std::size_t junctions = 0;
  judged_.assign(nets, true);
  for (Element* e : elements_) {
    unknowns_ += e->extra_unknowns();
    for (unsigned n = 0; n < e->extra_unknowns(); ++n) judged_.push_back(!e->extra_is_current(n));
    junctions += e->junctions();
    linear_ = linear_ && e->linear();
    if (e->storage()) storages_.push_back(e);
  }
  junctions_.assign(junctions, 0);
  next_.assign(unknowns_, 0);
  system_.resize(unknowns_);
}

double Equations::volts(unsigned i, const std::vector<double>& x) const {
  const Look look{x, known};
  return look.at(storages_[i]->storage_plus()) - look.at(storages_[i]->storage_minus());
}

double Equations::slope(unsigned i, const std::vector<double>& x, double base, double reach) const {
  return is_capacitor(*storages_[i]) ? (volts(i, x) - base) / reach : volts(i, x) / storages_[i]->storage()->amount;
}

double Equations::amps(unsigned i, double slope, double value) const {
  return is_capacitor(*storages_[i]) ? storages_[i]->storage()->amount * slope : value;
}

bool Equations::stamp(const std::vector<double>& x, const std::vector<double>& bases, double reach, const Attempt& how,
                      bool first) {
  scaled_known_ = known;
  for (double& volts : scaled_known_) volts *= how.share;
  system_.clear();
  Stamp s{system_, {x, scaled_known_}, junctions_, first};
  for (unsigned i = 0; i < nets_; ++i) {
    const int node = static_cast<int>(i);
    system_.add(node, node, drivers[i].siemens + smallest_siemens + how.siemens);
    system_.add_right(node, drivers[i].amps * how.share);
  }
  for (const Element* e : elements_) e->stamp(s);
  for (unsigned i = 0; i < storages_.size(); ++i) {
    const Element& e = *storages_[i];
    const double amount = e.storage()->amount;
    const double siemens = is_capacitor(e) ? amount / reach : reach / amount;
    const Node plus = e.storage_plus(), minus = e.storage_minus();
    s.conductance(plus, minus, siemens);
    s.current(plus, minus, (is_capacitor(e) ? -siemens * bases[i] : bases[i]) * how.share);
  }
  return s.limited();
}

bool Equations::newton(std::vector<double>& x, const std::vector<double>& bases, double reach, const Attempt& how) {
  for (unsigned iteration = 0; iteration < most_iterations; ++iteration) {
    const bool limited = stamp(x, bases, reach, how, iteration == 0);
    const bool plain = how.siemens == 0;
    const bool same = linear_ && plain && factored_ && factored_reach_ == reach;
    system_.solve(next_, same);
    factored_ = linear_ && plain;
    factored_reach_ = reach;
    bool close = !limited;
    for (unsigned i = 0; i < unknowns_; ++i) {
      if (!std::isfinite(next_[i])) return factored_ = false;
      const double change = std::abs(next_[i] - x[i]);
      close = close && (!judged_[i] || change <= tolerance + relative_tolerance * std::abs(next_[i]));
    }
    x = next_;
    if (linear_ || close) return true;
  }
  return false;
}

bool Equations::solve(std::vector<double>& x, const std::vector<double>& bases, double reach) {
  start_ = x;
  if (newton(x, bases, reach, {})) return true;
  if (!linear_ && (by_conductance(x, bases, reach) || by_sources(x, bases, reach))) return true;
  x = start_;
  return false;
}

// Everything leaks strongly at first, and less and less.
bool Equations::by_conductance(std::vector<double>& x, const std::vector<double>& bases, double reach) {
  std::ranges::fill(x, 0.0);
  for (double siemens = 0.1; siemens > smallest_siemens; siemens /= 10)
    if (!newton(x, bases, reach, {.siemens = siemens})) return false;
  return newton(x, bases, reach, {});
}

// All sources rise from nothing.
bool Equations::by_sources(std::vector<double>& x, const std::vector<double>& bases, double reach) {
  constexpr int steps = 50;
  std::ranges::fill(x, 0.0);
  for (int i = 1; i <= steps; ++i)
    if (!newton(x, bases, reach, {.siemens = 0, .share = static_cast<double>(i) / steps})) return false;
  return true;
}

// Nets that elements link share what holds one of them: a driver, a supply, or an element that puts out a voltage. The
// last group, `nets_`, is that of everything held.
void Equations::find_floating(const std::vector<double>& x, std::vector<bool>& floating) const {
  std::vector<unsigned> group(nets_ + 1);
  std::iota(group.begin(), group.end(), 0u);
  const auto find = [&](unsigned n) {
    while (group[n] != n) n = group[n];
    return n;
  };
  const auto join = [&](unsigned a, unsigned b) { group[find(a)] = find(b); };
  const auto of = [&](Node n) { return n >= 0 && static_cast<unsigned>(n) < nets_ ? static_cast<unsigned>(n) : nets_; };
  for (unsigned i = 0; i < nets_; ++i)
    if (drivers[i].siemens > 0) join(i, nets_);
  const Look look{x, known};
  for (const Element* e : elements_)
    for (unsigned a = 0; a < e->legs().size(); ++a) {
      if (e->links(a, a, look)) join(of(e->node(a)), nets_);
      for (unsigned b = a + 1; b < e->legs().size(); ++b)
        if (e->links(a, b, look)) join(of(e->node(a)), of(e->node(b)));
    }
  floating.resize(nets_);
  for (unsigned i = 0; i < nets_; ++i) floating[i] = find(i) != find(nets_);
}

}  // namespace emulator::analog
