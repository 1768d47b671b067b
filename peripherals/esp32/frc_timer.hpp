#pragma once
// FRC1 and FRC2, the timers of the ESP8266 that the ESP32 kept. ESP-IDF soc/frc_timer_reg.h; there is no chapter on
// them in the Technical Reference Manual. FRC1 counts 23 bits down from LOAD, FRC2 32 bits up to ALARM. In doubt: the
// same registers for both; LEVEL_INT is held only.
#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class FrcTimer final : public RegisterFile {
 public:
  FrcTimer(std::string name, Scheduler&, ClockSignal& apb_clk);

  Wire irq1{"TIMER1"}, irq2{"TIMER2"};
  void reset() override;
  void serialize(State&) override;

 private:
  struct Counter {
    u32 base;    // value ...
    i64 origin;  // ... at this edge
  };
  static constexpr u32 stride = 0x20;

  bool up(unsigned n) const { return n == 1; }
  u32 mask(unsigned n) const { return n ? ~0u : 0x7f'ffff; }
  u32& control(unsigned n) const { return rows_.at(stride * n + 8).value; }
  bool enabled(unsigned n) const { return control(n) >> 7 & 1; }
  i64 prescaler(unsigned n) const;
  u32 value(unsigned n) const;
  void restart(unsigned n, u32 value);
  void plan();
  void expired(unsigned n);

  RegisterRows rows_;
  TickCounter edges_;
  std::array<Counter, 2> counters_{};
  std::array<u32, 2> running_control_{};  // as it was when the counter was last looked at
  Event expiry_[2];
};

}  // namespace esp32
