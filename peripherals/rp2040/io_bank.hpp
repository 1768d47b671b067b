#pragma once
// What IO_BANK0 and IO_QSPI share: per pin STATUS and CTRL with overrides, and the interrupts of pins.
// RP2040 Datasheet 2.19.2 "Function Select", 2.19.3 "Interrupts", 2.19.6.1 and 2.19.6.2 (registers).
// Not modelled: the two clock cycles that the input synchronisers take.
// In doubt: that IRQOVER acts on the pad's signal in front of the level and edge detectors. STATUS has a single
// IRQFROMPAD and IRQTOPROC per pin while there are three destinations, so it cannot be behind INTE.
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/net.hpp"
#include "emulator/wire.hpp"
#include "peripherals/rp2040/pads.hpp"

namespace rp2040 {

// OUTOVER, OEOVER, INOVER or IRQOVER of all pins at once.
class Override {
 public:
  u32 operator()(u32 signals) const { return ((signals ^ invert_) & keep_) | high_; }
  void set(unsigned pin, u32 mode);

 private:
  u32 invert_ = 0, keep_ = ~0u, high_ = 0;
};

class IoBank : public Peripheral {
 public:
  static constexpr u32 no_function = 31;

  Terminal& terminal(unsigned pin) { return *terminals_[pin]; }
  const Terminal& terminal(unsigned pin) const { return *terminals_[pin]; }
  Terminal* find_terminal(std::string_view name);
  unsigned pins() const { return static_cast<unsigned>(terminals_.size()); }
  void supply(double volts);  // IOVDD
  double supply() const { return supply_; }
  // The inputs of all pins as peripherals see them, whatever the function: after the input override.
  u32 inputs() const { return in_; }

  // One pin as registers and the selected function set it; overrides as OUTOVER has them. on_setting: it has changed.
  struct Setting {
    u32 function, out, oe, in;
    bool level, enable;
  };
  Setting setting(unsigned pin) const;
  std::function<void(unsigned pin)> on_setting;
  std::function<void(unsigned pin)> on_function;  // FUNCSEL has changed

  // Pins that software reads through SIO and that neither their driver nor their pulls hold.
  u32 bare_inputs() const { return bare_; }

  Wire proc0, proc1;  // IO_IRQ_BANK0 or IO_IRQ_QSPI of each core
  Wire dormant_wake;  // wakes XOSC or ROSC

  void reset() override;
  void serialize(State&) override;

 protected:
  struct Pin {
    std::string registers;  // GPIO0_STATUS, GPIO0_CTRL, GPIO0_EDGE_LOW …
    std::string terminal;
  };
  IoBank(std::string name, Pads&, const std::vector<Pin>&);
  void connect_pads();  // last in the constructor of the bank

  // What the selected functions of these pins put out has changed.
  void from_peripheral(u32 pins, u32 levels, u32 enables);
  // FUNCSEL has changed: put out what the new function does (from_peripheral).
  virtual void select(unsigned pin, u32 function) = 0;
  virtual void inputs_changed(u32 changed) = 0;
  u32 function(unsigned pin) const { return ctrl_[pin]->value & 31; }

 private:
  struct Destination {
    Wire* wire;
    std::vector<Register*> inte, intf;
  };

  void add_pin(unsigned pin, const Pin&);
  Register& add_interrupts(const std::string& name, u32 offset, unsigned index, const std::vector<Pin>&, Access edges,
                           Access levels);
  void add_destination(const std::string& name, u32 offset, Wire&, const std::vector<Pin>&);

  u32 status(unsigned pin) const;
  void control_written(u32 written, unsigned pin);
  void set_overrides(unsigned pin);
  u32 raw_interrupts(unsigned word) const;
  u32 interrupt_status(unsigned index) const;  // index: destination * words + word
  void clear_edges(u32 written, unsigned word);
  void enables_written();

  void refresh_outputs();
  void refresh_inputs();
  void apply(unsigned pin);   // drives the terminal
  void sample(unsigned pin);  // the voltage has changed
  void pad_changed(unsigned pin);
  void find_bare(unsigned pin);
  void find_interest();
  void update();

  Pads& pads_;
  unsigned words_;
  std::vector<std::unique_ptr<Terminal>> terminals_;
  std::vector<std::unique_ptr<Register>> registers_;
  std::vector<Register*> ctrl_;
  std::vector<Destination> destinations_;

  Override out_over_, oe_over_, in_over_, irq_over_;
  std::array<u8, 32> function_{};
  u32 peri_out_ = 0, peri_oe_ = 0;  // from the selected functions
  u32 out_ = 0, oe_ = 0;            // to the pads
  u32 high_ = 0;                    // pads at a digital 1; between the thresholds and floating the last level stays
  u32 pad_in_ = 0, in_ = 0;         // from the pads, to peripherals
  u32 irq_in_ = 0;                  // to the detectors
  u32 edge_low_ = 0, edge_high_ = 0;
  u32 interest_ = 0;  // pins with an interrupt enabled anywhere
  u32 bare_ = 0;
  double supply_ = 3.3;
  // 5.5.3, "Digital IO characteristics": V_IL from -0.3 V, V_IH to IOVDD + 0.3 V; 12 mA is the most that an output
  // voltage is specified for.
  Ratings ratings_{-0.3, 3.6, 12};
};

}  // namespace rp2040
