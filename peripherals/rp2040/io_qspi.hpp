#pragma once
// IO_QSPI: the six pins of the flash interface, which SIO may have as GPIO_HI. RP2040 Datasheet 2.19.2 (table "GPIO
// functions" of the QSPI bank), 2.19.6.2. Pins are numbered as here and in GPIO_HI_IN: SCLK, SS, SD0 to SD3.
#include <functional>

#include "peripherals/rp2040/io_bank.hpp"

namespace rp2040 {

class IoQspi final : public IoBank {
 public:
  enum class Function : u8 { xip = 0, sio = 5 };
  enum PinNumber : unsigned { sclk, ss, sd0, sd1, sd2, sd3, pin_count };

  IoQspi(std::string name, Pads&);

  void drive(Function, u32 levels, u32 enables);  // all pins at once
  void listen_inputs(std::function<void(u32 changed)> listener) { listeners_.push_back(std::move(listener)); }

  void serialize(State&) override;

 private:
  struct All {
    u32 levels = 0, enables = 0;
  };

  void select(unsigned pin, u32 function) override;
  void inputs_changed(u32 changed) override;
  All& all(Function f) { return f == Function::xip ? xip_ : sio_; }

  All xip_, sio_;
  std::vector<std::function<void(u32)>> listeners_;
};

}  // namespace rp2040
