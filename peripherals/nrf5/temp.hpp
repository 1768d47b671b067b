#pragma once
// TEMP: die temperature in quarters of a degree. nRF51 Series Reference Manual v3.0.1, chapter 22; conversion time:
// nRF51822 Product Specification v3.1, "Temperature sensor".
// Not modelled: noise, the sensor's offset and slope errors; PAN items 28 (negative values lack their upper bits), 29
// and 31.
#include "emulator/world.hpp"
#include "peripherals/nrf5/peripheral.hpp"

namespace nrf5 {

class Temp final : public Peripheral {
 public:
  // `self_heating`: how much warmer the die is than its surroundings.
  Temp(std::string name, Scheduler&, const Quantity& degrees_celsius, double self_heating = 0);
  void reset() override;
  void serialize(State&) override;

 private:
  void start();
  void stop() { converting_.cancel(); }
  void ready();

  // clang-format off
  // Register overview
  Task               start_  {*this, "START", 0x000, &Temp::start};
  Task               stop_   {*this, "STOP", 0x004, &Temp::stop};
  EventFlag          datardy_{*this, "DATARDY", 0x100};
  Interrupts         inten_  {*this};

  // Two's complement, units of 0.25 degC
  Register           temp_reg_{*this, "TEMP", 0x508, 0};
  Bits<31, 0, i32, Access::ro> temp_{temp_reg_, "TEMP"};

  PowerSwitch        power_  {*this};
  // clang-format on

  const Quantity& surroundings_;
  double self_heating_;
  Event converting_;
};

}  // namespace nrf5
