// I2S bit by bit: left with WS low, then right; the highest bit first, one BCK late with *_MSB_SHIFT. Lines change when
// BCK falls, and are sampled when it rises.
#include <algorithm>

#include "peripherals/esp32/i2s.hpp"

namespace esp32 {

void I2s::half_bit(Stream& stream) {
  const bool sending = &stream == &tx_;
  const u32 bits = shape(sending).bits, bit = stream.half / 2, late = (sending ? tx_msb_shift_ : rx_msb_shift_) ? 1 : 0;
  // Where bit n of a frame belongs: with `late` the first one to the frame before.
  const bool earlier = bit < late;
  const u32 place = earlier ? 2 * bits - late + bit : bit - late;
  Slots& slots = earlier ? stream.before : stream.now;
  u32& slot = place < bits ? slots.left : slots.right;
  const u32 down = place % bits;
  if (stream.half % 2 == 0) {
    if (stream.half == 0) {
      stream.before = stream.now;
      if (sending)
        fetch_frame();
      else
        stream.now = {};
    }
    pins_.drive(stream.ws, bit >= bits, true);
    if (sending) pins_.drive(data_, down < 32 && slot >> (31 - down) & 1, true);
    pins_.drive(stream.bck, false, true);
  } else {
    pins_.drive(stream.bck, true, true);
    if (!sending && down < 32) slot |= u32{pins_.level(data_in_)} << (31 - down);
    if (!sending && late && bit == 0 && stream.frames) store_frame();  // the frame before is complete
  }
  if (++stream.half == 4 * bits) {
    stream.half = 0;
    ++stream.frames;
    if (!sending && !late) store_frame();
  }
}

void I2s::fetch_frame() {
  const Shape form = shape(true);
  std::vector<u8> bytes(form.bytes());
  if (!out_.active() || out_.take(bytes) < bytes.size()) link_event(1 << 5);  // TX_REMPTY
  const std::size_t width = form.wide ? 4 : 2;
  const auto sample = [&](std::size_t at) {
    u32 value = 0;
    for (std::size_t i = 0; i < width; ++i) value |= u32{bytes[at + i]} << 8 * (i + 4 - width);
    return value;
  };
  const u32 first = sample(0), second = form.single ? first : sample(width);
  tx_.now = left_first(form, tx_msb_right_) ? Slots{first, second} : Slots{second, first};
  last_ = std::move(bytes);
}

void I2s::store_frame() {
  const Shape form = shape(false);
  const Slots& got = rx_msb_shift_ ? rx_.before : rx_.now;
  const std::size_t width = form.wide ? 4 : 2;
  std::vector<u8> bytes;
  const auto put = [&](u32 sample) {
    for (std::size_t i = 0; i < width; ++i) bytes.push_back(static_cast<u8>(sample >> 8 * (i + 4 - width)));
  };
  const bool left = form.single || left_first(form, rx_msb_right_);
  put(left ? got.left : got.right);
  if (!form.single) put(left ? got.right : got.left);
  if (loopback_) std::copy_n(last_.begin(), std::min(last_.size(), bytes.size()), bytes.begin());
  store(bytes);
}

}  // namespace esp32
