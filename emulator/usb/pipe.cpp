#include "emulator/usb/pipe.hpp"

#include <algorithm>

#include "emulator/usb/bus.hpp"

namespace emulator::usb {

Pipe::Pipe(Bus& bus, u8 key, unsigned interval) : bus_(bus), key_(key), interval_(interval) { bus_.add(*this); }

Pipe::~Pipe() { bus_.remove(*this); }

void Pipe::begin() {
  waiting_ = false;
  errors_ = 0;
  bus_.wake();
}

DataPipe::DataPipe(Bus& bus, u8 address, u16 max_packet, unsigned interval, Done done)
    : Pipe(bus, address, interval), max_packet_(max_packet), done_(std::move(done)) {}

void DataPipe::read(std::size_t length) {
  busy_ = true;
  ended_ = false;
  length_ = static_cast<u32>(length);
  data_.clear();
  begin();
}

void DataPipe::write(std::vector<u8> data, bool end_with_short_packet) {
  busy_ = true;
  ended_ = false;
  data_ = std::move(data);
  sent_ = 0;
  short_packet_ = end_with_short_packet;
  begin();
}

std::size_t DataPipe::next_size() const { return std::min<std::size_t>(max_packet_, data_.size() - sent_); }

unsigned DataPipe::lead_bits() const {
  if (in()) return bit_time::token + bit_time::gap;
  return bit_time::token + bit_time::gap + bit_time::data(next_size()) + bit_time::gap;
}

unsigned DataPipe::rest_bits() const {
  const unsigned end = bit_time::handshake + bit_time::gap;
  return in() ? bit_time::data(max_packet_) + bit_time::gap + end : end;
}

void DataPipe::end(Outcome outcome) {
  ended_ = true;
  outcome_ = outcome;
}

unsigned DataPipe::perform(DevicePort& port) { return in() ? perform_in(port) : perform_out(port); }

unsigned DataPipe::perform_in(DevicePort& port) {
  InResult result = port.in(bus_.address(), key() & 0xf);
  switch (result.handshake) {
    case Handshake::nak: wait(); return bit_time::handshake + bit_time::gap;
    case Handshake::stall: end(Outcome::stall); return bit_time::handshake + bit_time::gap;
    case Handshake::none:
      if (failed_again()) end(Outcome::no_answer);
      return bit_time::timeout;
    case Handshake::ack: break;
  }
  answered();
  const auto bits = bit_time::data(result.data.size()) + bit_time::gap + bit_time::handshake + bit_time::gap;
  if (result.data.size() > max_packet_) {
    end(Outcome::babble);
    return bits;
  }
  if (result.data1 != data1_) return bits;  // sent again because an ACK was lost: not new data (8.6.4)
  data1_ = !data1_;
  const bool last = result.data.size() < max_packet_;
  data_.insert(data_.end(), result.data.begin(), result.data.end());
  if (data_.size() > length_)
    end(Outcome::babble);
  else if (last || data_.size() == length_)
    end(Outcome::ok);
  return bits;
}

unsigned DataPipe::perform_out(DevicePort& port) {
  const auto size = next_size();
  const unsigned bits = bit_time::handshake + bit_time::gap;
  switch (port.out(bus_.address(), key() & 0xf, data1_, std::span{data_}.subspan(sent_, size))) {
    case Handshake::nak: wait(); return bits;
    case Handshake::stall: end(Outcome::stall); return bits;
    case Handshake::none:
      if (failed_again()) end(Outcome::no_answer);
      return bit_time::timeout;
    case Handshake::ack: break;
  }
  answered();
  data1_ = !data1_;
  sent_ += static_cast<u32>(size);
  if (sent_ == data_.size() && !(short_packet_ && size == max_packet_)) end(Outcome::ok);
  return bits;
}

void DataPipe::finish() {
  if (!ended_) return;
  busy_ = ended_ = false;
  if (done_) done_(outcome_);
}

void DataPipe::serialize(State& state) {
  serialize_base(state);
  state(busy_, data1_, short_packet_, ended_, outcome_, length_, sent_, data_);
}

}  // namespace emulator::usb
