#include "peripherals/rp2040/usb_boot_worker.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rp2040 {

void UsbBootWorker::reset() {
  free_ = Time{};
  last_mutation_ = Source::virtual_disk;
  rebooting_ = virtual_disk_locked = in_guest_ = wanted_ = called_ = false;
  vectors_ = 0;
  waiting_.clear();
}

// Ends are included: the ROM compares a range's end, which is one behind, the same way.
bool UsbBootWorker::is_ram(u32 address) {
  return (address >= sram_base && address <= sram_end) || (address >= 0x1500'0000 && address <= 0x1500'4000);
}

bool UsbBootWorker::is_direct(const Task& task, std::size_t size) {
  const u32 end = task.address + static_cast<u32>(size);
  return (is_ram(task.address) && is_ram(end)) || (!task.write && is_rom(task.address) && is_rom(end));
}

void UsbBootWorker::spend(Duration d) { free_ = std::max(free_, scheduler_.now()) + d; }

void UsbBootWorker::reboot(u32 pc, u32 sp, u32 delay_ms) {
  rebooting_ = true;
  target_.reboot(pc, sp, delay_ms);
}

std::optional<BootStatus> UsbBootWorker::execute(const Task& task, std::span<u8> data) {
  ++tickets_;
  if (!in_guest_) return start(task, data);
  waiting_.push_back({task, {data.begin(), data.end()}, tickets_});
  return {};
}

std::optional<BootStatus> UsbBootWorker::start(const Task& task, std::span<u8> data) {
  if (rebooting_) return BootStatus::rebooting;
  if (task.vectorize)
    if (const BootStatus s = vectorize(task.address); s != BootStatus::ok) return s;
  const bool guest = by_guest(task, data.size());
  if (task.exit_xip && !guest) spend(target_.exit_xip());
  if (const BootStatus s = check(task, data.size()); s != BootStatus::ok) return s;
  if (task.write || task.erase) last_mutation_ = task.source;
  if (!guest) {
    perform(task, data);
    return BootStatus::ok;
  }
  in_guest_ = true;
  job_ = {task, {data.begin(), data.end()}, tickets_};
  calls_made_ = 0;
  if (task.write) {
    job_.data.resize(page_size);
    target_.write_memory(target_.page_buffer(), job_.data);
  }
  call_next();
  return {};
}

BootStatus UsbBootWorker::check(const Task& task, std::size_t size) const {
  if ((task.write || task.erase) && task.check_last_mutation && last_mutation_ != task.source)
    return BootStatus::interleaved_write;
  if (task.erase) {
    if (task.erase_address % sector_size || task.erase_size % sector_size) return BootStatus::bad_alignment;
    if (!is_flash(task.erase_address) || !is_flash(task.erase_address + task.erase_size))
      return BootStatus::invalid_address;
  }
  if (!task.write && !task.read) return BootStatus::ok;
  if (is_direct(task, size)) return BootStatus::ok;
  const u32 end = task.address + static_cast<u32>(size);
  if (!is_flash(task.address) || !is_flash(end)) return BootStatus::invalid_address;
  return task.address % page_size ? BootStatus::bad_alignment : BootStatus::ok;
}

void UsbBootWorker::perform(const Task& task, std::span<u8> data) {
  if (task.erase)
    for (u32 at = 0; at < task.erase_size; at += sector_size)
      spend(target_.erase_sector(task.erase_address + at - xip_base));
  if ((task.write || task.read) && is_direct(task, data.size())) {
    const u32 end = task.address + static_cast<u32>(data.size());
    if (task.write && std::max(vectors_, task.address) < std::min(vectors_ + functions_size, end)) vectors_ = 0;
    if (task.write) target_.write_memory(task.address, data);
    if (task.read) target_.read_memory(task.address, data);
  } else if (task.write) {
    std::array<u8, page_size> page{};  // the rest of a short page is programmed with zeros
    std::ranges::copy(data, page.begin());
    spend(target_.program_page(task.address - xip_base, page));
  } else if (task.read) {
    spend(target_.read_flash(task.address - xip_base, data));
  }
  if (task.enter_cmd_xip) spend(target_.enter_cmd_xip());
}

