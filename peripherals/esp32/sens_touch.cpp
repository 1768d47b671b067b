// SENS: the touch sensors. ESP32 Technical Reference Manual 29.2 "Capacitive Touch Sensor".
// A constant current charges and discharges the pad between two voltages; what is counted are these periods in a window
// of TOUCH_MEAS_DELAY periods of rtc_8m_clk. A finger's capacitance makes them longer, so the count falls.
#include <algorithm>

#include "peripherals/esp32/sens.hpp"

namespace esp32 {

namespace {

constexpr u32 start_fsm_en = 1 << 11, start_en = 1 << 12, start_force = 1 << 13, en_clear = 1 << 30;
constexpr u32 out_sel = 1 << 24, out_1en = 1 << 25;

constexpr double pad_farads = 15e-12;       // pad and a short track
constexpr double amperes_per_slope = 2e-6;  // of TOUCH_PADn_DAC, 0 to 7

// TOUCH_DREFH 2.4 to 2.7 V, less what TOUCH_DRANGE takes; TOUCH_DREFL 0.5 to 0.8 V (ESP-IDF touch_high_volt_t,
// touch_volt_atten_t, touch_low_volt_t).
double swing(u32 config) {
  const double high = 2.4 + 0.1 * (config >> 29 & 3), low = 0.5 + 0.1 * (config >> 27 & 3);
  const double less = 0.5 * (3 - (config >> 25 & 3));
  return high - less - low;
}

}  // namespace

u32 Sens::touch_count(unsigned pad) const {
  const double extra = capacitance ? capacitance(RtcIo::touch_pin(pad)) : 0;
  const double window = (touch_ctrl1_.value & 0xffff) / 8e6;  // seconds; counted by the same clock
  const double period = 2 * (pad_farads + extra) * swing(rtc_io_.touch_config()) / amperes_per_slope;
  return static_cast<u32>(std::min(window * rtc_io_.touch(pad).slope / period, 65535.0));
}

u32 Sens::threshold(unsigned pad) const { return rows_.at(0x5c + 4 * (pad / 2)).value >> (pad & 1 ? 0 : 16) & 0xffff; }

void Sens::store_count(unsigned pad, u32 count) {
  u32& out = rows_.at(0x70 + 4 * (pad / 2)).value;
  out = pad & 1 ? (out & 0xffff'0000) | count : (out & 0xffff) | count << 16;
}

// TOUCH_START_FORCE gives the start to software: TOUCH_START_EN; else RTC_CNTL's timer has it.
void Sens::touch_ctrl_written(u32 written) {
  if (written & en_clear) touch_active_ = 0;
  const bool asked = touch_ctrl2_.value & start_en, was = touch_started_;
  touch_started_ = asked;
  if (asked && !was && touch_ctrl2_.value & start_force) begin_touch();
}

void Sens::touch_timer(bool on) {
  if (on == touch_timer_) return;
  touch_timer_ = on;
  if (on && !touch_measuring_) begin_touch();
  if (!on && !touch_measuring_) touch_event_.cancel();
}

void Sens::begin_touch() {
  if (!(touch_ctrl2_.value & start_fsm_en)) return;
  touch_measuring_ = true;
  touch_done_ = false;
  touch_pad_ = 0;
  next_pad();
}

void Sens::next_pad() {
  const u32 enabled = touch_enable_.value & 0x3ff;
  while (touch_pad_ < touch_pads && !(enabled >> touch_pad_ & 1)) ++touch_pad_;
  touch_event_.cancel();
  if (touch_pad_ < touch_pads) {
    const i64 cycles = (touch_ctrl1_.value >> 16 & 0xff) + (touch_ctrl1_.value & 0xffff);
    if (fast_.signal().running()) touch_event_.at(fast_.when(fast_.edges() + std::max<i64>(cycles, 1)));
    return;
  }
  touch_measuring_ = false;
  touch_done_ = true;
  if (touched() && on_touch) on_touch();
  if (!touch_timer_ || !slow_.signal().running()) return;
  touch_event_.at(slow_.when(slow_.edges() + std::max<i64>(touch_ctrl2_.value >> 14 & 0xffff, 1)));
}

void Sens::touch_step() {
  if (!touch_measuring_) return begin_touch();
  const u32 count = touch_count(touch_pad_), limit = threshold(touch_pad_);
  store_count(touch_pad_, count);
  if (touch_ctrl1_.value & out_sel ? count > limit : count < limit) touch_active_ |= 1u << touch_pad_;
  ++touch_pad_;
  next_pad();
}

// A pad of set 1 is active, and unless TOUCH_OUT_1EN one of set 2 too.
bool Sens::touched() const {
  const u32 set1 = touch_enable_.value >> 20 & 0x3ff, set2 = touch_enable_.value >> 10 & 0x3ff;
  return touch_active_ & set1 && (touch_ctrl1_.value & out_1en || touch_active_ & set2);
}

}  // namespace esp32
