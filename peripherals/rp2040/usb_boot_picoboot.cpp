#include "peripherals/rp2040/usb_boot_picoboot.hpp"

#include <algorithm>
#include <cstring>

namespace rp2040 {

namespace {

constexpr u32 magic = 0x431f'd10b;
enum : u8 {
  exclusive_access = 1,
  reboot = 2,
  flash_erase = 3,
  read = 4,  // 0x84
  write = 5,
  exit_xip = 6,
  enter_cmd_xip = 7,
  exec = 8,
  vectorize_flash = 9
};
// How many bytes of arguments each has.
constexpr std::array<u8, 10> argument_sizes{0, 1, 12, 8, 8, 8, 0, 0, 4, 4};

u32 word(std::span<const u8> bytes, std::size_t at) {
  u32 value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

UsbBootPicoboot::UsbBootPicoboot(Scheduler& scheduler, UsbBootWorker& worker)
    : worker_(worker), done_(scheduler, "PICOBOOT task", [this] { task_done(); }) {
  out.on_packet = [this](std::span<const u8> p) { packet(p); };
  out.on_cleared = [this] {
    if (done_.pending() || ticket_) return;
    phase_ = Phase::command;
    out.open();
  };
  in.on_sent = [this] { sent(); };
  worker_.on_end.push_back([this](u32 ticket, BootStatus status, std::span<const u8> data) {
    if (ticket != ticket_) return;
    ticket_ = 0;
    result_ = status;
    if (task_.read) chunk_.assign(data.begin(), data.end());
    task_done();
  });
}

void UsbBootPicoboot::stop() {
  done_.cancel();
  in.configure();
  out.configure();
}

void UsbBootPicoboot::configure() {
  in.configure();
  out.configure();
  reset();
}

void UsbBootPicoboot::reset() {
  done_.cancel();
  in.reset();
  out.reset();
  phase_ = Phase::command;
  token_ = 0;
  code_ = BootStatus::ok;
  id_ = 0;
  ticket_ = 0;
  in_progress_ = false;
  worker_.virtual_disk_locked = false;
  chunk_.clear();
  out.open();
}

std::vector<u8> UsbBootPicoboot::status() const {
  std::vector<u8> s(16);
  const u32 code = static_cast<u32>(code_);
  std::memcpy(s.data(), &token_, 4);
  std::memcpy(s.data() + 4, &code, 4);
  s[8] = id_;
  s[9] = in_progress_;
  return s;
}

// ---- commands

void UsbBootPicoboot::packet(std::span<const u8> p) {
  if (phase_ == Phase::data_out) return data(p);
  if (phase_ == Phase::acknowledged) {  // the host's empty packet behind what it has read
    phase_ = Phase::command;
    return out.open();
  }
  command(p);
}

void UsbBootPicoboot::command(std::span<const u8> p) {
  phase_ = Phase::command;
  if (p.size() != 32 || word(p, 0) != magic) return refuse(code_);
  token_ = word(p, 4);
  id_ = p[8];
  in_progress_ = false;
  const u8 number = id_ & 0x7f;
  if (!number || number >= argument_sizes.size()) return refuse(BootStatus::unknown_cmd);
  if (p[9] != argument_sizes[number]) return refuse(BootStatus::invalid_cmd_length);
  const bool transfers = number == read || number == write;
  const u32 length = word(p, 12);
  // The ROM looks at no transfer length before it restarts.
  if (number != reboot && length != (transfers ? word(p, 20) : 0)) return refuse(BootStatus::invalid_transfer_length);
  code_ = BootStatus::ok;
  perform(p.subspan(16));
}

void UsbBootPicoboot::perform(std::span<const u8> arguments) {
  task_ = {};
  task_.source = UsbBootWorker::Source::picoboot;
  task_.address = task_.erase_address = word(arguments, 0);
  task_.erase_size = word(arguments, 4);
  switch (id_ & 0x7f) {
    case reboot: worker_.reboot(word(arguments, 0), word(arguments, 4), word(arguments, 8)); return acknowledge();
    case exclusive_access:
      worker_.virtual_disk_locked = arguments[0] != 0;
      if (arguments[0] == 2 && on_eject) on_eject();
      break;
    case flash_erase: task_.erase = true; break;
    case exit_xip: task_.exit_xip = true; break;
    case enter_cmd_xip: task_.enter_cmd_xip = true; break;
    case read: task_.read = true; break;
    case write: task_.write = true; break;
    case exec: task_.exec = true; break;
    case vectorize_flash: task_.vectorize = true; break;
    default: break;
  }
  in_progress_ = true;
  if ((task_.read || task_.write) && task_.erase_size) return start_data(task_.erase_size);
  phase_ = Phase::no_data;
  run_chunk();
}

void UsbBootPicoboot::refuse(BootStatus why) {
  code_ = why;
  in.halt(UsbBootPipe::Halt::halted);
  out.halt(UsbBootPipe::Halt::halted);
}

// With an empty packet in the direction that carried no data.
void UsbBootPicoboot::acknowledge() {
  in_progress_ = false;
  phase_ = Phase::acknowledged;
  if (id_ & 0x80)
    out.open();
  else
    in.send({});
}

// ---- data, in pieces of a flash page

void UsbBootPicoboot::start_data(u32 length) {
  worker_.activity(true);
  left_ = length;
  chunk_.clear();
  phase_ = task_.write ? Phase::data_out : Phase::data_in;
  if (task_.write)
    out.open();
  else
    next_chunk();
}

void UsbBootPicoboot::next_chunk() {
  chunk_.assign(std::min(left_, UsbBootWorker::page_size), 0);
  run_chunk();
}

void UsbBootPicoboot::data(std::span<const u8> p) {
  chunk_.insert(chunk_.end(), p.begin(), p.end());
  if (chunk_.size() < std::min(left_, UsbBootWorker::page_size) && p.size() == UsbBootPipe::packet_size)
    return out.open();
  chunk_.resize(std::min(left_, UsbBootWorker::page_size));
  run_chunk();
}

void UsbBootPicoboot::run_chunk() {
  const auto result = worker_.execute(task_, chunk_);
  task_.check_last_mutation = true;
  ticket_ = result ? 0 : worker_.ticket();
  if (!result) return;
  result_ = *result;
  if (const Time done = worker_.done(); done > worker_.now()) return done_.at(done);
  task_done();
}

void UsbBootPicoboot::task_done() {
  if (phase_ == Phase::no_data) return acknowledge();
  code_ = result_;
  const u32 length = static_cast<u32>(chunk_.size());
  if (result_ != BootStatus::ok) {
    in_progress_ = false;
    worker_.activity(false);
    phase_ = Phase::command;
    return (task_.read ? in : out).halt(UsbBootPipe::Halt::halted);
  }
  task_.address += length;
  left_ -= length;
  if (task_.read) return in.send(chunk_);
  chunk_.clear();
  if (left_) return out.open();
  worker_.activity(false);
  acknowledge();
}

void UsbBootPicoboot::sent() {
  if (phase_ == Phase::data_in) {
    if (left_) return next_chunk();
    worker_.activity(false);
    return acknowledge();
  }
  phase_ = Phase::command;
  out.open();
}

void UsbBootPicoboot::serialize(State& state) {
  state(in, out, phase_, token_, code_, id_, in_progress_, task_, result_, ticket_, left_, chunk_, done_);
}

}  // namespace rp2040
