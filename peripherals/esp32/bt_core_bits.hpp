#pragma once
// Registers and bits of the Bluetooth core, and of its exchange memory.
#include "emulator/time.hpp"
#include "peripherals/esp32/interrupt_sources.hpp"

namespace esp32::bt {

// From the base of either half.
constexpr u32 control_register = 0x00, version_register = 0x04, enables = 0x0c, status = 0x10, raw_status = 0x14,
              acknowledge = 0x18, clock_register = 0x1c, fine_clock = 0x20;
constexpr u32 soft_resets = 7u << 29, software_request = 1 << 28;
constexpr u32 clock_update = 1u << 30, clock_interrupt = 1 << 0;  // of every half slot, or slot

// Of both halves: deep sleep.
constexpr u32 sleep_control = 0x30, wake_up_after = 0x34, slept = 0x38, fine_correction = 0x40, clock_correction = 0x44;
constexpr u32 sleep_requests = 7, deep_sleep_on = 1 << 2, correct = 1 << 3, soft_wake_up = 1 << 4, asleep = 1 << 15;
constexpr u32 sleep_interrupt = 1 << 2;

// BLE's.
constexpr u32 ble = 0x200, enabled = 1 << 8, aborts = 7 << 24, event_ended = 1 << 3;
constexpr u32 advertising_channels = ble + 0x90, advertising_interval = ble + 0xa0;  // ADVCHMAP, ADVTIM

// The exchange memory, and in a control structure there.
constexpr u32 exchange_base = 0x3ffb'0000, table_entries = 16, entry_status = 0xf, entry_ready = 2;
constexpr u32 cs_control = 0x00, cs_receive_window = 0x14, format_mask = 0x1f, window_in_slots = 1 << 15;
constexpr u32 low_duty_advertiser = 4, high_duty_advertiser = 5;

// The native clock: 28 bits of half slots of 312.5 us.
constexpr u32 half_slot_mask = 0xfff'ffff, slot_mask = 0x7ff'ffff, gross_mask = 0x7f'ffff;
constexpr i64 gross_slots = 16, half_slot = 625, slot = 2 * half_slot;  // in half microseconds
constexpr Clock half_microseconds{2'000'000};

}  // namespace esp32::bt
