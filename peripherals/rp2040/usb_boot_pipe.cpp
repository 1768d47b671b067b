#include "peripherals/rp2040/usb_boot_pipe.hpp"

#include <algorithm>

namespace rp2040 {

using usb::Handshake;

void UsbBootPipe::halt(Halt h) {
  halt_ = std::max(halt_, h);
  if (on_ready) on_ready();
}

void UsbBootPipe::clear_feature() {
  data1_ = false;
  if (halt_ == Halt::on_condition) return;
  reset();
  if (on_cleared) on_cleared();
}

void UsbBootPipe::reset() {
  halt_ = Halt::none;
  open_ = false;
  sent_ = 0;
  pending_.reset();
}

void UsbBootPipe::configure() {
  reset();
  data1_ = false;
}

void UsbBootPipe::send(std::vector<u8> data) {
  pending_ = std::move(data);
  sent_ = 0;
  if (on_ready) on_ready();
}

usb::InResult UsbBootPipe::in() {
  if (halted()) return {Handshake::stall, false, {}};
  if (!pending_) return {Handshake::nak, false, {}};
  const std::size_t n = std::min(packet_size, pending_->size() - sent_);
  const auto from = pending_->begin() + sent_;
  usb::InResult result{Handshake::ack, data1_, {from, from + static_cast<std::ptrdiff_t>(n)}};
  data1_ = !data1_;
  sent_ += static_cast<u32>(n);
  if (sent_ == pending_->size()) {
    pending_.reset();
    if (on_sent) on_sent();
  }
  return result;
}

void UsbBootPipe::open() {
  open_ = true;
  if (on_ready && !halted()) on_ready();
}

Handshake UsbBootPipe::out(bool data1, std::span<const u8> data) {
  if (halted()) return Handshake::stall;
  if (data.size() > packet_size) return Handshake::none;
  if (!open_) return Handshake::nak;
  if (data1 != data1_) return Handshake::ack;  // again, because the host missed our ACK
  data1_ = !data1_;
  open_ = false;
  if (on_packet) on_packet(data);
  return Handshake::ack;
}

}  // namespace rp2040
