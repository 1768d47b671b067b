#pragma once
// A bench for blocks that speak on buses: time, APB at 80 MHz, RAM at 0x3ffb0000, and a GPIO matrix in which each
// signal has at most one pad, wired to a net by name.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/bus.hpp"
#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"

namespace esp32 {

class BenchMatrix final : public GpioMatrix {
 public:
  explicit BenchMatrix(Circuit& circuit) : circuit_(circuit) {}

  void select(Output s, const std::string& net) { connect(outputs_[s], net), show(outputs_[s]); }
  void select(Input s, const std::string& net) {
    Pad& pad = inputs_[s];
    connect(pad, net);
    pad.leg.on_change = [this, &pad, s] {
      if (level(s) == pad.seen) return;
      pad.seen = level(s);
      for (auto& f : pad.listeners) f(pad.seen);
    };
    pad.leg.on_change();
  }
  void open_drain(Output s) { outputs_[s].open_drain = true, show(outputs_[s]); }

  void drive(Output s, bool level, bool enable) override {
    Pad& pad = outputs_[s];
    pad.out = level;
    pad.enable = enable;
    show(pad);
  }
  bool level(Input s) const override {
    const auto found = inputs_.find(s);
    return found != inputs_.end() && found->second.leg.net() && found->second.leg.volts() > 1.6;
  }
  void listen(Input s, std::function<void(bool)> f) override { inputs_[s].listeners.push_back(std::move(f)); }
  std::vector<Net*> nets(Output s) const override { return nets_of(outputs_, s); }
  std::vector<Net*> nets(Input s) const override { return nets_of(inputs_, s); }
  void on_routing(Output s, std::function<void()> f) override { outputs_[s].routed.push_back(std::move(f)); }
  void on_routing(Input s, std::function<void()> f) override { inputs_[s].routed.push_back(std::move(f)); }
  bool driven(Output s) const {
    const auto found = outputs_.find(s);
    return found != outputs_.end() && found->second.enable && found->second.out;
  }

 private:
  struct Pad {
    Terminal leg{"pad"};
    bool out = false, enable = false, seen = false, open_drain = false;
    std::vector<std::function<void(bool)>> listeners;
    std::vector<std::function<void()>> routed;
  };
  void connect(Pad& pad, const std::string& net) {
    pad.leg.connect(circuit_.nets.net(net));
    for (auto& f : pad.routed) f();
  }
  static void show(Pad& pad) {
    if (!pad.leg.net()) return;
    pad.enable && !(pad.open_drain && pad.out) ? pad.leg.drive(pad.out ? 3.3 : 0, 50) : pad.leg.release();
  }
  template <typename S>
  static std::vector<Net*> nets_of(const std::map<S, Pad>& pads, S s) {
    const auto found = pads.find(s);
    if (found == pads.end() || !found->second.leg.net()) return {};
    return {found->second.leg.net()};
  }

  Circuit& circuit_;
  std::map<Output, Pad> outputs_;
  std::map<Input, Pad> inputs_;
};

struct BusBench {
  static constexpr u32 ram_base = 0x3ffb0000;
  Scheduler scheduler;
  Circuit circuit;
  ClockSignal clk{"apb_clk", 80'000'000};
  BenchMatrix pins{circuit};
  Memory ram{"SRAM", 0x10000};
  Bus bus;
  std::vector<std::unique_ptr<Terminal>> legs;  // of parts outside

  BusBench() { bus.map_ram(ram_base, ram); }
  Net& net(const std::string& name) { return circuit.nets.net(name); }
  Terminal& leg(const std::string& name, double volts, double ohms = 50) {
    legs.push_back(std::make_unique<Terminal>("leg"));
    legs.back()->connect(net(name));
    legs.back()->drive(volts, ohms);
    return *legs.back();
  }
  void cycles(i64 n) { scheduler.run_until(scheduler.now() + Clock{80'000'000}.ticks(n)); }
  void poke(u32 at, const std::vector<u8>& bytes) { bus.poke(at, bytes); }
  void poke32(u32 at, u32 word) { bus.write(at, 4, word); }
  u32 peek32(u32 at) {
    u32 word = 0;
    bus.read(at, 4, word);
    return word;
  }
  std::vector<u8> peek(u32 at, std::size_t size) {
    std::vector<u8> bytes(size);
    bus.peek(at, bytes);
    return bytes;
  }
};

}  // namespace esp32
