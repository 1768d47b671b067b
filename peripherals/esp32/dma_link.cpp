#include "peripherals/esp32/dma_link.hpp"

#include <algorithm>

namespace esp32 {

namespace {
constexpr u32 owner = 1u << 31, eof_bit = 1u << 30;
}

// Lists are in memory. Software starts one without address where it has nothing to send or receive; a block's
// registers, which the upper bits make of that, are none.
bool DmaLink::load(u32 address) {
  at_ = address;
  done_ = 0;
  u32 offset = 0;
  active_ = !bus_.device_at(address, offset) && bus_.read(address, 4, word_) && bus_.read(address + 4, 4, buffer_) &&
            bus_.read(address + 8, 4, next_) && (!check_owner || word_ & owner);
  if (!active_) tell(LinkEvent::error);
  return active_;
}

void DmaLink::start(u32 low_address) { load(0x3ff00000 | (low_address & 0xfffff)); }

void DmaLink::restart() {
  if (active_ || !at_) return;
  u32 next = 0;
  if (bus_.read(at_ + 8, 4, next) && next) load(next);
}

void DmaLink::follow() {
  active_ = false;
  if (next_) load(next_);
}

void DmaLink::reset() {
  active_ = false;
  at_ = word_ = buffer_ = next_ = eof_at_ = done_ = 0;
}

void DmaLink::serialize(State& state) { state(active_, at_, word_, buffer_, next_, eof_at_, done_); }

std::size_t OutLink::take(std::span<u8> bytes) {
  std::size_t taken = 0;
  while (active_) {
    if (done_ == length()) {
      if (write_back) bus_.write(at_, 4, word_ & ~owner);
      const bool ends = eof(), last = !next_;
      if (ends) eof_at_ = at_;
      follow();
      tell(LinkEvent::done);
      if (ends) tell(LinkEvent::eof);
      if (last) tell(LinkEvent::total_eof);
      continue;
    }
    if (taken == bytes.size()) break;
    u32 byte = 0;
    if (!bus_.read(buffer_ + done_, 1, byte)) {
      active_ = false;
      tell(LinkEvent::error);
      break;
    }
    bytes[taken++] = static_cast<u8>(byte);
    ++done_;
  }
  return taken;
}

void InLink::give_back(bool ends) {
  const u32 word = (word_ & 0x3f000fff) | done_ << 12 | (ends ? eof_bit : 0);
  bus_.write(at_, 4, word);
  if (ends) eof_at_ = at_;
}

void InLink::put(std::span<const u8> bytes) {
  for (const u8 byte : bytes) {
    while (active_ && done_ == size()) {
      give_back(false);
      follow();
      tell(LinkEvent::done);
    }
    if (!active_) return tell(LinkEvent::empty);
    if (!bus_.write(buffer_ + done_, 1, byte)) {
      active_ = false;
      return tell(LinkEvent::error);
    }
    ++done_;
  }
}

void InLink::finish() {
  if (!active_) return;
  give_back(true);
  follow();
  tell(LinkEvent::done);
  tell(LinkEvent::eof);
}

}  // namespace esp32
