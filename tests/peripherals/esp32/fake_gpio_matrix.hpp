#pragma once
// A GPIO matrix for tests of single blocks: signals are set and seen by name, without pads.
#include <map>

#include "peripherals/esp32/gpio_matrix.hpp"

namespace esp32 {

struct FakeGpioMatrix final : GpioMatrix {
  std::map<Output, bool> driven, enabled;
  std::map<Input, bool> inputs;
  std::map<Input, std::vector<std::function<void(bool)>>> listeners;
  std::map<Output, std::vector<std::function<void()>>> output_routing;
  std::map<Input, std::vector<std::function<void()>>> input_routing;
  std::map<Output, std::vector<Net*>> output_nets;
  std::map<Input, std::vector<Net*>> input_nets;
  std::map<Output, bool> shown;                // on a pad without a net
  std::function<void(Output, bool)> on_drive;  // hears changes of level

  void set(Input s, bool level) {
    if (inputs[s] == level) return;
    inputs[s] = level;
    for (auto& l : listeners[s]) l(level);
  }
  void route(Output s, bool on = true) {
    shown[s] = on;
    for (auto& r : output_routing[s]) r();
  }
  void wire(Output s, std::vector<Net*> to) {
    output_nets[s] = std::move(to);
    for (auto& r : output_routing[s]) r();
  }
  void wire(Input s, std::vector<Net*> to) {
    input_nets[s] = std::move(to);
    for (auto& r : input_routing[s]) r();
  }

  void drive(Output s, bool level, bool enable) override {
    const bool changed = driven[s] != level;
    driven[s] = level;
    enabled[s] = enable;
    if (changed && on_drive) on_drive(s, level);
  }
  bool level(Input s) const override { return inputs.contains(s) && inputs.at(s); }
  void listen(Input s, std::function<void(bool)> l) override { listeners[s].push_back(std::move(l)); }
  std::vector<Net*> nets(Output s) const override {
    return output_nets.contains(s) ? output_nets.at(s) : std::vector<Net*>{};
  }
  std::vector<Net*> nets(Input s) const override {
    return input_nets.contains(s) ? input_nets.at(s) : std::vector<Net*>{};
  }
  void on_routing(Output s, std::function<void()> r) override { output_routing[s].push_back(std::move(r)); }
  void on_routing(Input s, std::function<void()> r) override { input_routing[s].push_back(std::move(r)); }
  bool routed(Output s) const override { return (shown.contains(s) && shown.at(s)) || !nets(s).empty(); }
  bool routed(Input s) const override { return GpioMatrix::routed(s); }
};

}  // namespace esp32
