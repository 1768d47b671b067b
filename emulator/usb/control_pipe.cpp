#include "emulator/usb/control_pipe.hpp"

#include <algorithm>

#include "emulator/usb/bus.hpp"

namespace emulator::usb {

namespace {
using namespace std::chrono_literals;
constexpr Duration longest = 5s;  // 9.2.6.1: the limit for any command
constexpr unsigned handshake_bits = bit_time::handshake + bit_time::gap;
}  // namespace

ControlPipe::ControlPipe(Bus& bus)
    : Pipe(bus, 0, 0), timeout_(bus.scheduler(), "usb.control timeout", [this] {
        end(Outcome::timeout);
        finish();
      }) {}

void ControlPipe::request(u16 client, const SetupPacket& setup, std::vector<u8> data, u32 tag) {
  jobs_.push_back({client, tag, setup, std::move(data)});
  jobs_.back().setup.length = setup.to_host() ? setup.length : static_cast<u16>(jobs_.back().data.size());
  if (stage_ == Stage::idle) next();
}

void ControlPipe::next() {
  if (jobs_.empty()) return;
  stage_ = Stage::setup;
  received_.clear();
  sent_ = 0;
  timeout_.after(longest);
  begin();
}

void ControlPipe::abort() {
  jobs_.clear();
  stage_ = Stage::idle;
  timeout_.cancel();
}

std::size_t ControlPipe::out_size() const {
  if (stage_ == Stage::setup) return 8;
  if (stage_ == Stage::data_out) return std::min<std::size_t>(max_packet_, jobs_.front().data.size() - sent_);
  return 0;
}

unsigned ControlPipe::lead_bits() const {
  const unsigned token = bit_time::token + bit_time::gap;
  if (stage_ == Stage::data_in || stage_ == Stage::status_in) return token;
  return token + bit_time::data(out_size()) + bit_time::gap;
}

unsigned ControlPipe::rest_bits() const {
  const bool in = stage_ == Stage::data_in || stage_ == Stage::status_in;
  return in ? bit_time::data(max_packet_) + bit_time::gap + handshake_bits : handshake_bits;
}

void ControlPipe::end(Outcome outcome) {
  stage_ = Stage::ended;
  outcome_ = outcome;
}

// What is not ACK; `bits` is what it takes on the wire.
bool ControlPipe::refused(Handshake handshake, unsigned& bits) {
  bits = handshake_bits;
  switch (handshake) {
    case Handshake::ack: answered(); return false;
    case Handshake::nak: wait(); break;
    case Handshake::stall: end(Outcome::stall); break;
    case Handshake::none:
      bits = bit_time::timeout;
      if (failed_again()) end(Outcome::no_answer);
      break;
  }
  return true;
}

void ControlPipe::after_setup() {
  data1_ = true;
  const auto& setup = jobs_.front().setup;
  if (setup.length == 0)
    stage_ = Stage::status_in;
  else
    stage_ = setup.to_host() ? Stage::data_in : Stage::data_out;
}

unsigned ControlPipe::perform(DevicePort& port) {
  if (stage_ == Stage::data_in || stage_ == Stage::status_in) return perform_in(port);
  if (stage_ != Stage::setup) return perform_out(port);
  unsigned bits = 0;
  const auto bytes = jobs_.front().setup.bytes();
  auto handshake = port.setup(bus_.address(), 0, bytes);
  if (handshake != Handshake::ack) handshake = Handshake::none;  // 8.4.6.4: nothing else is an answer to SETUP
  if (!refused(handshake, bits)) after_setup();
  return bits;
}

unsigned ControlPipe::perform_in(DevicePort& port) {
  const InResult result = port.in(bus_.address(), 0);
  unsigned bits = 0;
  if (refused(result.handshake, bits)) return bits;
  bits += bit_time::data(result.data.size()) + bit_time::gap;
  if (result.data1 != data1_) return bits;  // sent again: our ACK was lost
  if (stage_ == Stage::status_in) {
    end(result.data.empty() ? Outcome::ok : Outcome::babble);
    return bits;
  }
  data1_ = !data1_;
  received_.insert(received_.end(), result.data.begin(), result.data.end());
  const std::size_t wanted = jobs_.front().setup.length;
  if (received_.size() > wanted || result.data.size() > max_packet_) {
    end(Outcome::babble);
  } else if (received_.size() == wanted || result.data.size() < max_packet_) {
    stage_ = Stage::status_out;
    data1_ = true;
  }
  return bits;
}

unsigned ControlPipe::perform_out(DevicePort& port) {
  unsigned bits = 0;
  const auto size = out_size();
  const auto data = stage_ == Stage::status_out ? std::span<const u8>{}
                                                : std::span<const u8>{jobs_.front().data}.subspan(sent_, size);
  if (refused(port.out(bus_.address(), 0, data1_, data), bits)) return bits;
  if (stage_ == Stage::status_out) {
    end(Outcome::ok);
    return bits;
  }
  data1_ = !data1_;
  sent_ += static_cast<u32>(size);
  if (sent_ == jobs_.front().data.size()) {
    stage_ = Stage::status_in;
    data1_ = true;
  }
  return bits;
}

void ControlPipe::finish() {
  if (stage_ != Stage::ended) return;
  timeout_.cancel();
  Job job = std::move(jobs_.front());
  jobs_.pop_front();
  stage_ = Stage::idle;
  if (job.setup.to_host()) job.data = std::move(received_);
  if (const auto client = clients_.find(job.client); client != clients_.end()) {
    const auto handler = client->second;  // a copy: it may leave
    handler({job.setup, job.tag, outcome_, std::move(job.data)});
  }
  if (stage_ == Stage::idle) next();
}

void ControlPipe::serialize(State& state) {
  serialize_base(state);
  state(jobs_, stage_, outcome_, max_packet_, data1_, sent_, received_, timeout_);
}

}  // namespace emulator::usb
