#pragma once
// GPIO_SD: eight sigma-delta modulators, whose pulses have a density between 0 and 1. ESP32 Technical Reference Manual
// 4.12.1 (registers GPIOSD_SIGMADELTAn at GPIO + 0xf00); fields and defaults from ESP-IDF soc/gpio_sd_reg.h.
// A modulator of first order: SDn_IN, from -128 to 127, plus 128 is added up with every period of apb_clk / (PRESCALE +
// 1), and the output is the carry. In doubt: that it is of first order, and its phase.
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class SigmaDelta final : public RegisterFile {
 public:
  static constexpr unsigned channels = 8;
  SigmaDelta(std::string name, Scheduler&, ClockSignal& apb_clk, GpioMatrix&);

  void reset() override;
  void serialize(State&) override;

 private:
  struct Channel {
    Register* control = nullptr;
    u8 sum = 0;
    bool out = false;
    i64 edge = 0;  // of apb_clk, when sum was so
    u32 density = 128, period = 256;
    std::unique_ptr<Event> next;
  };
  static bool add(u8& sum, u32 density);
  void settle(Channel&);
  void refresh(unsigned channel);
  void schedule(unsigned channel);

  RegisterRows rows_;
  GpioMatrix& matrix_;
  TickCounter apb_;
  std::array<Channel, channels> channels_;
};

}  // namespace esp32
