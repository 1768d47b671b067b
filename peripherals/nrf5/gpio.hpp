#pragma once
// GPIO: 32 pins with pulls, drive strengths, sensing and an input buffer each. nRF51 Series Reference Manual v3.0.1,
// chapter 14. Electrical values: nRF51822 Product Specification v3.1, "GPIO electrical specification".
// Not modelled: a strong driver hides the pull resistor of its own pin.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "emulator/net.hpp"
#include "emulator/registers.hpp"
#include "emulator/wire.hpp"
#include "peripherals/nrf5/set_clear.hpp"

namespace nrf5 {

// Hears of changes at a pin's input, as the digital side sees it.
struct PinWatcher {
  virtual ~PinWatcher() = default;
  virtual void pin_changed(unsigned pin, bool level) = 0;
};

class Gpio final : public RegisterFile {
 public:
  static constexpr unsigned pin_count = 32;
  enum class Pull : u32 { none = 0, down = 1, up = 3 };
  enum class Drive : u32 { s0s1, h0s1, s0h1, h0h1, d0s1, d0h1, s0d1, h0d1 };
  enum class Sense : u32 { off = 0, high = 2, low = 3 };
  enum class Direction : u8 { as_configured, input, output };

  explicit Gpio(std::string name, double supply_volts = 3.0);

  Terminal& terminal(unsigned pin) { return pins_[pin]->terminal; }
  Terminal* find_terminal(std::string_view name);
  void supply(double volts);  // VDD
  double supply() const { return supply_; }

  // "DETECT": some pin has the level its SENSE asks for. GPIOTE and wake-up look at it.
  Wire detect{"DETECT"};

  // --- for peripherals that use pins (table "GPIO configuration" of each chapter) ---
  // The peripheral decides the output value instead of OUT, and (GPIOTE) the direction instead of DIR.
  void take(unsigned pin, bool level, Direction = Direction::as_configured);
  void set_output(unsigned pin, bool level);  // of a pin that was taken
  void give_back(unsigned pin);
  bool taken(unsigned pin) const { return taken_ >> pin & 1; }
  // What the digital side sees: 0 while the input buffer is disconnected.
  bool level(unsigned pin) const { return in_.value >> pin & 1; }
  bool output(unsigned pin) const;  // the level the pin would drive
  void watch(unsigned pin, PinWatcher&);
  void unwatch(unsigned pin, PinWatcher&);

  // IN has been read while these pins are inputs that have no pull of their own.
  std::function<void(u32 bare)> on_bare_inputs_read;

  void reset() override;
  void serialize(State&) override;

 private:
  struct Pin {
    explicit Pin(std::string name) : terminal(std::move(name)) {}
    Terminal terminal;
    std::vector<PinWatcher*> watchers;
  };

  void out_changed(u32 old);
  void dir_changed(u32 old);
  void configure(u32 written, unsigned pin);
  u32 read_in() {
    if (bare_ && on_bare_inputs_read) on_bare_inputs_read(bare_);
    return in_.value;
  }
  void apply(unsigned pin);         // drives the pin as it is configured
  void sample(unsigned pin);        // the voltage changed
  void see(unsigned pin, bool on);  // what the buffer lets through
  void refresh_sense(unsigned pin);
  bool bare(unsigned pin) const;
  void update();
  void set_limits();  // of the terminals, by the supply

  // clang-format off
  // Register overview
  SetClear                    out_      {*this, "OUT", {0x504, 0x508, 0x50c}, numbered("PIN", 32), &Gpio::out_changed};
  Register                    in_       {*this, "IN", 0x510, 0, on_read<&Gpio::read_in>};
  Bits<31, 0, u32, Access::ro> in_pins_ {in_, "PIN"};
  SetClear                    dir_      {*this, "DIR", {0x514, 0x518, 0x51c}, numbered("PIN", 32), &Gpio::dir_changed};

  // PIN_CNF[n]: DIR is the same bit as the pin's in the DIR register.
  Registers<32>               pin_cnf_  {*this, "PIN_CNF", 0x700, 4, 0x0000'0002, on_write<&Gpio::configure>,
                                         reserved{7, 4}, reserved{15, 11}, reserved{31, 18}};
  BitsArray<32, 0, 0, bool>   cnf_dir_  {pin_cnf_, "DIR"};
  BitsArray<32, 1, 1, bool>   cnf_input_{pin_cnf_, "INPUT"};  // 1: the input buffer is disconnected
  BitsArray<32, 3, 2, Pull>   cnf_pull_ {pin_cnf_, "PULL"};
  BitsArray<32, 10, 8, Drive> cnf_drive_{pin_cnf_, "DRIVE"};
  BitsArray<32, 17, 16, Sense> cnf_sense_{pin_cnf_, "SENSE"};
  // clang-format on

  std::array<std::unique_ptr<Pin>, pin_count> pins_;
  double supply_;
  // Absolute maximum ratings: VSS - 0.3 V to VDD + 0.3 V. 5 mA (high drive) is the most that outputs are specified for.
  Ratings ratings_{-0.3, 3.3, 5};
  u32 high_ = 0;     // pins whose voltage is a digital 1; between the thresholds the last level stays
  u32 watched_ = 0;  // pins with watchers
  u32 bare_ = 0;     // inputs without a pull
  u32 sense_high_ = 0, sense_low_ = 0;
  u32 taken_ = 0, taken_level_ = 0;     // by peripherals
  u32 forced_ = 0, forced_output_ = 0;  // direction too
};

}  // namespace nrf5
