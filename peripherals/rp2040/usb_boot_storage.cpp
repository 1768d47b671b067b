#include "peripherals/rp2040/usb_boot_storage.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace rp2040 {

namespace {

constexpr u32 command_signature = 0x4342'5355, status_signature = 0x5342'5355;
enum : u8 { passed = 0, failed = 1, phase_error = 2 };
enum : u8 {
  test_unit_ready = 0x00,
  request_sense = 0x03,
  inquiry = 0x12,
  mode_sense_6 = 0x1a,
  start_stop_unit = 0x1b,
  prevent_allow_medium_removal = 0x1e,
  read_format_capacities = 0x23,
  read_capacity_10 = 0x25,
  read_10 = 0x28,
  write_10 = 0x2a,
  verify_10 = 0x2f,
  synchronize_cache = 0x35
};
enum : u8 { not_ready = 2, illegal_request = 5, data_protect = 7 };
enum : u8 { invalid_operation_code = 0x20, access_denied = 0x20, medium_not_present = 0x3a };

u32 little(std::span<const u8> bytes, std::size_t at) {
  u32 value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}
void put_little(std::vector<u8>& to, u32 value) {
  for (unsigned i = 0; i < 32; i += 8) to.push_back(static_cast<u8>(value >> i));
}
void put_big(std::vector<u8>& to, u32 value) {
  for (int i = 24; i >= 0; i -= 8) to.push_back(static_cast<u8>(value >> i));
}

std::vector<u8> inquiry_data() {
  std::vector<u8> d{0, 0x80, 2, 2, 32, 0, 0, 0};  // removable, SPC version 2
  for (const char c : std::string_view{"RPI     RP2             3   "}) d.push_back(static_cast<u8>(c));
  return d;
}

}  // namespace

UsbBootStorage::UsbBootStorage(Scheduler& scheduler, UsbBootWorker& worker, std::string serial)
    : worker_(worker),
      disk_(worker, std::move(serial)),
      written_(scheduler, "USB boot sector written", [this] { sector_written(); }) {
  out.on_packet = [this](std::span<const u8> p) { packet(p); };
  in.on_sent = [this] { sent(); };
  worker_.on_end.push_back([this](u32 ticket, BootStatus status, std::span<const u8>) {
    if (ticket != ticket_) return;
    ticket_ = 0;
    written_status_ = status;
    sector_written();
  });
  in.on_cleared = [this] {
    if (status_when_unhalted_) send_status();
  };
  out.on_cleared = [this] {
    if (phase_ == Phase::command) out.open();
  };
}

void UsbBootStorage::stop() {
  written_.cancel();
  in.configure();
  out.configure();
  ejected_ = false;
  disk_.reset();
}

void UsbBootStorage::configure() {
  in.configure();
  out.configure();
  reset();
}

void UsbBootStorage::reset() {
  in.reset();
  out.reset();
  written_.cancel();
  disk_.reset();
  phase_ = Phase::command;
  stall_ = Direction::none;
  status_when_unhalted_ = ejected_ = false;
  ticket_ = 0;
  set_sense(0, 0, 0);
  sector_.clear();
  out.open();
}

void UsbBootStorage::set_sense(u8 key, u8 code, u8 qualifier) {
  sense_key_ = key;
  sense_code_ = code;
  sense_qualifier_ = qualifier;
}

// ---- commands

void UsbBootStorage::packet(std::span<const u8> p) {
  if (phase_ == Phase::data_out)
    data(p);
  else
    command(p);
}

void UsbBootStorage::command(std::span<const u8> p) {
  const bool valid =
      p.size() == 31 && little(p, 0) == command_signature && !p[13] && !(p[12] & 0x7f) && p[14] && p[14] <= 16;
  if (!valid) {  // 6.6.1: both stay halted until the interface is reset
    in.halt(UsbBootPipe::Halt::on_condition);
    out.halt(UsbBootPipe::Halt::on_condition);
    return;
  }
  Command c;
  c.tag = tag_ = little(p, 4);
  c.length = residue_ = little(p, 8);
  c.direction = p[12] & 0x80 ? Direction::in : Direction::out;
  std::copy_n(p.begin() + 15, c.block.size(), c.block.begin());
  status_ = passed;
  if (c.block[0] != request_sense) set_sense(0, 0, 0);
  perform(c);
}

void UsbBootStorage::perform(const Command& c) {
  std::vector<u8> data;
  switch (c.block[0]) {
    case inquiry: return respond(c, inquiry_data());
    case mode_sense_6: return respond(c, {3, 0, 0, 0});
    case read_10: return read_or_write(c, Direction::in);
    case write_10: return read_or_write(c, Direction::out);
    case read_capacity_10:
      put_big(data, UsbBootDisk::sector_count - 1);
      put_big(data, UsbBootDisk::sector_size);
      return respond(c, data);
    case read_format_capacities:
      data = {0, 0, 0, 0};  // the ROM leaves the list's length out
      put_big(data, UsbBootDisk::sector_count - 1);
      put_big(data, UsbBootDisk::sector_size);
      data[8] = 2;  // formatted
      return respond(c, data);
    case request_sense:
      data = {0x70, 0, sense_key_, 0, 0, 0, 0, 10, 0, 0, 0, 0, sense_code_, sense_qualifier_, 0, 0, 0, 0};
      set_sense(0, 0, 0);
      return respond(c, data);
    case test_unit_ready: return ejected_ ? fail(c, not_ready, medium_not_present, 0) : nothing(c);
    case start_stop_unit:
      if ((c.block[4] & 3) == 2) ejected_ = true;
      return nothing(c);
    case prevent_allow_medium_removal:
    case verify_10:
    case synchronize_cache: return nothing(c);
    default: return fail(c, illegal_request, invalid_operation_code, 0);
  }
}

