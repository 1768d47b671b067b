#pragma once
// A pin matrix for tests of single blocks: signals are set and seen by name, without pins.
#include <map>

#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

struct FakePins final : PinMatrix {
  using PinMatrix::listen;
  std::map<Signal, bool> driven, inputs_;
  std::map<Signal, std::vector<std::function<void(bool)>>> listeners;
  std::map<Signal, std::vector<std::function<void()>>> routing;
  std::map<Signal, std::vector<Net*>> wired;
  std::function<void(Signal, bool)> on_drive;

  void set(Signal s, bool level) {
    inputs_[s] = level;
    for (auto& l : listeners[s]) l(level);
  }
  void wire(Signal s, std::vector<Net*> to) {
    wired[s] = std::move(to);
    for (auto& r : routing[s]) r();
  }

  void drive(Signal s, bool level, bool) override {
    const bool changed = driven[s] != level;
    driven[s] = level;
    if (changed && on_drive) on_drive(s, level);
  }
  void drive(PerPin, u32, u32) override {}
  bool level(Signal s) const override { return inputs_.contains(s) && inputs_.at(s); }
  void listen(Signal s, std::function<void(bool)> l) override { listeners[s].push_back(std::move(l)); }
  u32 inputs() const override { return 0; }
  void listen_inputs(std::function<void(u32)>) override {}
  std::vector<Net*> nets(Signal s) const override { return wired.contains(s) ? wired.at(s) : std::vector<Net*>{}; }
  void on_routing(Signal s, std::function<void()> r) override { routing[s].push_back(std::move(r)); }
};

}  // namespace rp2040