// ---- functions of the guest's

u32 UsbBootWorker::word(u32 address) {
  std::array<u8, 4> bytes;
  target_.read_memory(address, bytes);
  return bytes[0] | u32{bytes[1]} << 8 | u32{bytes[2]} << 16 | u32{bytes[3]} << 24;
}

u32 UsbBootWorker::function(Function f) {
  return word((vectors_ ? vectors_ : target_.flash_functions()) + 4 + 4 * u32{f});
}

u32 UsbBootWorker::erase_sector_function() { return function(erase_sector); }

// The XIP cache's memory is what the ROM keeps its list of blocks in.
BootStatus UsbBootWorker::vectorize(u32 address) {
  if (address & 1) return BootStatus::bad_alignment;
  const u32 end = address + functions_size;
  if (!is_ram(address) || !is_ram(end) || address < sram_base || end < sram_base) return BootStatus::invalid_address;
  std::array<u8, functions_size> table;
  target_.read_memory(target_.flash_functions(), table);
  target_.write_memory(address, table);
  vectors_ = address;
  return BootStatus::ok;
}

std::vector<UsbBootCall> UsbBootWorker::calls(const Task& task, std::size_t size) {
  const bool direct = is_direct(task, size);
  std::vector<UsbBootCall> all;
  const u32 buffer = target_.page_buffer();
  if (task.exit_xip) all.push_back({function(exit_xip)});
  if (task.exec) all.push_back({task.address | 1});
  if (task.erase) all.push_back({function(erase_range), task.erase_address, task.erase_size});
  if (task.write && !direct) all.push_back({function(page_program), task.address, buffer});
  if (task.read && !direct) all.push_back({function(page_read), task.address, buffer});
  if (task.enter_cmd_xip) all.push_back({function(enter_cmd_xip)});
  return all;
}

// As long as the ROM's own would be called, what they do is done here.
bool UsbBootWorker::by_guest(const Task& task, std::size_t size) {
  if (task.exec) return true;
  if (!vectors_ || calls(task, size).empty()) return false;
  for (u32 at = 4; at < functions_size; at += 4)
    if (word(vectors_ + at) != word(target_.flash_functions() + at)) return true;
  return false;
}

void UsbBootWorker::call_next() {
  if (calls_made_ >= calls().size()) return end(BootStatus::ok);
  wanted_ = true;
  target_.wake();
}

UsbBootCall UsbBootWorker::next_call(u32 returned) {
  if (std::exchange(called_, false) && in_guest_) {
    const bool failed = returned && !job_.task.exec;
    ++calls_made_;
    failed ? end(static_cast<BootStatus>(returned)) : call_next();
  }
  called_ = std::exchange(wanted_, false);
  return called_ ? calls()[calls_made_] : UsbBootCall{};
}

void UsbBootWorker::end(BootStatus status) {
  in_guest_ = false;
  Job job = std::move(job_);
  if (job.task.read && status == BootStatus::ok) target_.read_memory(target_.page_buffer(), job.data);
  const auto tell = [&](const Job& of, BootStatus s) {
    for (auto& f : on_end) f(of.ticket, s, of.data);
  };
  tell(job, status);
  while (!in_guest_ && !waiting_.empty()) {
    Job next = std::move(waiting_.front());
    waiting_.pop_front();
    const auto result = start(next.task, next.data);
    result ? tell(next, *result) : void(job_.ticket = next.ticket);
  }
}

void UsbBootWorker::serialize(State& state) {
  i64 free = free_.time_since_epoch().count();
  state(free, last_mutation_, rebooting_, virtual_disk_locked, vectors_, tickets_, in_guest_, wanted_, called_, job_,
        calls_made_, waiting_);
  free_ = Time{Duration{free}};
}

}  // namespace rp2040
