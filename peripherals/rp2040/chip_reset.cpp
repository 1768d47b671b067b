// How the RP2040 resets. RP2040 Datasheet 2.12 "Chip-Level Reset", 2.13 "Power-On State Machine".
#include "peripherals/rp2040/chip.hpp"

namespace rp2040 {

namespace {
constexpr double run_threshold = 0.8;  // volts, as a pin's VIL
}

// What one stage of the power-on state machine holds in reset.
void Rp2040::stage_held(Stage stage, bool held) {
  switch (stage) {
    case Stage::rosc: return rosc_.hold_in_reset(held);
    case Stage::xosc: return xosc_.hold_in_reset(held);
    case Stage::clocks: return clocks_.hold_in_reset(held);
    case Stage::resets: return resets_.hold_in_reset(held);
    case Stage::vreg_and_chip_reset: return vreg_.hold_in_reset(held);
    case Stage::xip: ssi_.hold_in_reset(held); return xip_.hold_in_reset(held);
    case Stage::sio:
      if (held) sio_.reset();
      return;
    case Stage::proc0:
    case Stage::proc1: {
      auto& processor = core(stage == Stage::proc1);
      return held ? processor.power_off() : processor.reset();
    }
    case Stage::busfabric:
    case Stage::rom:
    case Stage::sram0:
    case Stage::sram1:
    case Stage::sram2:
    case Stage::sram3:
    case Stage::sram4:
    case Stage::sram5: return;  // nothing here that a reset changes: memories keep their content
  }
}

void Rp2040::power_on() {
  nor_.power_on();
  std::ranges::fill(sram_.bytes(), u8{0});
  bus_.changed(sram_, 0, sram_.size());
  reset_all(VregAndChipReset::Cause::power_on);
}

void Rp2040::pin_reset() { reset_all(VregAndChipReset::Cause::run_pin); }

// Power-on and the RUN pin reset everything, the watchdog and the PSM too.
void Rp2040::reset_all(VregAndChipReset::Cause cause) {
  watchdog_fired_.cancel();
  leave_usb_boot();
  for (const Row& row : rows_)
    if (auto* file = dynamic_cast<RegisterFile*>(row.block)) file->reset();
  vreg_.chip_was_reset(cause);
  xip_.reset();
  sio_.reset();
  core0_.reset();
  core1_.reset();
  set_core_clock();
}

void Rp2040::watchdog_reset() {
  leave_usb_boot();
  resets_.watchdog_fired();
  psm_.watchdog_fired();
}

// 2.8.4: what our boot ROM does in BOOTSEL mode is done here, in place of the controller's firmware.
void Rp2040::enter_usb_boot(u32 disable_interface_mask) {
  boot_chip_.start();
  usb_boot_.start(disable_interface_mask);
  usb_switch_.select_boot(true);
}

void Rp2040::leave_usb_boot() {
  if (!usb_switch_.boot_selected()) return;
  usb_boot_.stop();
  usb_switch_.select_boot(false);
}

void Rp2040::reset_pin_changed() {
  const bool low = !run_pin_.floating() && run_pin_.volts() < run_threshold;
  if (low == held_by_run_) return;
  held_by_run_ = low;
  if (low) {
    core0_.power_off();
    core1_.power_off();
  } else {
    reset_all(VregAndChipReset::Cause::run_pin);
  }
}

}  // namespace rp2040
