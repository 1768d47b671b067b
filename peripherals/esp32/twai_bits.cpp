// Bit timing, and the acceptance filter.
#include <algorithm>

#include "peripherals/esp32/twai.hpp"

namespace esp32 {

i64 Twai::quantum() const { return 2 * (i64{brp_} + 1) * (brp_div_ ? 2 : 1); }

void Twai::start_clock() {
  clocked_ = true;
  sampled_ = false;
  synchronised_ = false;
  bit_began_ = cycles_.edges();
  bit_ends_ = bit_began_ + bit_time();
  pins_.drive(Output::twai_tx, protocol_.next(), true);
  plan();
}

void Twai::plan() {
  if (!clocked_) return;
  if (!clk_.running()) return step_.cancel();
  step_.at(cycles_.when(sampled_ ? bit_ends_ : bit_began_ + sample_point()));
}

void Twai::step() {
  if (!sampled_) {
    sampled_ = true;
    protocol_.sample(pins_.level(Input::twai_rx));
    return plan();
  }
  if (protocol_.resting()) {
    clocked_ = false;
    return pins_.drive(Output::twai_tx, true, true);
  }
  start_clock();
}

void Twai::edge(bool level) {
  if (level || rm_) return;
  if (!clocked_) {
    if (protocol_.begins()) start_clock();
    return;
  }
  const i64 now = cycles_.edges();
  if (protocol_.begins()) {  // hard synchronisation
    if (now == bit_began_) return;
    return start_clock();
  }
  if (synchronised_) return;
  synchronised_ = true;
  const i64 jump = (i64{sjw_} + 1) * quantum();
  if (!sampled_) {
    const i64 late = std::min(now - bit_began_, jump);
    if (late < quantum() || !protocol_.next()) return;  // within the synchronisation segment, or one's own
    bit_began_ += late;
    bit_ends_ += late;
  } else {
    bit_ends_ -= std::min(bit_ends_ - now, jump);
  }
  plan();
}

// 6.4.15: bits of the mask that are 1 do not matter.
bool twai_accepts(const CanFrame& frame, std::span<const u8, 4> code, std::span<const u8, 4> mask, bool single) {
  const auto matches = [&](unsigned filter, u8 byte, u8 relevant = 0xff) {
    return !((code[filter] ^ byte) & ~mask[filter] & relevant);
  };
  const u32 id = frame.extended ? frame.id << 3 | u32{frame.remote} << 2 : frame.id << 21 | u32{frame.remote} << 20;
  const auto byte = [&](unsigned n) { return static_cast<u8>(id >> (24 - 8 * n)); };
  if (frame.extended) {
    if (single) return matches(0, byte(0)) && matches(1, byte(1)) && matches(2, byte(2)) && matches(3, byte(3), 0xfc);
    return (matches(0, byte(0)) && matches(1, byte(1))) || (matches(2, byte(0)) && matches(3, byte(1)));
  }
  const unsigned bytes = frame.bytes();
  if (single)
    return matches(0, byte(0)) && matches(1, byte(1), 0xf0) && (bytes < 1 || matches(2, frame.data[0])) &&
           (bytes < 2 || matches(3, frame.data[1]));
  // The first of two filters looks at the first data byte, too: its upper half in ACR1, its lower one in ACR3.
  const u8 upper = bytes ? frame.data[0] >> 4 : 0, lower = bytes ? frame.data[0] & 0xf : 0;
  const bool first = matches(0, byte(0)) && matches(1, byte(1), 0xf0) &&
                     (!bytes || (matches(1, upper, 0x0f) && matches(3, lower, 0x0f)));
  return first || (matches(2, byte(0)) && matches(3, byte(1), 0xf0));
}

}  // namespace esp32
