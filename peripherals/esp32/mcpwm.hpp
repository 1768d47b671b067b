#pragma once
// MCPWM, the motor control PWM: three timers, three operators of two outputs each with dead time and fault handling,
// and three capture channels. ESP32 Technical Reference Manual 16 "Motor Control PWM (PWM)"; fields and defaults from
// ESP-IDF soc/mcpwm_reg.h.
// Not modelled: the carrier; update methods of the generators' actions (CFG_UPMETHOD: they count at once) and of dead
// times and forces (likewise). In doubt: a timer that starts makes the events of the count it starts at; a toggle as a
// fault's action turns the output over for as long as the fault lasts; of events at one count the one of the highest
// priority acts (16.3.3.2), where it has an action.
#include <algorithm>
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/mcpwm_timer.hpp"
#include "peripherals/esp32/register_rows.hpp"

namespace esp32 {

class Mcpwm final : public RegisterFile {
 public:
  static constexpr unsigned timers = 3, operators = 3, captures = 3, faults = 3;
  // pwm_clk: PLL_F160M. apb_clk: of the capture timer.
  Mcpwm(std::string name, unsigned number, Scheduler&, ClockSignal& pwm_clk, ClockSignal& apb_clk, GpioMatrix&);

  Wire irq;

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  void reset() override;
  void serialize(State&) override;

 private:
  struct Timer {
    Register *cfg0, *cfg1, *sync;
    McpwmTimer counter;
    i64 seen = 0;  // the position up to which events are known
    bool sync_sw = false;
    std::unique_ptr<Event> next;
  };
  // Passes one kind of edge on later: the output follows the input at once the other way.
  struct Delay {
    bool in = false, out = false;
    std::unique_ptr<Event> due;
  };
  struct Operator {
    Register *stmp, *tstmp_a, *tstmp_b, *cfg0, *force, *act_a, *act_b, *dt, *fed, *red, *fh0, *fh1;
    std::array<u32, 2> compare{};     // A and B as in effect
    std::array<bool, 2> waiting{};    // SHDW_FULL
    std::array<bool, 2> generated{};  // by the generators
    std::array<bool, 2> force_seen{}, out{};
    Delay rising, falling;  // RED, FED
    bool one_shot = false, cycle_by_cycle = false, down = false;
    u32 fh1_seen = 0;
  };
  struct Capture {
    Register *cfg, *value;
    bool in = false;
    u32 pulses = 0;
  };
  enum Moment : u32 { tez = 1, tep = 2, synced = 4 };  // as update methods have them

  // --- mcpwm_registers.cpp ---
  void hook_registers();
  void hook_timers();
  void hook_operators();
  void hook_inputs();
  u32 raised() const { return int_raw_.value & int_ena_.value; }
  void update() { irq.drive(raised()); }
  void raise(u32 bits) {
    int_raw_.value |= bits;
    update();
  }

  // --- mcpwm.cpp: timers ---
  void timer_written(unsigned timer, bool mode_or_start);
  void take_period(Timer&);
  void restart(Timer&, i64 position);
  void synchronise(unsigned timer);
  void sync_out(unsigned timer);
  void settle(unsigned timer);
  void happen(unsigned timer);
  void schedule(unsigned timer);
  void schedule_all();
  unsigned timer_of(unsigned op) const { return std::min(timersel_.value >> 2 * op & 3, 2u); }

  // --- mcpwm_operator.cpp ---
  enum EventBit : unsigned { e_tez, e_tep, e_tea, e_teb, e_t0, e_t1 };
  void transfer(unsigned op, u32 moment);
  void count_reached(unsigned op, McpwmTimer::Count);
  void act(unsigned op, u32 events, bool down);
  void trigger(unsigned op, u32 source);  // an event that T0 or T1 may be: 0 to 2 faults, 3 sync
  void force_written(unsigned op);
  void fault_changed(unsigned fault);
  void handle_fault(unsigned op, unsigned fault, bool on);
  void fault_control_written(unsigned op);
  void dead_time(unsigned op);
  void follow(unsigned op, Delay&, bool in, bool delayed_level, u32 counts);
  void drive(unsigned op);
  bool fault_on(unsigned fault) const;

  // --- mcpwm_capture.cpp ---
  void capture_edge(unsigned channel, bool level);
  void capture(unsigned channel, bool falling);
  void load_capture_timer();
  u32 capture_count() const;

  unsigned number_;
  RegisterRows rows_;
  Register &int_ena_, &int_raw_, &clk_cfg_, &synci_cfg_, &timersel_, &fault_detect_, &cap_cfg_, &cap_status_,
      &update_cfg_;
  Scheduler& scheduler_;
  GpioMatrix& matrix_;
  TickCounter clk_, apb_;
  std::array<Timer, timers> timers_;
  std::array<Operator, operators> operators_;
  std::array<Capture, captures> captures_;
  std::array<bool, faults> fault_in_{}, fault_was_{};
  u32 update_seen_ = 0x55;
  u32 cap_base_ = 0;
  i64 cap_edge_ = 0;
};

}  // namespace esp32