void UsbBootStorage::nothing(const Command& c) {
  stall_ = c.length ? c.direction : Direction::none;
  data_phase_complete();
}

void UsbBootStorage::fail(const Command& c, u8 key, u8 code, u8 qualifier) {
  status_ = failed;
  set_sense(key, code, qualifier);
  nothing(c);
}

// What the device has to send or take against what the host expects. False: there is no data phase.
bool UsbBootStorage::begin_data(const Command& c, u32 expected, Direction direction) {
  stall_ = Direction::none;
  left_ = 0;
  if (c.direction != direction) {
    stall_ = c.direction;
    status_ = phase_error;
  } else {
    if (expected != c.length) stall_ = direction;
    if (expected > c.length) status_ = phase_error;
    left_ = std::min(expected, c.length);
  }
  if (left_) return true;
  data_phase_complete();
  return false;
}

void UsbBootStorage::respond(const Command& c, std::vector<u8> data) {
  const u32 expected = std::min(static_cast<u32>(data.size()), c.length);
  if (!begin_data(c, expected, Direction::in)) return;
  data.resize(left_);
  residue_ -= left_;
  left_ = 0;
  phase_ = Phase::data_in;
  in.send(std::move(data));
}

// ---- sectors

void UsbBootStorage::read_or_write(const Command& c, Direction direction) {
  const auto& b = c.block;
  lba_ = u32{b[2]} << 24 | u32{b[3]} << 16 | u32{b[4]} << 8 | b[5];
  const u32 blocks = u32{b[7]} << 8 | b[8];
  if (!begin_data(c, blocks * UsbBootDisk::sector_size, direction)) return;
  left_ -= left_ % UsbBootPipe::packet_size;  // whole packets only
  if (!left_) return data_phase_complete();
  worker_.activity(true);
  sector_.clear();
  if (direction == Direction::in) {
    phase_ = Phase::data_in;
    return next_sector();
  }
  phase_ = Phase::data_out;
  out.open();
}

void UsbBootStorage::next_sector() {
  const UsbBootDisk::Sector s = disk_.read(lba_++);
  const u32 n = std::min(left_, UsbBootDisk::sector_size);
  left_ -= n;
  residue_ -= n;
  in.send({s.begin(), s.begin() + n});
}

void UsbBootStorage::sent() {
  if (phase_ == Phase::data_in) return left_ ? next_sector() : data_phase_complete();
  out.open();  // that was the status
}

void UsbBootStorage::data(std::span<const u8> p) {
  sector_.insert(sector_.end(), p.begin(), p.end());
  const u32 n = std::min(left_, static_cast<u32>(p.size()));
  left_ -= n;
  residue_ -= n;
  if (left_ && sector_.size() < UsbBootDisk::sector_size && p.size() == UsbBootPipe::packet_size) return out.open();
  if (p.size() < UsbBootPipe::packet_size) left_ = 0;  // a short packet ends what the host has
  UsbBootDisk::Sector s{};
  std::copy_n(sector_.begin(), std::min<std::size_t>(sector_.size(), s.size()), s.begin());
  sector_.clear();
  const auto status = disk_.write(s);
  ticket_ = status ? 0 : worker_.ticket();
  if (!status) return;
  written_status_ = *status;
  if (const Time done = worker_.done(); done > worker_.now()) return written_.at(done);
  sector_written();
}

void UsbBootStorage::sector_written() {
  if (!disk_.written(written_status_)) {
    status_ = failed;
    set_sense(data_protect, access_denied, 2);
    stall_ = Direction::out;
    return data_phase_complete();
  }
  if (left_)
    out.open();
  else
    data_phase_complete();
}

// ---- the end of a command

void UsbBootStorage::data_phase_complete() {
  phase_ = Phase::command;
  worker_.activity(false);
  const Direction stall = std::exchange(stall_, Direction::none);
  if (stall == Direction::in) {
    status_when_unhalted_ = true;
    return in.halt(UsbBootPipe::Halt::halted);
  }
  if (stall == Direction::out) out.halt(UsbBootPipe::Halt::halted);
  send_status();
}

void UsbBootStorage::send_status() {
  status_when_unhalted_ = false;
  std::vector<u8> s;
  put_little(s, status_signature);
  put_little(s, tag_);
  put_little(s, residue_);
  s.push_back(status_);
  in.send(std::move(s));
}

void UsbBootStorage::serialize(State& state) {
  state(in, out, disk_, phase_, tag_, residue_, status_, sense_key_, sense_code_, sense_qualifier_, stall_,
        status_when_unhalted_, ejected_, lba_, left_, sector_, written_status_, ticket_, written_);
}

}  // namespace rp2040
