#include "emulator/net.hpp"

#include <algorithm>
#include <utility>

namespace emulator {

Terminal::~Terminal() {
  if (!net_) return;
  std::erase(net_->terminals_, this);
  net_->find_limits();
}

Net::~Net() {
  for (Terminal* t : terminals_) t->net_ = nullptr;
}

void Terminal::connect(Net& net) {
  if (Net* left = std::exchange(net_, &net)) {
    std::erase(left->terminals_, this);
    left->find_limits();
    left->update();
  }
  net.terminals_.push_back(this);
  net.find_limits();
  net.update();
}

void Terminal::drive(double volts, double ohms) {
  if (volts == volts_ && ohms == ohms_) return;
  volts_ = volts;
  ohms_ = ohms;
  siemens_ = 1 / ohms;
  if (net_)
    net_->update();
  else if (on_change)
    on_change();
}

double Terminal::volts() const { return net_ ? net_->volts() : std::isinf(ohms_) ? 0 : volts_; }

bool Terminal::floating() const { return net_ ? net_->floating() : std::isinf(ohms_); }

// Millman's theorem: the voltage of a node fed by sources behind resistances.
bool Net::compute() {
  double amps = 0, siemens = 0;
  const Terminal* only = nullptr;
  unsigned drivers = 0;
  for (const Terminal* t : terminals_) {
    if (t->siemens_ == 0) continue;
    amps += t->volts_ * t->siemens_;
    siemens += t->siemens_;
    only = t;
    ++drivers;
  }
  siemens_ = siemens;
  drivers_ = drivers;
  const bool floating = drivers == 0;
  const double volts = floating ? 0 : drivers == 1 ? only->volts_ : amps / siemens;
  const bool changed = volts != volts_ || floating != floating_;
  volts_ = volts;
  floating_ = floating;
  return changed;
}

void Net::settle() { compute(); }

// Terminals hear of the resistance too: what flows through a part depends on it.
void Net::update() {
  if (solver_) {
    siemens_ = drivers().siemens;
    return solver_->drivers_changed(*this);
  }
  const double siemens = siemens_;
  const bool changed = compute();
  if (!changed && siemens == siemens_) return;
  tell(changed);
  if (inspector_ && (drivers_ > 1 || volts_ > most_ || volts_ < least_)) inspector_->inspect(*this);
}

void Net::tell(bool changed) {
  tell_terminals();
  if (changed)
    for (auto& watcher : watchers) watcher(*this);
}

void Net::tell_terminals() const {
  for (std::size_t i = 0; i < terminals_.size(); ++i)
    if (terminals_[i]->on_change) terminals_[i]->on_change();
}

Net::Drivers Net::drivers() const {
  Drivers all{};
  for (const Terminal* t : terminals_) {
    if (t->siemens_ == 0) continue;
    all.amps += t->volts_ * t->siemens_;
    all.siemens += t->siemens_;
  }
  return all;
}

bool Net::rail() const {
  return std::ranges::any_of(terminals_, [](const Terminal* t) { return t->rail; });
}

void Net::solver(NetSolver* solver) {
  solver_ = solver;
  if (!solver) compute();
}

void Net::present(double volts, bool floating) {
  const bool changed = volts != volts_ || floating != floating_;
  volts_ = volts;
  floating_ = floating;
  tell(changed);
  if (inspector_) inspector_->inspect(*this);
}

void Net::inspector(NetInspector* inspector) { inspector_ = inspector; }

void Net::find_limits() {
  least_ = -high_impedance, most_ = high_impedance;
  for (const Terminal* t : terminals_) {
    if (!t->ratings) continue;
    least_ = std::max(least_, t->ratings->least_volts);
    most_ = std::min(most_, t->ratings->most_volts);
  }
}

void Net::show(double volts) {
  const double before = shown_volts();
  shown_ = volts;
  if (volts == before) return;
  for (auto& watcher : watchers) watcher(*this);
}

void Net::show_drivers() {
  const double before = shown_volts();
  shown_.reset();
  if (volts_ == before) return;
  for (auto& watcher : watchers) watcher(*this);
}

Net& Nets::net(const std::string& name) {
  if (Net* found = find(name)) return *found;
  Net& made = *nets_.emplace_back(std::make_unique<Net>(name));
  made.inspector(inspector_);
  return made;
}

Net* Nets::find(const std::string& name) const {
  const auto it = std::ranges::find(nets_, name, [](const auto& n) -> const std::string& { return n->name(); });
  if (it != nets_.end()) return it->get();
  const auto other = other_names_.find(name);
  return other == other_names_.end() ? nullptr : other->second;
}

void Nets::join(Net& from, Net& to) {
  if (&from == &to) return;
  for (Terminal* terminal : std::vector{from.terminals()}) terminal->connect(to);
  for (auto& [name, net] : other_names_)
    if (net == &from) net = &to;
  other_names_[from.name()] = &to;
  const auto it = std::ranges::find(nets_, &from, &std::unique_ptr<Net>::get);
  if (it == nets_.end()) return;
  joined_.push_back(std::move(*it));
  nets_.erase(it);
}

void Nets::settle() {
  for (auto& net : nets_) net->settle();
}

void Nets::inspector(NetInspector* inspector) {
  inspector_ = inspector;
  for (auto& net : nets_) net->inspector(inspector);
}

}  // namespace emulator
