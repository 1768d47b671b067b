#include "emulator/usb/bulk_only.hpp"

#include <algorithm>

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;

constexpr u8 scsi = 6, bulk_only = 0x50;
constexpr u8 reset = 0xff, get_max_lun = 0xfe;              // 3.1, 3.2
constexpr u32 wrapper = 0x4342'5355, status = 0x5342'5355;  // dCBWSignature, dCSWSignature
constexpr u32 status_size = 13;
constexpr Duration longest = 30s;  // what computers give a command

void put32(std::vector<u8>& to, u32 v) {
  for (int shift = 0; shift < 32; shift += 8) to.push_back(static_cast<u8>(v >> shift));
}
u32 get32(const std::vector<u8>& from, std::size_t at) { return field16(from, at) | u32{field16(from, at + 2)} << 16; }
}  // namespace

bool BulkOnly::fits(const Interface& i) {
  return i.interface_class == class_code::mass_storage && i.subclass == scsi && i.protocol == bulk_only &&
         i.find(TransferType::bulk, true) && i.find(TransferType::bulk, false);
}

BulkOnly::BulkOnly(const DriverContext& context)
    : ClassDriver(context, {context.interface.number}),
      in_(open_pipe(context.bus, context.interface, TransferType::bulk, true, [this](Outcome o) { received(o); })),
      out_(open_pipe(context.bus, context.interface, TransferType::bulk, false, [this](Outcome o) { sent(o); })),
      timeout_(context.bus.scheduler(), "usb.mass storage timeout", [this] { recover(); }) {}

void BulkOnly::ask_max_lun() {
  stage_ = Stage::max_lun;
  request_in(get_max_lun, 0, 1);
}

// 5.1: the wrapper has 31 bytes.
void BulkOnly::execute(u8 lun, const std::vector<u8>& command, u32 length, std::vector<u8> data) {
  const bool in = data.empty();
  length_ = in ? length : static_cast<u32>(data.size());
  data_ = std::move(data);
  status_stalled_ = false;
  std::vector<u8> w;
  put32(w, wrapper);
  put32(w, ++tag_);
  put32(w, length_);
  w.push_back(in && length_ ? 0x80 : 0);
  w.push_back(lun);
  w.push_back(static_cast<u8>(command.size()));
  w.insert(w.end(), command.begin(), command.end());
  w.resize(31);
  stage_ = Stage::command;
  timeout_.after(longest);
  out_->write(std::move(w));
}

void BulkOnly::sent(Outcome outcome) {
  if (stage_ == Stage::data_out && outcome == Outcome::stall) return clear_halt(*out_);
  if (outcome != Outcome::ok) return recover();
  if (stage_ == Stage::data_out) return data_over();
  if (length_ == 0) return data_over();
  if (data_.empty()) {
    stage_ = Stage::data_in;
    in_->read(length_);
  } else {
    stage_ = Stage::data_out;
    out_->write(data_);
  }
}

void BulkOnly::data_over() {
  stage_ = Stage::status;
  in_->read(status_size);
}

// 6.7: a device that has less data than was asked for halts the pipe; so does one that has no status yet.
void BulkOnly::received(Outcome outcome) {
  if (stage_ == Stage::data_in) {
    data_ = in_->data();
    if (outcome == Outcome::stall) return clear_halt(*in_);
    if (outcome != Outcome::ok) return recover();
    return data_over();
  }
  if (outcome == Outcome::stall && !status_stalled_) {
    status_stalled_ = true;
    return clear_halt(*in_);
  }
  if (outcome != Outcome::ok) return recover();
  status_came();
}

void BulkOnly::status_came() {
  const auto& s = in_->data();
  if (s.size() != status_size || get32(s, 0) != status || get32(s, 4) != tag_ || s[12] > 1) return recover();
  end(s[12] ? Status::failed : Status::passed);
}

void BulkOnly::end(Status how) {
  stage_ = Stage::idle;
  timeout_.cancel();
  const auto data = std::move(data_);
  data_.clear();
  executed(how, data);
}

// 5.3.4: class reset, then both pipes are cleared.
void BulkOnly::recover() {
  timeout_.cancel();
  in_->cancel();
  out_->cancel();
  stage_ = Stage::resetting;
  request_out(reset, 0);
  clear_halt(*in_);
  clear_halt(*out_);
}

void BulkOnly::answered(const ControlReply& r) {
  if (r.setup.request != get_max_lun || stage_ != Stage::max_lun) return;
  stage_ = Stage::idle;
  const bool known = r.outcome == Outcome::ok && r.data.size() == 1;  // 3.2: one unit need not answer
  max_lun(known ? std::min<u8>(r.data[0], 15) : 0);
}

void BulkOnly::halt_cleared(u8 endpoint, Outcome) {
  (endpoint == in_->key() ? *in_ : *out_).reset_toggle();
  if (stage_ == Stage::resetting) {
    if (endpoint == out_->key()) end(Status::broken);
  } else if (stage_ == Stage::data_in || stage_ == Stage::data_out || stage_ == Stage::status) {
    data_over();
  }
}

void BulkOnly::serialize(State& state) { state(*in_, *out_, stage_, tag_, length_, data_, status_stalled_, timeout_); }

}  // namespace emulator::usb
