#include "peripherals/rp2040/usb_boot_worker.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rp2040 {

void UsbBootWorker::reset() {
  free_ = Time{};
  last_mutation_ = Source::virtual_disk;
  rebooting_ = virtual_disk_locked = wanted_ = called_ = false;
}

// Ends are included: the ROM compares a range's end, which is one behind, the same way.
bool UsbBootWorker::is_ram(u32 address) {
  return (address >= sram_base && address <= sram_end) || (address >= 0x1500'0000 && address <= 0x1500'4000);
}

void UsbBootWorker::spend(Duration d) { free_ = std::max(free_, scheduler_.now()) + d; }

void UsbBootWorker::reboot(u32 pc, u32 sp, u32 delay_ms) {
  rebooting_ = true;
  target_.reboot(pc, sp, delay_ms);
}

void UsbBootWorker::call(u32 function) {
  wanted_ = true;
  function_ = function;
  target_.wake();
}

u32 UsbBootWorker::next_function() {
  if (std::exchange(called_, false) && on_returned) on_returned();
  called_ = std::exchange(wanted_, false);
  return called_ ? function_ | 1 : 0;
}

BootStatus UsbBootWorker::execute(const Task& task, std::span<u8> data) {
  if (rebooting_) return BootStatus::rebooting;
  if (task.exit_xip) spend(target_.exit_xip());
  if (task.write || task.erase) {
    if (task.check_last_mutation && last_mutation_ != task.source) return BootStatus::interleaved_write;
    last_mutation_ = task.source;
  }
  if (task.erase)
    if (const BootStatus s = erase(task); s != BootStatus::ok) return s;
  if (task.write || task.read)
    if (const BootStatus s = transfer(task, data); s != BootStatus::ok) return s;
  if (task.enter_cmd_xip) spend(target_.enter_cmd_xip());
  return BootStatus::ok;
}

BootStatus UsbBootWorker::erase(const Task& task) {
  if (task.erase_address % sector_size || task.erase_size % sector_size) return BootStatus::bad_alignment;
  if (!is_flash(task.erase_address) || !is_flash(task.erase_address + task.erase_size))
    return BootStatus::invalid_address;
  for (u32 at = 0; at < task.erase_size; at += sector_size)
    spend(target_.erase_sector(task.erase_address + at - xip_base));
  return BootStatus::ok;
}

BootStatus UsbBootWorker::transfer(const Task& task, std::span<u8> data) {
  const u32 end = task.address + static_cast<u32>(data.size());
  const bool ram = is_ram(task.address) && is_ram(end);
  if (ram || (!task.write && is_rom(task.address) && is_rom(end))) {
    if (task.write) target_.write_memory(task.address, data);
    if (task.read) target_.read_memory(task.address, data);
    return BootStatus::ok;
  }
  if (!is_flash(task.address) || !is_flash(end)) return BootStatus::invalid_address;
  if (task.address % page_size) return BootStatus::bad_alignment;
  if (task.write) {
    std::array<u8, page_size> page{};  // the rest of a short page is programmed with zeros
    std::ranges::copy(data, page.begin());
    spend(target_.program_page(task.address - xip_base, page));
  }
  if (task.read) spend(target_.read_flash(task.address - xip_base, data));
  return BootStatus::ok;
}

void UsbBootWorker::serialize(State& state) {
  i64 free = free_.time_since_epoch().count();
  state(free, last_mutation_, rebooting_, virtual_disk_locked, wanted_, called_, function_);
  free_ = Time{Duration{free}};
}

}  // namespace rp2040
