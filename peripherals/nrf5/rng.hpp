#pragma once
// RNG: random bytes at a typical rate. nRF51 Series Reference Manual v3.0.1, chapter 21; rates: nRF51822 Product
// Specification v3.1, "Random number generator". The bytes come from the session's seed.
// Not modelled: the raw generator's bias, and that the real rate varies.
#include "emulator/random.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Rng final : public Peripheral {
 public:
  Rng(std::string name, Scheduler&, Random);
  void reset() override;
  void serialize(State&) override;

 private:
  void start();
  void stop() { next_.cancel(); }
  void ready();
  Duration time_per_byte() const;

  // clang-format off
  // Register overview
  Task               start_ {*this, "START", 0x000, &Rng::start};
  Task               stop_  {*this, "STOP", 0x004, &Rng::stop};
  EventFlag          valrdy_{*this, "VALRDY", 0x100};
  Shorts             shorts_{*this, {{0, valrdy_, stop_}}};
  Interrupts         inten_ {*this};

  Register           config_{*this, "CONFIG", 0x504, 0, reserved{31, 1}};
  Bit<0>             dercen_{config_, "DERCEN"};

  Register           value_reg_{*this, "VALUE", 0x508, 0, reserved{31, 8}};
  Bits<7, 0, u32, Access::ro> value_{value_reg_, "VALUE"};

  PowerSwitch        power_ {*this};
  // clang-format on

  Random random_;
  Event next_;
};

}  // namespace nrf5
