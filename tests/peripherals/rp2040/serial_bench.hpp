#pragma once
// A bench for the serial blocks: time, clk_peri at 125 MHz, and a pin matrix in which each signal has at most one pin,
// wired to a net by name.
#include <array>
#include <vector>

#include "emulator/circuit.hpp"
#include "emulator/clock_signal.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class BenchPins final : public PinMatrix {
 public:
  explicit BenchPins(Circuit& circuit) : circuit_(circuit) {
    for (unsigned i = 0; i < signals; ++i) {
      pins_[i].leg = std::make_unique<Terminal>("pin");
      pins_[i].leg->on_change = [this, i] { changed(i); };
    }
  }
  void select(Signal s, const std::string& net) {
    Pin& pin = at(s);
    pin.leg->connect(circuit_.nets.net(net));
    drive(s, pin.out, pin.enable);
    for (auto& f : pin.routed) f();
    changed(static_cast<unsigned>(s));
  }
  void drive(Signal s, bool level, bool enable) override {
    Pin& pin = at(s);
    pin.out = level;
    pin.enable = enable;
    if (!pin.leg->net()) return;
    enable ? pin.leg->drive(level ? 3.3 : 0, 50) : pin.leg->release();
  }
  void drive(PerPin, u32, u32) override {}
  bool level(Signal s) const override { return at(s).leg->net() && at(s).leg->volts() > 1.6; }
  void listen(Signal s, std::function<void(bool)> f) override { at(s).listeners.push_back(std::move(f)); }
  u32 inputs() const override { return 0; }
  void listen_inputs(std::function<void(u32)>) override {}
  std::vector<Net*> nets(Signal s) const override {
    return at(s).leg->net() ? std::vector{at(s).leg->net()} : std::vector<Net*>{};
  }
  void on_routing(Signal s, std::function<void()> f) override { at(s).routed.push_back(std::move(f)); }
  bool driven(Signal s) const { return at(s).enable && at(s).out; }
  void serialize(State& state) {
    for (Pin& pin : pins_) state(pin.out, pin.enable, pin.seen, *pin.leg);
  }

 private:
  static constexpr unsigned signals = static_cast<unsigned>(Signal::none);
  struct Pin {
    std::unique_ptr<Terminal> leg;
    bool out = false, enable = false, seen = false;
    std::vector<std::function<void(bool)>> listeners;
    std::vector<std::function<void()>> routed;
  };
  void changed(unsigned i) {
    const bool now = level(static_cast<Signal>(i));
    if (now == pins_[i].seen) return;
    pins_[i].seen = now;
    for (auto& f : pins_[i].listeners) f(now);
  }
  Pin& at(Signal s) { return pins_[static_cast<unsigned>(s)]; }
  const Pin& at(Signal s) const { return pins_[static_cast<unsigned>(s)]; }

  Circuit& circuit_;
  std::array<Pin, signals> pins_;
};

struct SerialBench {
  Scheduler scheduler;
  Circuit circuit;
  ClockSignal clk{"clk_peri", 125'000'000};
  BenchPins pins{circuit};
  std::vector<std::unique_ptr<Terminal>> legs;  // of parts outside

  Net& net(const std::string& name) { return circuit.nets.net(name); }
  Terminal& leg(const std::string& name, double volts, double ohms = 50) {
    legs.push_back(std::make_unique<Terminal>("leg"));
    legs.back()->connect(net(name));
    legs.back()->drive(volts, ohms);
    return *legs.back();
  }
  void run_ns(double ns) { scheduler.run_until(scheduler.now() + Duration{static_cast<i64>(ns * 1000)}); }
  void run_us(double us) { run_ns(us * 1000); }
  void cycles(i64 n) { scheduler.run_until(scheduler.now() + Clock{125'000'000}.ticks(n)); }
};

}  // namespace rp2040
