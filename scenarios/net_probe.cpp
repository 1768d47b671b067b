#include "scenarios/net_probe.hpp"

#include "emulator/logic_level.hpp"

namespace scenarios {

NetProbe::NetProbe(emulator::Machine& machine, emulator::Net& net, double supply)
    : machine_(machine), net_(net), supply_(supply), level_(net.shown_volts() > supply / 2) {
  net.watchers.push_back([this](const emulator::Net&) { changed(); });
}

void NetProbe::reset() {
  edges_.clear();
  level_ = net_.shown_volts() > supply_ / 2;
}

void NetProbe::changed() {
  const bool level = emulator::clear_level(net_.shown_volts(), supply_).value_or(level_);
  if (level != level_) {
    level_ = level;
    edges_.push_back({machine_.now(), level});
    if (edges_.size() > edges_kept) edges_.pop_front();
    ++edge_count_;
  }
  for (auto it = listeners_.begin(); it != listeners_.end();) (*it++)();  // one may leave meanwhile
}

NetProbe::Listener::Listener(NetProbe& probe, std::function<void()> hear)
    : probe_(probe), at_(probe.listeners_.insert(probe.listeners_.end(), std::move(hear))) {}

NetProbe::Listener::~Listener() { probe_.listeners_.erase(at_); }

}  // namespace scenarios
