#pragma once
// IO_BANK0: the 30 user pins and which function each one has. RP2040 Datasheet 2.19.2 "Function Select" (table of
// functions), 2.19.6.1. Of F8's USB test signals, which the table of functions leaves out, digital DP and DM are
// inputs; the others and F0's JTAG are not modelled.
#include "peripherals/rp2040/io_bank.hpp"
#include "peripherals/rp2040/pin_matrix.hpp"

namespace rp2040 {

class IoBank0 final : public IoBank, public PinMatrix {
 public:
  IoBank0(std::string name, Pads&);

  void drive(Signal, bool level, bool enable) override;
  void drive(PerPin, u32 levels, u32 enables) override;
  bool level(Signal) const override;
  void listen(Signal, std::function<void(bool)>) override;
  u32 inputs() const override { return IoBank::inputs(); }
  void listen_inputs(std::function<void(u32 changed)>) override;
  std::vector<Net*> nets(Signal) const override;
  void on_routing(Signal, std::function<void()>) override;
  bool routed(Signal) const override;
  double supply() const override { return IoBank::supply(); }
  using IoBank::supply;

  // The signal that a function connects to a pin; none for SIO, PIO and functions that are not there.
  static Signal signal(unsigned pin, u32 function);

  void serialize(State&) override;

 private:
  static constexpr std::size_t signals = static_cast<std::size_t>(Signal::none);
  struct Line {
    bool level = false, enable = false;  // as the block drives it
    u32 pins = 0;                        // that have it selected
    bool heard = false;                  // what listeners know
    std::vector<std::function<void(bool)>> listeners;
    std::vector<std::function<void()>> on_routing;
  };
  struct All {
    u32 levels = 0, enables = 0, pins = 0;
  };

  void select(unsigned pin, u32 function) override;
  void inputs_changed(u32 changed) override;
  void route(unsigned pin, u32 function);
  Line& line(Signal s) { return lines_[static_cast<std::size_t>(s)]; }
  const Line& line(Signal s) const { return lines_[static_cast<std::size_t>(s)]; }
  void tell(Line&);

  std::array<Line, signals + 1> lines_;
  std::array<All, 3> all_;  // PerPin
  std::array<Signal, pin_count> selected_;
  u32 listened_ = 0;  // pins whose signal has listeners
  std::vector<std::function<void(u32)>> input_listeners_;
};

}  // namespace rp2040
