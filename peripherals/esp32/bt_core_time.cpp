// The native clock, its timers, deep sleep, and BLE's events in their slots.
#include <bit>

#include "peripherals/esp32/bt_core.hpp"
#include "peripherals/esp32/bt_core_bits.hpp"

namespace esp32 {

using namespace bt;

// ---- the native clock

i64 BtCore::clock() const {
  return asleep_ ? stands_at_ : half_microseconds.count(scheduler_.now().time_since_epoch()) + ahead_;
}

// What SAMP latches. The fine counters count down: half microseconds of a half slot, microseconds of a slot.
void BtCore::latch(const Half& half) {
  const i64 now = clock(), fine = now % half.tick * bt::half_slot / half.tick;
  word(half.base + clock_register) = static_cast<u32>(now / half.tick) & (half.base ? slot_mask : half_slot_mask);
  word(half.base + fine_clock) = static_cast<u32>(bt::half_slot - 1 - fine);
}

void BtCore::set_clock(u32 half_slots) {
  constexpr i64 period = (i64{half_slot_mask} + 1) * bt::half_slot;
  ahead_ += (i64{half_slots} - (clock() / bt::half_slot & half_slot_mask)) * bt::half_slot;
  if (ahead_ < 0) ahead_ += period;
  plan();
}

// The next time at which the clock, modulo period, is that.
Time BtCore::when(i64 at, i64 period) const {
  const i64 now = clock(), wait = ((at - now) % period + period) % period;
  return Time{half_microseconds.ticks(now + (wait ? wait : period) - ahead_)};
}

void BtCore::plan() {
  for (unsigned h = 0; h < halves.size(); ++h) plan(h);
}

void BtCore::plan(unsigned h) {
  const Half& half = halves[h];
  constexpr i64 round = (i64{slot_mask} + 1) * bt::slot;
  const auto plan_one = [this](Event& event, bool wanted, i64 at, i64 period) {
    wanted && !asleep_ ? event.at(when(at, period)) : event.cancel();
  };
  const u32 wanted = word(half.base + enables);
  plan_one(*timers_[h].fine, wanted & half.fine_interrupt, i64{word(half.base + half.fine) & slot_mask} * bt::slot,
           round);
  plan_one(*timers_[h].gross, wanted & half.gross_interrupt,
           i64{word(half.base + half.gross) & gross_mask} * gross_slots * bt::slot, round);
  plan_one(*timers_[h].tick, wanted & clock_interrupt, 0, half.tick);
  if (half.base == ble) plan_one(slot_, word(ble + control_register) & enabled, 0, bt::slot);
}

// ---- deep sleep

void BtCore::sleep_written(u32 value) {
  word(sleep_control) &= ~(soft_wake_up | correct);
  if (asleep_) word(sleep_control) |= bt::asleep;
  if (value & correct) {
    ahead_ += (word(clock_correction) & half_slot_mask) * bt::half_slot - i64{word(fine_correction) & 0x3ff} * 2;
    plan();
  }
  if (asleep_ && value & soft_wake_up) return wake();
  if (!asleep_ && value & deep_sleep_on) fall_asleep();
}

void BtCore::fall_asleep() {
  stands_at_ = clock();
  asleep_ = true;
  asleep_since_ = scheduler_.now();
  word(sleep_control) |= bt::asleep;
  plan();
  if (word(wake_up_after)) wake_.after(Clock{low_power_hz()}.ticks(word(wake_up_after)));
}

// Half a slot of the clock begins where the clock stood.
void BtCore::wake() {
  wake_.cancel();
  word(slept) = static_cast<u32>(Clock{low_power_hz()}.count(scheduler_.now() - asleep_since_));
  word(sleep_control) &= ~(bt::asleep | sleep_requests);
  asleep_ = false;
  ahead_ = stands_at_ - half_microseconds.count(scheduler_.now().time_since_epoch());
  plan();
  raise(0, sleep_interrupt);
}

// ---- BLE's events

u32 BtCore::exchange(u32 offset) const {
  u32 value = 0;
  bus_.read(exchange_base + (offset & 0xffff), 2, value);
  return value;
}

void BtCore::slot() {
  const u32 entry = 4 * (static_cast<u32>(clock() / bt::slot) % table_entries), state = exchange(entry);
  if ((state & entry_status) == entry_ready && !end_.pending()) {
    bus_.write(exchange_base + entry, 2, state & ~entry_status);
    begin(exchange(entry + 2));
  }
  plan(1);
}

void BtCore::begin(u32 control_structure) {
  const u32 format = exchange(control_structure + cs_control) & format_mask;
  if (format == high_duty_advertiser || format == low_duty_advertiser) {
    const int channels = std::popcount(word(advertising_channels) & 7);
    return end_.after(std::chrono::microseconds{channels * i64{word(advertising_interval) & 0x3fff}});
  }
  const u32 window = exchange(control_structure + cs_receive_window);
  const i64 length = window & ~window_in_slots;
  end_.after(half_microseconds.ticks(length * (window & window_in_slots ? bt::slot : 2)));
}

}  // namespace esp32
