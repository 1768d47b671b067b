// Clocks, resets, the timer, interrupts.
#include "peripherals/esp32/rtc_cntl.hpp"

#include "peripherals/esp32/rtc_cntl_rows.hpp"

namespace esp32 {

namespace {

constexpr u32 software_system_reset = 1u << 31;
constexpr u32 software_core_reset[] = {1 << 5, 1 << 4};  // PRO, APP
constexpr u32 stall_c0 = 2, stall_c1 = 0x21;             // together 0x86: the core stands still

}  // namespace

RtcCntl::RtcCntl(std::string name, Scheduler& scheduler, ClockSignal& rtc_slow_clk)
    : RegisterFile(name),
      scheduler_(scheduler),
      rows_(*this, rtc_cntl_rows()),
      time_(scheduler, rtc_slow_clk, [this] { plan_alarm(); }),
      alarm_(scheduler, name + " timer", [this] { timer_alarm(); }),
      wake_up_(scheduler, name + " wake-up", [this] { woken(); }),
      watchdog_(name + " watchdog", scheduler, rtc_slow_clk) {
  connect_resets();
  connect_timer();
  connect_watchdog();
  connect_interrupts();
  connect_sleep();
  on_written(rows_["CLK_CONF"], [this](u32) {
    if (on_clocks) on_clocks();
  });
}

// ---- resets

void RtcCntl::connect_resets() {
  on_written(rows_["OPTIONS0"], [this](u32 v) { options_written(v); });
  on_written(rows_["SW_CPU_STALL"], [this](u32) {
    if (on_stall) on_stall();
  });
}

void RtcCntl::options_written(u32 written) {
  u32& options = rows_.at(0).value;
  options &= ~(software_system_reset | software_core_reset[0] | software_core_reset[1]);
  if (on_stall) on_stall();
  if (written & software_system_reset && on_system_reset) return on_system_reset(ResetCause::software, false);
  for (unsigned core : {0u, 1u})
    if (written & software_core_reset[core] && on_core_reset) on_core_reset(core, ResetCause::software_cpu);
}

bool RtcCntl::stalled(unsigned core) const {
  const u32 c0 = rows_.at(0).value >> (core ? 0 : 2) & 3, c1 = rows_.at(0xac).value >> (core ? 20 : 26) & 0x3f;
  return c0 == stall_c0 && c1 == stall_c1;
}

void RtcCntl::set_cause(unsigned core, ResetCause cause) {
  u32& state = rows_.at(0x34).value;
  const unsigned lsb = core ? 6 : 0;
  state = (state & ~(0x3fu << lsb)) | static_cast<u32>(cause) << lsb;
}

// ---- the timer that never stops

void RtcCntl::connect_timer() {
  on_written(rows_["TIME_UPDATE"], [this](u32 v) {
    if (v >> 31) latch_time();
  });
  for (const char* name : {"SLP_TIMER0", "SLP_TIMER1"}) on_written(rows_[name], [this](u32) { plan_alarm(); });
}

void RtcCntl::latch_time() {
  const u64 now = static_cast<u64>(time_.edges());
  rows_.at(0x10).value = static_cast<u32>(now);
  rows_.at(0x14).value = static_cast<u32>(now >> 32) & 0xffff;
  rows_.at(0xc).value = 1 << 30;  // TIME_VALID
  raise(1 << 4);
}

// MAIN_TIMER_ALARM_EN is for the interrupt; a sleeper is woken without it (ESP-IDF does not set it).
void RtcCntl::plan_alarm() {
  const u32 high = rows_.at(0x8).value;
  const bool wanted = (high >> 16 & 1) || (asleep_ && wake_enable() & wake_timer);
  if (!wanted || !time_.signal().running()) return alarm_.cancel();
  alarm_.at(time_.when(static_cast<i64>(rows_.at(0x4).value | u64{high & 0xffff} << 32)));
}

void RtcCntl::timer_alarm() {
  constexpr u32 alarm_enable = 1 << 16;
  u32& high = rows_.at(0x8).value;
  if (high & alarm_enable) raise(i_timer);
  high &= ~alarm_enable;
  if (asleep_ && wake_enable() & wake_timer) wake(wake_timer);
}

// ---- interrupts

void RtcCntl::connect_interrupts() {
  on_written(rows_["INT_ENA"], [this](u32) { update(); });
  on_written(rows_["INT_CLR"], [this](u32 v) {
    rows_.at(0x48).value = 0;
    rows_.at(0x40).value &= ~v;
    update();
  });
  on_reading(rows_["INT_ST"], [this] { return rows_.at(0x40).value & rows_.at(0x3c).value; });
}

void RtcCntl::raise(u32 interrupts) {
  rows_.at(0x40).value |= interrupts;
  update();
}

void RtcCntl::update() { irq.drive((rows_.at(0x40).value & rows_.at(0x3c).value) != 0); }

// ---- the whole

void RtcCntl::power_on() {
  RegisterFile::reset();
  for (Event* e : {&alarm_, &wake_up_}) e->cancel();
  watchdog_.reset();
  for (unsigned i = 0; i < wdt_config_.size(); ++i) wdt_config_[i] = rows_.at(0x8c + 4 * i).value;
  asleep_ = deep_ = false;
  if (on_clocks) on_clocks();
  update();
}

// A system reset leaves the RTC domain as it is, but nobody sleeps any more, nobody is stalled, and the chip starts on
// its crystal (31.3.13; the ROM relies on it).
void RtcCntl::reset() {
  asleep_ = deep_ = false;
  wake_up_.cancel();
  rows_.at(0x18).value &= ~(1u << 31);
  rows_.at(0).value &= ~0xfu;
  rows_.at(0xac).value = 0;
  source_ = Source::xtal;
  for (unsigned i = 0; i < wdt_config_.size(); ++i)
    wdt_config_[i] = rows_.at(0x8c + 4 * i).value = rows_.at(0x8c + 4 * i).reset_value;
  watchdog_.reset();
  if (on_clocks) on_clocks();
}

void RtcCntl::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq, time_, alarm_, wake_up_, watchdog_, wdt_config_, asleep_, deep_);
}

}  // namespace esp32
