#include "peripherals/rp2040/usb_boot_chip.hpp"

#include <algorithm>

#include "peripherals/rp2040/bootrom.hpp"

namespace rp2040 {

namespace {

constexpr u32 set_alias = 0x2000, clear_alias = 0x3000;
constexpr u32 clk_ref_ctrl = 0x4000'8030, psm_wdsel = 0x4001'0008, xosc_ctrl = 0x4002'4000, xosc_status = 0x4002'4004;
constexpr u32 watchdog_ctrl = 0x4005'8000, watchdog_load = 0x4005'8004, watchdog_scratch4 = 0x4005'801c,
              watchdog_tick = 0x4005'802c;
constexpr u32 boot_magic = 0xb007'c0d3;

}  // namespace

u32 UsbBootChip::read(u32 address) {
  u32 value = 0;
  bus_.read(address, 4, value);
  return value;
}

void UsbBootChip::start() {
  write(xosc_ctrl, 0x00fa'baa0);  // ENABLE, 1 to 15 MHz
  write(watchdog_tick, 0x20c);
}

// ---- flash: a smaller part takes the address modulo its size

Duration UsbBootChip::erase_sector(u32 offset) {
  offset = offset % flash_.size() & ~(UsbBootWorker::sector_size - 1);
  std::ranges::fill(flash_.bytes().subspan(offset, UsbBootWorker::sector_size), u8{0xff});
  bus_.changed(flash_, offset, UsbBootWorker::sector_size);
  return std::chrono::milliseconds{45};
}

Duration UsbBootChip::program_page(u32 offset, std::span<const u8, 256> data) {
  offset = offset % flash_.size() & ~(UsbBootWorker::page_size - 1);
  const auto page = flash_.bytes().subspan(offset, UsbBootWorker::page_size);
  for (std::size_t i = 0; i < page.size(); ++i) page[i] &= data[i];
  bus_.changed(flash_, offset, UsbBootWorker::page_size);
  return std::chrono::microseconds{400};
}

Duration UsbBootChip::read_flash(u32 offset, std::span<u8> data) {
  for (u8& byte : data) byte = flash_.bytes()[offset++ % flash_.size()];
  return Duration{};
}

// ---- memory

void UsbBootChip::read_memory(u32 address, std::span<u8> data) {
  for (u8& byte : data) {
    u32 value = 0;
    bus_.read(address++, 1, value);
    byte = static_cast<u8>(value);
  }
}

void UsbBootChip::write_memory(u32 address, std::span<const u8> data) {
  for (const u8 byte : data) bus_.write(address++, 1, byte);
}

// ---- restart

void UsbBootChip::reboot(u32 pc, u32 sp, u32 delay_ms) {
  write(psm_wdsel, 0x1'fffc);                       // all but ROSC and XOSC
  write(watchdog_ctrl + clear_alias, 0x4700'0000);  // ENABLE, PAUSE_DBG1, PAUSE_DBG0, PAUSE_JTAG
  write(watchdog_scratch4, pc ? boot_magic : 0);
  if (pc) {
    pc |= 1;
    write(watchdog_scratch4 + 4, pc ^ -boot_magic);
    write(watchdog_scratch4 + 8, sp);
    write(watchdog_scratch4 + 12, pc);
  }
  write(watchdog_load, delay_ms * 1000);
  if (read(xosc_status) >> 31) write(clk_ref_ctrl, 2);  // the crystal, if there is one
  write(watchdog_tick, 0x20c);                          // 12 cycles
  write(watchdog_ctrl + set_alias, 1u << 30);
}

u32 UsbBootChip::flash_functions() const {
  u32 table = 0;
  bus_.read(Bootrom::flash_functions, 4, table);
  return table;
}

void UsbBootChip::activity(bool on) {
  if (on_activity) on_activity(on);
}

}  // namespace rp2040
