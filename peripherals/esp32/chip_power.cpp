// Clocks, resets, the start of the second core, sleep. ESP32 Technical Reference Manual 3 "Reset and Clock", 31.
#include <algorithm>

#include "emulator/image/image.hpp"
#include "peripherals/esp32/chip.hpp"
#include "peripherals/parts/touch_pad.hpp"

namespace esp32 {

namespace {

constexpr double en_threshold = 0.75;                       // volts: a quarter of VDD3P3, as a pin's V_IL
constexpr u32 strap_register = 0x38, strap_gpio0 = 1 << 4;  // GPIO0 high: boots from flash

}  // namespace

// ---- clocks

void Esp32::set_clocks() {
  clocks_.set({.source = rtc_cntl_.source(),
               .slow = rtc_cntl_.slow_source(),
               .cpu_period = dport_.cpu_period(),
               .divider = apb_ctrl_.cpu_divider(),
               .tick = apb_ctrl_.tick_dividers(),
               .asleep = asleep_});
  for (GatedClock& g : gated_) g.signal.set(dport_.clock_enabled(g.gate) ? clocks_.apb.hz() : 0);
  for (unsigned n : {0u, 1u}) core(n).change_clock(clocks_.cpu.hz());
}

void Esp32::drift(double parts_per_million) {
  clocks_.drift(parts_per_million);
  set_clocks();
}

void Esp32::gates_changed() {
  set_clocks();
  u64 held = 0;
  for (const Row& row : rows_)
    if (row.gate && dport_.reset_held(*row.gate)) held |= u64{1} << static_cast<unsigned>(*row.gate) % 64;
  const u64 begins = held & ~resets_held_;
  resets_held_ = held;
  for (const Row& row : rows_)
    if (row.gate && begins >> static_cast<unsigned>(*row.gate) % 64 & 1)
      if (auto* file = dynamic_cast<RegisterFile*>(row.block)) file->reset();
}

// ---- connections

void Esp32::connect_dport() {
  dport_.on_line = [this](unsigned n, unsigned line, bool level) { core(n).interrupt(line, level); };
  dport_.on_gates = [this] { gates_changed(); };
  dport_.on_cpu_clock = [this] { set_clocks(); };
  dport_.on_boot_remap = [this](unsigned n, bool on) { boot_remap(n, on); };
  dport_.on_app_cpu = [this] { look_at_cores(); };
  dport_.connect(InterruptSource::gpio, gpio_.irq_pro, 0);
  dport_.connect(InterruptSource::gpio_nmi, gpio_.irq_pro_nmi, 0);
  dport_.connect(InterruptSource::gpio, gpio_.irq_app, 1);
  dport_.connect(InterruptSource::gpio_nmi, gpio_.irq_app_nmi, 1);
  apb_ctrl_.on_clocks = [this] { set_clocks(); };
  bt_core_.low_power_hz = [this] { return bt_low_power_hz(); };
}

void Esp32::connect_rtc() {
  rtc_cntl_.on_clocks = [this] { set_clocks(); };
  rtc_cntl_.on_stall = [this] { look_at_cores(); };
  rtc_cntl_.on_core_reset = [this](unsigned n, ResetCause cause) { request_core_reset(n, cause); };
  rtc_cntl_.on_system_reset = [this](ResetCause cause, bool rtc_too) { request_reset(cause, rtc_too); };
  rtc_cntl_.on_sleep = [this](bool deep) { fall_asleep(deep); };
  rtc_cntl_.on_wake = [this](bool deep) { wake(deep); };
  rtc_cntl_.rtc_fast = [this] { return std::span<const u8>{rtc_fast_.bytes()}; };
  rtc_cntl_.wake_levels = [this] { return wake_levels(); };
  rtc_cntl_.ext1_active = [this] { return ext1_active(); };
  rtc_cntl_.on_state = [this] { sens_.touch_timer(rtc_cntl_.touch_timer()); };
  rtc_cntl_.on_holds = [this] {
    rtc_io_.hold_force(rtc_cntl_.hold_force());
    pads_.hold_digital(rtc_cntl_.digital_pads_held());
  };
  sens_.capacitance = [this](unsigned pin) {
    constexpr double picofarad = 1e-12;
    Net* net = pads_.terminal(pin).net();
    return net ? parts::capacitance_on(machine_.world, *net) * picofarad : 0;
  };
  sens_.on_touch = [this] { rtc_cntl_.touched(); };
  rtc_io_.on_levels = [this] { rtc_cntl_.wake_levels_changed(); };
  const auto look = [this](bool) { rtc_cntl_.wake_levels_changed(); };
  gpio_.wakeup.listen(look);
  rtc_io_.wakeup.listen(look);
}

void Esp32::connect_watchdogs() {
  const auto connect = [this](Timg& timg, unsigned n, ResetCause system) {
    timg.on_reset = [this, n, system](Timg::Reset reset) {
      if (reset == Timg::Reset::system) return request_reset(system, false);
      request_core_reset(n, ResetCause::tg_watchdog_cpu);
    };
  };
  connect(timg0_, 0, ResetCause::tg0_watchdog);
  connect(timg1_, 1, ResetCause::tg1_watchdog);
}

// ---- the cores

// The APP CPU waits until DPORT lets it go; both can be held by RTC_CNTL.
void Esp32::look_at_cores() {
  const bool held = dport_.app_in_reset();
  const bool stands = held || !dport_.app_clocked() || dport_.app_stalled();
  if (app_was_in_reset_ && !held) app_.reset();
  app_was_in_reset_ = held;
  const bool off = held_by_en_ || !has_rom_;
  pro_.run_stall(off || rtc_cntl_.stalled(0));
  app_.run_stall(off || stands || rtc_cntl_.stalled(1));
}

// BT_LPCK_DIV_INT and BT_LPCK_DIV_FRAC: a source and its divider. The divider's fraction is left out.
i64 Esp32::bt_low_power_hz() const {
  constexpr u32 div_int = 0xd4, div_frac = 0xd8, xtal32k = 1 << 27, xtal = 1 << 26, rc_fast = 1 << 25;
  const u32 select = dport_.peek(div_frac);
  const ClockSignal& source = select & xtal32k   ? clocks_.xtal32k
                              : select & xtal    ? clocks_.xtal
                              : select & rc_fast ? clocks_.rc_fast
                                                 : clocks_.rtc_slow;
  return std::max<i64>(1, source.hz() / ((dport_.peek(div_int) & 0xfff) + 1));
}

// ---- resets

void Esp32::request_core_reset(unsigned n, ResetCause cause) {
  core_reset_cause_[n] = static_cast<u8>(cause);
  reset_event_.after(Duration{});
}

void Esp32::request_reset(ResetCause cause, bool rtc_too) {
  reset_cause_ = static_cast<u8>(cause);
  reset_rtc_too_ = rtc_too;
  reset_event_.after(Duration{});
}

void Esp32::perform_reset() {
  const auto cores = core_reset_cause_;
  const auto cause = static_cast<ResetCause>(reset_cause_);
  core_reset_cause_ = {};
  reset_cause_ = 0;
  if (cause != ResetCause{}) {
    if (reset_rtc_too_) reset_rtc();
    return reset_digital(cause);
  }
  for (unsigned n : {0u, 1u}) {
    if (!cores[n]) continue;
    rtc_cntl_.set_cause(n, static_cast<ResetCause>(cores[n]));
    core(n).reset();
  }
}

// Whatever is not in the RTC domain.
void Esp32::reset_digital(ResetCause cause) {
  asleep_ = false;
  pads_.light_sleep(false);
  pads_.digital_power(true);
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.block); file && !row.rtc) file->reset();
  rtc_cntl_.reset();
  mmu_pro_.power_on();
  mmu_app_.power_on();
  resets_held_ = 0;
  gpio_.latch_straps();
  for (unsigned n : {0u, 1u}) {
    rtc_cntl_.set_cause(n, cause);
    core(n).reset();
  }
  app_was_in_reset_ = true;
  set_clocks();
  look_at_cores();
  if (!boots_from_flash()) return;
  timg0_.start_flash_boot_protection();
  rtc_cntl_.start_flash_boot_protection();
}

