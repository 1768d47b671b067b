#pragma once
// LEDC, the LED PWM controller: four timers and eight channels of high speed, as many of low speed, with fades.
// ESP32 Technical Reference Manual 14 "LED PWM Controller (LEDC)"; fields and defaults as in ESP-IDF soc/ledc_reg.h.
// High speed: a timer's settings count from its next overflow on, a channel's HPOINT and DUTY from the overflow after
// DUTY_START. Low speed: what is written counts once PARA_UP is set.
// In doubt: a timer that stands still takes settings at once; DUTY_START is cleared when it takes effect; a channel
// whose HPOINT + DUTY is beyond the counter's end stays high to the end of the period.
#include <array>
#include <memory>

#include "emulator/clock_signal.hpp"
#include "emulator/registers.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/gpio_matrix.hpp"
#include "peripherals/esp32/ledc_timer.hpp"

namespace esp32 {

class Ledc final : public RegisterFile {
 public:
  static constexpr unsigned groups = 2, timers = 4, channels = 8;  // group 0: high speed
  Ledc(std::string name, Scheduler&, ClockSignal& apb_clk, ClockSignal& ref_tick, ClockSignal& rtc_8m_clk, GpioMatrix&);

  Wire irq;

  u32 read(u32 offset) override;
  void write(u32 offset, u32 value) override;
  void reset() override;
  void serialize(State&) override;

 private:
  enum Source : u32 { ref_tick, apb, rtc_8m, sources };
  struct Channel {
    Channel(Ledc&, unsigned group, unsigned n);
    Register conf0;
    Bits<1, 0> timer_sel;
    Bit<2> sig_out_en;
    Bit<3> idle_lv;
    Register hpoint_reg;
    Bits<19, 0> hpoint;
    Register duty_reg;
    Bits<24, 0> duty;
    Register conf1;
    Bits<9, 0> duty_scale;
    Bits<19, 10> duty_cycle;
    Bits<29, 20> duty_num;
    Bit<30> duty_inc;
    Bit<31> duty_start;
    Register duty_rd;
    Bits<24, 0, u32, Access::ro> duty_rd_bits;

    const Output signal;
    unsigned timer = 0;  // as in effect, like the rest
    bool on = false, idle = false;
    LedcWave wave;
    bool armed = false;                                // DUTY_START waits for an overflow
    u32 steps = 0, cycles = 0, scale = 0, passed = 0;  // of a fade that runs
    bool up = false;
    bool out = false;
    bool fading() const { return armed || steps > 0; }
  };
  struct Timer {
    Timer(Ledc&, Scheduler&, unsigned group, unsigned n);
    Register conf;
    Bits<4, 0> lim;
    Bits<22, 5> div_num;
    Bit<23> pause;
    Bit<24> rst;
    Bit<25> tick_sel;
    Register value;
    Bits<19, 0, u32, Access::ro> cnt;

    LedcTimer counter;
    bool changed = false;  // settings wait for an overflow
    i64 period = 0;        // the last one that was looked at
    Event due;
  };

  template <std::size_t N, typename T>
  using Group = std::array<std::array<std::unique_ptr<T>, N>, groups>;
  Group<channels, Channel> make_channels();
  Group<timers, Timer> make_timers();

  void channel_written(u32 written, unsigned index);  // index: group * 8 + n
  void conf1_written(u32 written, unsigned index);
  u32 duty_read(unsigned index) const;
  void timer_written(u32 written, unsigned index);  // index: group * 4 + n
  u32 count_read(unsigned index) const;
  void conf_written();
  u32 status() const { return int_raw_.value & int_ena_.value; }
  void clear_written(u32 written);
  void enable_written();

  LedcTimer::Config config(unsigned group, const Timer&) const;
  i64 edges(u32 source) const { return ticks_[source].edges(); }
  i64 edge(const Timer& t) const { return edges(t.counter.config().source); }
  void take(unsigned group, Channel&);  // what is written counts from now on
  void take(unsigned group, Timer&);
  void arm(unsigned group, Channel&);
  void settle();
  void settle(unsigned group, unsigned timer);  // overflows up to now
  void overflow(unsigned group, unsigned timer, i64 times);
  void overflow(unsigned group, unsigned channel, Channel&, i64 times);
  void refresh(unsigned group, unsigned timer);  // outputs and the next event
  void refresh_all();
  void update() { irq.drive(status()); }

  Scheduler& scheduler_;
  GpioMatrix& matrix_;
  std::array<TickCounter, sources> ticks_;
  Group<channels, Channel> channels_ = make_channels();
  Group<timers, Timer> timers_ = make_timers();
  // clang-format off
  Register   int_raw_{*this, "INT_RAW", 0x180, 0, reserved{31, 24}};
  Bits<7, 0, u32, Access::ro>  int_raw_ovf_ {int_raw_, "TIMER_OVF"};
  Bits<23, 8, u32, Access::ro> int_raw_end_ {int_raw_, "DUTY_CHNG_END"};
  Register   int_st_ {*this, "INT_ST", 0x184, 0, reserved{31, 24}, on_read<&Ledc::status>};
  Bits<7, 0, u32, Access::ro>  int_st_ovf_ {int_st_, "TIMER_OVF"};
  Bits<23, 8, u32, Access::ro> int_st_end_ {int_st_, "DUTY_CHNG_END"};
  Register   int_ena_{*this, "INT_ENA", 0x188, 0, reserved{31, 24}, on_write<&Ledc::enable_written>};
  Bits<7, 0>  int_ena_ovf_ {int_ena_, "TIMER_OVF"};
  Bits<23, 8> int_ena_end_ {int_ena_, "DUTY_CHNG_END"};
  Register   int_clr_{*this, "INT_CLR", 0x18c, 0, reserved{31, 24}, on_write<&Ledc::clear_written>};
  Bits<7, 0, u32, Access::wo>  int_clr_ovf_ {int_clr_, "TIMER_OVF"};
  Bits<23, 8, u32, Access::wo> int_clr_end_ {int_clr_, "DUTY_CHNG_END"};
  Register   conf_   {*this, "CONF", 0x190, 0, reserved{31, 1}, on_write<&Ledc::conf_written>};
  Bit<0>     apb_clk_sel_{conf_, "APB_CLK_SEL"};  // low-speed timers' slow clock: 1: apb_clk, 0: rtc_8m_clk
  Register   date_   {*this, "DATE", 0x1fc, 0x1603'1700};
  Bits<31, 0> date_bits_{date_, "DATE"};
  // clang-format on
};

}  // namespace esp32
