// Sleep, waking, and the RTC watchdog. ESP32 Technical Reference Manual 31.3.10 "Wakeup Source", 31.3.11 "Reject
// Sleep", 18.3.2 "RTC Watchdog".
#include "peripherals/esp32/rtc_cntl.hpp"

namespace esp32 {

namespace {

constexpr u32 sleep_enable = 1u << 31;
constexpr u32 force_hold = 1 << 15, auto_hold_enable = 1 << 11, auto_held = 1 << 9;  // DIG_ISO
constexpr u32 write_key = 0x50d8'3aa1;
constexpr u32 digital_power_down = 1u << 31;  // DIG_PWC.DG_WRAP_PD_EN
constexpr u32 reject_deep = 1 << 27, reject_light = 1 << 26, reject_gpio = 1 << 24;
// From the wake-up event until the cores run: oscillator and power-up waits, about as with ESP-IDF's settings. In
// doubt.
constexpr Duration wake_up_time = std::chrono::microseconds{400};

enum class Action : u8 { off, interrupt, cpu_reset, system_reset, rtc_reset };

}  // namespace

void RtcCntl::connect_sleep() {
  on_written(rows_["STATE0"], [this](u32) { state_written(); });
  on_written(rows_["MEM_CONF"], [this](u32) { memory_checksum(); });
  on_written(rows_["DIG_ISO"], [this](u32 v) { isolation_written(v); });
  on_written(rows_["HOLD_FORCE"], [this](u32) {
    if (on_holds) on_holds();
  });
  on_written(rows_["EXT_WAKEUP1"], [this](u32 v) {
    rows_.at(0xcc).value &= 0x3ffff;
    if (v >> 18 & 1) rows_.at(0xd0).value = 0;
  });
}

// The ROM compares this before it trusts a wake stub in RTC FAST memory.
void RtcCntl::memory_checksum() {
  constexpr u32 start = 1 << 8, finished = 1u << 31, words = 0x7ff, polynomial = 0xedb8'8320;
  u32& config = rows_.at(0x100).value;
  config &= ~finished;
  if (!(config & start) || !rtc_fast) return;
  const std::span<const u8> memory = rtc_fast();
  const u32 first = config >> 9 & words, count = (config >> 20 & words) + 1;
  u32 crc = ~0u;
  for (u32 at = 4 * first; at < 4 * (first + count) && at < memory.size(); ++at) {
    crc ^= memory[at];
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ polynomial : crc >> 1;
  }
  rows_.at(0x104).value = ~crc;
  config |= finished;
}

// DIG_ISO: DG_PAD_FORCE_HOLD, or DG_PAD_AUTOHOLD, which deep sleep sets where DG_PAD_AUTOHOLD_EN is set and
// CLR_DG_PAD_AUTOHOLD clears.
void RtcCntl::isolation_written(u32 written) {
  u32& isolation = rows_.at(0x88).value;
  if (written >> 10 & 1) isolation &= ~auto_held;
  isolation &= ~(1u << 10);
  if (on_holds) on_holds();
}

bool RtcCntl::digital_pads_held() const { return rows_.at(0x88).value & (force_hold | auto_held); }

void RtcCntl::state_written() {
  u32& state = rows_.at(0x18).value;
  if (on_state) on_state();
  if (state & sleep_enable && !asleep_) fall_asleep();
}

void RtcCntl::fall_asleep() {
  deep_ = rows_.at(0x84).value & digital_power_down;
  rows_.at(0x38).value &= ~0x7ffu;  // WAKEUP_CAUSE
  const u32 waiting = wake_levels ? wake_levels() & wake_enable() : 0;
  const u32 reject = rows_.at(0x64).value;
  if (waiting && reject & (deep_ ? reject_deep : reject_light) && reject & reject_gpio) {
    rows_.at(0x18).value &= ~sleep_enable;
    rows_.at(0x64).value = (reject & 0x0fff'ffff) | 1u << 28;
    return raise(i_reject);
  }
  asleep_ = true;
  if (u32& isolation = rows_.at(0x88).value; deep_ && isolation & auto_hold_enable) {
    isolation |= auto_held;
    if (on_holds) on_holds();
  }
  if (rows_.at(0x8c).value >> 7 & 1) watchdog_.run(false);  // WDT_PAUSE_IN_SLP
  plan_alarm();
  if (on_sleep) on_sleep(deep_);
  if (waiting) wake(waiting);
}

void RtcCntl::wake_levels_changed() {
  if (!asleep_ || !wake_levels) return;
  if (const u32 now = wake_levels() & wake_enable()) wake(now);
}

void RtcCntl::touched() {
  raise(i_touch);
  if (asleep_ && wake_enable() & wake_touch) wake(wake_touch);
}

void RtcCntl::wake(u32 cause) {
  if (wake_up_.pending()) return;
  rows_.at(0x38).value |= cause;
  if (cause & wake_ext1 && ext1_active) rows_.at(0xd0).value |= ext1_active();
  wake_up_.after(wake_up_time);
}

void RtcCntl::woken() {
  asleep_ = false;
  rows_.at(0x18).value &= ~sleep_enable;
  raise(i_wakeup);
  set_watchdog();
  if (on_wake) on_wake(deep_);
}

// ---- watchdog

bool RtcCntl::unlocked() const { return rows_.at(0xa4).value == write_key; }

void RtcCntl::connect_watchdog() {
  for (unsigned i = 0; i < wdt_config_.size(); ++i) {
    wdt_config_[i] = rows_.at(0x8c + 4 * i).value;
    on_written(rows_.at(0x8c + 4 * i), [this, i](u32) {
      u32& value = rows_.at(0x8c + 4 * i).value;
      if (!unlocked()) value = wdt_config_[i];
      wdt_config_[i] = value;
      set_watchdog();
    });
  }
  on_written(rows_["WDTFEED"], [this](u32) {
    rows_.at(0xa0).value = 0;
    if (unlocked()) watchdog_.feed();
  });
  watchdog_.on_expiry = [this](unsigned stage) { watchdog_expired(stage); };
}

void RtcCntl::set_watchdog() {
  const u32 config = wdt_config_[0];
  watchdog_.set({wdt_config_[1], wdt_config_[2], wdt_config_[3], wdt_config_[4]}, 1);
  const bool protects = watchdog_.running() && (config >> 10 & 1);
  watchdog_.run((config >> 31 & 1) || protects);
}

void RtcCntl::start_flash_boot_protection() {
  set_watchdog();
  watchdog_.run(true);
}

void RtcCntl::watchdog_expired(unsigned stage) {
  const u32 config = rows_.at(0x8c).value;
  auto action = static_cast<Action>(config >> (28 - 3 * stage) & 7);
  if (!(config >> 31) && stage == 0) action = Action::rtc_reset;  // protects booting from flash
  switch (action) {
    case Action::off: return;
    case Action::interrupt: return raise(i_wdt);
    case Action::cpu_reset:
      for (unsigned core : {0u, 1u})
        if (config >> (9 - core) & 1 && on_core_reset) on_core_reset(core, ResetCause::rtc_watchdog_cpu);
      return;
    case Action::system_reset:
      if (on_system_reset) on_system_reset(ResetCause::rtc_watchdog, false);
      return;
    case Action::rtc_reset:
      if (on_system_reset) on_system_reset(ResetCause::rtc_watchdog_rtc, true);
      return;
  }
}

}  // namespace esp32