void Esp32::reset_rtc() {
  rtc_cntl_.power_on();
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.block); file && row.rtc && file != &rtc_cntl_) file->reset();
}

bool Esp32::boots_from_flash() { return gpio_.peek(strap_register) & strap_gpio0; }

void Esp32::need_rom() const {
  if (has_rom_) return;
  throw ImageError(
      "the ESP32 starts in its mask ROM, which is not part of this program: `vivarium firmware fetch esp32` gets it, "
      "or take esp32_rev300_rom.elf from Espressif's esp-rom-elfs (https://github.com/espressif/esp-rom-elfs/releases) "
      "and give it with --rom, or put it into the folder rom of $VIVARIUM_FIRMWARE or of the firmware cache");
}

void Esp32::power_on() {
  nor_.power_on();
  if (psram_) psram_->power_on();
  pin_reset();
}

// EN low takes the whole chip's power away, RTC memories included.
void Esp32::pin_reset() {
  need_rom();
  for (Memory* memory : {&sram_, &sram0_, &rtc_fast_, &rtc_slow_}) {
    std::ranges::fill(memory->bytes(), u8{0});
    bus_pro_.changed(*memory, 0, memory->size());
  }
  reset_event_.cancel();
  core_reset_cause_ = {};
  reset_cause_ = 0;
  reset_rtc();
  reset_digital(ResetCause::power_on);
}

void Esp32::reset_pin_changed() {
  const bool low = !en_.floating() && en_.volts() < en_threshold;
  if (low == held_by_en_) return;
  held_by_en_ = low;
  if (low)
    look_at_cores();
  else
    pin_reset();
}

// ---- sleep

void Esp32::fall_asleep(bool deep) {
  asleep_ = true;
  if (deep)
    pads_.digital_power(false);
  else
    pads_.light_sleep(true);
  set_clocks();
}

void Esp32::wake(bool deep) {
  asleep_ = false;
  pads_.light_sleep(false);
  if (!deep) return set_clocks();
  for (Memory* memory : {&sram_, &sram0_}) {
    std::ranges::fill(memory->bytes(), u8{0});
    bus_pro_.changed(*memory, 0, memory->size());
  }
  reset_digital(ResetCause::deep_sleep);
}

u32 Esp32::ext1_active() {
  const u32 pins = rtc_cntl_.ext1_pins(), levels = rtc_io_.levels();
  if (rtc_cntl_.ext1_any_high()) return pins & levels;
  return pins && !(pins & levels) ? pins : 0;
}

u32 Esp32::wake_levels() {
  u32 active = 0;
  const bool ext0 = rtc_io_.levels() >> rtc_io_.ext_wakeup0_channel() & 1;
  if (ext0 == rtc_cntl_.ext0_level()) active |= RtcCntl::wake_ext0;
  if (ext1_active()) active |= RtcCntl::wake_ext1;
  if (gpio_.wakeup.level() || rtc_io_.wakeup.level()) active |= RtcCntl::wake_gpio;
  return active;
}

}  // namespace esp32
