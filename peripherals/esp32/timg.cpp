#include "peripherals/esp32/timg.hpp"

namespace esp32 {

namespace {

constexpr u32 write_key = 0x50d8'3aa1;
constexpr u32 calibration_start = 1u << 31, calibration_ready = 1 << 15, calibration_cycling = 1 << 12;
constexpr u32 stage_off = 0, stage_interrupt = 1;

// clang-format off
constexpr std::string_view timer_config =
    "EN[31] INCREASE[30] AUTORELOAD[29] DIVIDER[28:13] EDGE_INT_EN[12]? LEVEL_INT_EN[11] ALARM_EN[10]";
constexpr RegisterRow rows[] = {
      {"T0CONFIG", 0x0, 0x60002000, timer_config},
      {"T0LO", 0x4, 0x0, "LO[31:0]ro"},
      {"T0HI", 0x8, 0x0, "HI[31:0]ro"},
      {"T0UPDATE", 0xc, 0x0, "UPDATE[31:0]wo"},
      {"T0ALARMLO", 0x10, 0x0, "ALARM_LO[31:0]"},
      {"T0ALARMHI", 0x14, 0x0, "ALARM_HI[31:0]"},
      {"T0LOADLO", 0x18, 0x0, "LOAD_LO[31:0]"},
      {"T0LOADHI", 0x1c, 0x0, "LOAD_HI[31:0]"},
      {"T0LOAD", 0x20, 0x0, "LOAD[31:0]wo"},
      {"T1CONFIG", 0x24, 0x60002000, timer_config},
      {"T1LO", 0x28, 0x0, "LO[31:0]ro"},
      {"T1HI", 0x2c, 0x0, "HI[31:0]ro"},
      {"T1UPDATE", 0x30, 0x0, "UPDATE[31:0]wo"},
      {"T1ALARMLO", 0x34, 0x0, "ALARM_LO[31:0]"},
      {"T1ALARMHI", 0x38, 0x0, "ALARM_HI[31:0]"},
      {"T1LOADLO", 0x3c, 0x0, "LOAD_LO[31:0]"},
      {"T1LOADHI", 0x40, 0x0, "LOAD_HI[31:0]"},
      {"T1LOAD", 0x44, 0x0, "LOAD[31:0]wo"},
      {"WDTCONFIG0", 0x48, 0x4c000, "WDT_EN[31] WDT_STG0[30:29] WDT_STG1[28:27] WDT_STG2[26:25] WDT_STG3[24:23] "
       "WDT_EDGE_INT_EN[22]? WDT_LEVEL_INT_EN[21] WDT_CPU_RESET_LENGTH[20:18] WDT_SYS_RESET_LENGTH[17:15] WDT_FLASHBOOT_MOD_EN[14]"},
      {"WDTCONFIG1", 0x4c, 0x10000, "WDT_CLK_PRESCALE[31:16]"},
      {"WDTCONFIG2", 0x50, 0x18cba80, "WDT_STG0_HOLD[31:0]"},
      {"WDTCONFIG3", 0x54, 0x7ffffff, "WDT_STG1_HOLD[31:0]"},
      {"WDTCONFIG4", 0x58, 0xfffff, "WDT_STG2_HOLD[31:0]"},
      {"WDTCONFIG5", 0x5c, 0xfffff, "WDT_STG3_HOLD[31:0]"},
      {"WDTFEED", 0x60, 0x0, "WDT_FEED[31:0]wo"},
      {"WDTWPROTECT", 0x64, write_key, "WDT_WKEY[31:0]"},
      {"RTCCALICFG", 0x68, 0x13000, "RTC_CALI_START[31] RTC_CALI_MAX[30:16] RTC_CALI_RDY[15]ro RTC_CALI_CLK_SEL[14:13] RTC_CALI_START_CYCLING[12]"},
      {"RTCCALICFG1", 0x6c, 0x0, "RTC_CALI_VALUE[31:7]ro"},
      {"LACTCONFIG", 0x70, 0x60002300, "LACT_EN[31] LACT_INCREASE[30] LACT_AUTORELOAD[29] LACT_DIVIDER[28:13] "
       "LACT_EDGE_INT_EN[12]? LACT_LEVEL_INT_EN[11] LACT_ALARM_EN[10] LACT_LAC_EN[9] LACT_CPST_EN[8] LACT_RTC_ONLY[7]?"},
      {"LACTRTC", 0x74, 0x0, "LACT_RTC_STEP_LEN[31:6]"},
      {"LACTLO", 0x78, 0x0, "LACT_LO[31:0]ro"},
      {"LACTHI", 0x7c, 0x0, "LACT_HI[31:0]ro"},
      {"LACTUPDATE", 0x80, 0x0, "LACT_UPDATE[31:0]wo"},
      {"LACTALARMLO", 0x84, 0x0, "LACT_ALARM_LO[31:0]"},
      {"LACTALARMHI", 0x88, 0x0, "LACT_ALARM_HI[31:0]"},
      {"LACTLOADLO", 0x8c, 0x0, "LACT_LOAD_LO[31:0]"},
      {"LACTLOADHI", 0x90, 0x0, "LACT_LOAD_HI[31:0]"},
      {"LACTLOAD", 0x94, 0x0, "LACT_LOAD[31:0]wo"},
      {"INT_ENA_TIMERS", 0x98, 0x0, "LACT_INT_ENA[3] WDT_INT_ENA[2] T1_INT_ENA[1] T0_INT_ENA[0]"},
      {"INT_RAW_TIMERS", 0x9c, 0x0, "LACT_INT_RAW[3]ro WDT_INT_RAW[2]ro T1_INT_RAW[1]ro T0_INT_RAW[0]ro"},
      {"INT_ST_TIMERS", 0xa0, 0x0, "LACT_INT_ST[3]ro WDT_INT_ST[2]ro T1_INT_ST[1]ro T0_INT_ST[0]ro"},
      {"INT_CLR_TIMERS", 0xa4, 0x0, "LACT_INT_CLR[3]wo WDT_INT_CLR[2]wo T1_INT_CLR[1]wo T0_INT_CLR[0]wo"},
      {"NTIMERS_DATE", 0xf8, 0x1604290, "NTIMERS_DATE[27:0]"},
      {"TIMGCLK", 0xfc, 0x0, "CLK_EN[31]"},
};
// clang-format on

}  // namespace

Timg::Timg(std::string name, Scheduler& scheduler, ClockSignal& apb_clk, ClockSignal& xtal_clk, SlowClocks slow)
    : RegisterFile(name),
      irq_t0(name + "_T0"),
      irq_t1(name + "_T1"),
      irq_wdt(name + "_WDT"),
      irq_lact(name + "_LACT"),
      xtal_(xtal_clk),
      slow_(slow),
      rows_(*this, rows),
      t0_(name + " T0", scheduler, apb_clk),
      t1_(name + " T1", scheduler, apb_clk),
      lact_(name + " LACT", scheduler, apb_clk),
      watchdog_(name + " watchdog", scheduler, apb_clk),
      calibration_(scheduler, name + " calibration", [this] { calibrated(); }) {
  connect_timer(t0_, 0, 0x4, i_t0);
  connect_timer(t1_, 0x24, 0x28, i_t1);
  connect_timer(lact_, lact_base, 0x78, i_lact);
  connect_watchdog();
  on_written(rows_["RTCCALICFG"], [this](u32 v) { calibrate(v); });
  on_written(rows_["INT_ENA_TIMERS"], [this](u32) { update(); });
  on_written(rows_["INT_CLR_TIMERS"], [this](u32 v) {
    rows_["INT_CLR_TIMERS"].value = 0;
    rows_["INT_RAW_TIMERS"].value &= ~v;
    update();
  });
  on_reading(rows_["INT_ST_TIMERS"], [this] { return rows_.at(0x9c).value & rows_.at(0x98).value; });
}

// From `lo_at` on: LO, HI, UPDATE, ALARMLO, ALARMHI, LOADLO, LOADHI, LOAD.
void Timg::connect_timer(TimerCounter& timer, u32 base, u32 lo_at, u32 interrupt) {
  const auto set = [&timer, base, lo_at, this](u32) { set_timer(timer, base, lo_at); };
  on_written(rows_.at(base), [set, this](u32 v) {
    set(v);
    update();
  });
  for (u32 at = lo_at + 0xc; at <= lo_at + 0x18; at += 4) on_written(rows_.at(at), set);
  on_written(rows_.at(lo_at + 8), [&timer, lo_at, this](u32) {
    const u64 value = timer.value();
    rows_.at(lo_at).value = static_cast<u32>(value);
    rows_.at(lo_at + 4).value = static_cast<u32>(value >> 32);
  });
  on_written(rows_.at(lo_at + 0x1c), [&timer](u32) { timer.load(); });
  timer.on_alarm = [base, interrupt, this] {
    rows_.at(base).value &= ~(1u << 10);
    raise(interrupt);
  };
}

void Timg::set_timer(TimerCounter& timer, u32 base, u32 lo_at) {
  const auto wide = [&](u32 at) { return rows_.at(at).value | u64{rows_.at(at + 4).value} << 32; };
  const u32 config = rows_.at(base).value;
  timer.set({.enabled = (config >> 31 & 1) != 0,
             .up = (config >> 30 & 1) != 0,
             .alarm = (config >> 10 & 1) != 0,
             .reload = (config >> 29 & 1) != 0,
             .divider = config >> 13 & 0xffff,
             .alarm_at = wide(lo_at + 0xc),
             .load = wide(lo_at + 0x14)});
}

// ---- watchdog

bool Timg::unlocked() const { return rows_.at(0x64).value == write_key; }

void Timg::connect_watchdog() {
  for (unsigned i = 0; i < wdt_config_.size(); ++i) {
    wdt_config_[i] = rows_.at(0x48 + 4 * i).value;
    on_written(rows_.at(0x48 + 4 * i), [this, i](u32) {
      u32& value = rows_.at(0x48 + 4 * i).value;
      if (!unlocked()) value = wdt_config_[i];
      wdt_config_[i] = value;
      set_watchdog();
    });
  }
  on_written(rows_["WDTFEED"], [this](u32) {
    rows_["WDTFEED"].value = 0;
    if (unlocked()) watchdog_.feed();
  });
  watchdog_.on_expiry = [this](unsigned stage) {
    const u32 config = rows_.at(0x48).value;
    u32 action = config >> (29 - 2 * stage) & 3;
    if (!(config >> 31) && stage == 0) action = static_cast<u32>(Reset::system);  // protects booting from flash
    if (action == stage_interrupt) return raise(i_wdt);
    if (action != stage_off && on_reset) on_reset(static_cast<Reset>(action));
  };
}

void Timg::set_watchdog() {
  const u32 config = wdt_config_[0];
  watchdog_.set({wdt_config_[2], wdt_config_[3], wdt_config_[4], wdt_config_[5]}, wdt_config_[1] >> 16);
  const bool protects = watchdog_.running() && (config >> 14 & 1);  // while it is left on
  watchdog_.run((config >> 31 & 1) || protects);
  update();
}

void Timg::start_flash_boot_protection() {
  set_watchdog();
  watchdog_.run(true);
}

// ---- how fast the slow clocks are

ClockSignal& Timg::measured() const {
  switch (rows_.at(0x68).value >> 13 & 3) {
    case 1: return slow_.rtc_8m_d256;
    case 2: return slow_.xtal32k;
    default: return slow_.rtc_slow;
  }
}

void Timg::calibrate(u32 written) {
  u32& config = rows_.at(0x68).value;
  if (!(written & (calibration_start | calibration_cycling))) return calibration_.cancel();
  if (!(written & calibration_start) && calibration_.pending()) return;
  const i64 cycles = written >> 16 & 0x7fff;
  config &= ~calibration_ready;
  if (!measured().running()) return calibration_.cancel();  // never done
  calibration_.after(measured().clock().ticks(cycles));
}

void Timg::calibrated() {
  u32& config = rows_.at(0x68).value;
  const i64 cycles = config >> 16 & 0x7fff;
  if (!measured().running()) return;
  const i64 counted = xtal_.clock().count(measured().clock().ticks(cycles));
  rows_.at(0x6c).value = static_cast<u32>(counted) << 7;
  config |= calibration_ready;
  if (!(config & calibration_start) && config & calibration_cycling)
    calibration_.after(measured().clock().ticks(cycles));
}

// ---- interrupts

void Timg::raise(u32 interrupts) {
  rows_.at(0x9c).value |= interrupts;
  update();
}

void Timg::update() {
  const u32 active = rows_.at(0x9c).value & rows_.at(0x98).value;
  const auto level = [&](u32 config, unsigned bit) { return (rows_.at(config).value >> bit & 1) != 0; };
  irq_t0.drive((active & i_t0) && level(0x0, 11));
  irq_t1.drive((active & i_t1) && level(0x24, 11));
  irq_wdt.drive((active & i_wdt) && level(0x48, 21));
  irq_lact.drive((active & i_lact) && level(lact_base, 11));
}

void Timg::reset() {
  RegisterFile::reset();
  for (TimerCounter* t : {&t0_, &t1_, &lact_}) t->reset();
  watchdog_.reset();
  for (unsigned i = 0; i < wdt_config_.size(); ++i) wdt_config_[i] = rows_.at(0x48 + 4 * i).value;
  calibration_.cancel();
  calibrate(
      rows_.at(0x68).value);  // it measures round and round from the start; the ROM finds the crystal's frequency so
  update();
}

void Timg::serialize(State& state) {
  RegisterFile::serialize(state);
  state(irq_t0, irq_t1, irq_wdt, irq_lact, t0_, t1_, lact_, watchdog_, wdt_config_, calibration_);
}

}  // namespace esp32
