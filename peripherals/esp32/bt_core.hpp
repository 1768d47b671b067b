#pragma once
// The baseband of Bluetooth: a RivieraWaves dual-mode core, its registers of BR/EDR and common ones from 0x000 on,
// those of BLE from 0x200 on. No manual describes it. What is used here was read from the mask ROM, whose functions
// have names (r_ea_time_get_slot_rounded, ea_prog_timer, ke_timer_hw_set, r_rwbt_isr, r_rwble_isr, r_rwbt_sleep_enter,
// r_rwbt_sleep_wakeup, r_ld_reset, r_lld_core_reset, r_lld_evt_schedule, r_lld_scan_start), and seen in traces of
// MicroPython. Bits are called as in RivieraWaves' header files for its BLE core, reg_blecore.h in vendors' SDKs.
// docs/esp32.md lists the registers. A native clock counts half slots of 312.5 us. A register latches it when its bit
// SAMP is written, which then reads 0. Two timers compare with it: a fine one of whole slots, a gross one of sixteen.
// Software raises an interrupt by SWINT_REQ. In deep sleep the clock stands, and cycles of the low-power clock are
// counted; software then corrects the clock. BLE's events stand in the exchange table, sixteen words at 0x3ffb0000 of
// which the clock's slot selects one: bits 3 to 0 are 2 where one is ready, the upper half says where in that memory
// its control structure is. The air is empty: an advertiser sends on its channels and hears nobody, whoever listens
// does so until his window is over; then comes the interrupt of the event's end. Everything else holds what is written,
// so a controller starts and answers its host. Not modelled: receiving anything, BR/EDR's events, encryption, waking
// from outside. In doubt: the table's status afterwards (0); whether a timer's target that is the present slot fires
// (not before the counter comes round); what an advertiser's packets take (ADVTIM for each channel); that falling
// asleep and waking take no time (ENBPRESET is held only).
#include <array>
#include <functional>
#include <memory>

#include "emulator/bus.hpp"
#include "emulator/time.hpp"
#include "emulator/wire.hpp"
#include "peripherals/esp32/radio_registers.hpp"

namespace esp32 {

class BtCore final : public RadioRegisters {
 public:
  BtCore(std::string name, Scheduler&, Bus&);

  Wire irq_bt, irq_ble;
  std::function<i64()> low_power_hz;  // of the clock that counts in deep sleep

  void reset() override;
  void serialize(State&) override;

 private:
  // The half with its own interrupts, clock and timers: of BR/EDR or of BLE.
  struct Half {
    u32 base;         // of its registers
    u32 version;      // what the ROM asserts
    u32 fine, gross;  // where the timers' targets are
    u32 fine_interrupt, gross_interrupt, software_interrupt;
    i64 tick;  // of its clock register, in half microseconds: half slots or slots
  };
  static const std::array<Half, 2> halves;
  struct Timers {
    std::unique_ptr<Event> fine, gross, tick;
  };

  u32 answer(u32 offset, u32 held) const override;
  void written(u32 offset, u32 value) override;
  void written(unsigned half, u32 offset, u32 value);
  void control(const Half&, unsigned half, u32 value);
  void raise(unsigned half, u32 interrupts);
  void update();

  i64 clock() const;  // in half microseconds
  void latch(const Half&);
  void set_clock(u32 half_slots);
  Time when(i64 at, i64 period) const;
  void plan();
  void plan(unsigned half);
  void sleep_written(u32 value);
  void fall_asleep();
  void wake();

  void slot();
  void begin(u32 control_structure);
  u32 exchange(u32 offset) const;

  Scheduler& scheduler_;
  Bus& bus_;
  i64 ahead_ = 0;  // of the time since the beginning, in half microseconds
  bool asleep_ = false;
  i64 stands_at_ = 0;  // the clock, asleep
  Time asleep_since_{};
  std::array<u32, 2> raw_{};
  std::array<Timers, 2> timers_;
  Event slot_, end_, wake_;  // of BLE: a slot begins, an event in the air is over; of both: the end of deep sleep
};

}  // namespace esp32
