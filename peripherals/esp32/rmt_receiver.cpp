// RMT's receivers. ESP32 Technical Reference Manual 15.2.5 "Receiver".
#include <algorithm>

#include "peripherals/esp32/rmt.hpp"

namespace esp32 {

void Rmt::enable_receiver(Channel& c) {
  c.waiting = true;
  c.receiving = false;
  c.filtered = c.input;
}

void Rmt::disable_receiver(Channel& c) {
  c.waiting = c.receiving = false;
  c.settle_input.cancel();
  c.idle.cancel();
}

void Rmt::input_changed(Channel& c, bool level) {
  c.input = level;
  if (!c.rx_en) return;
  const i64 now = ticks(c).edges();
  if (!c.rx_filter_en || c.rx_filter_thres == 0) return accept(c, level, now);
  // The filter counts periods of the APB clock.
  if (level == c.filtered) return c.settle_input.cancel();
  c.candidate = now;
  const TickCounter& apb_ticks = ticks_[apb];
  if (apb_ticks.signal().running()) c.settle_input.at(apb_ticks.when(apb_ticks.edges() + i64{c.rx_filter_thres}));
}

void Rmt::accept(Channel& c, bool level, i64 edge) {
  c.filtered = level;
  if (!c.waiting && !c.receiving) return;  // the memory is full
  if (c.receiving) {
    const i64 periods = edge / divider(c) - c.since / divider(c);
    if (!store(c, !level, static_cast<u32>(std::clamp<i64>(periods, 1, 0x7fff)))) return;
  }
  c.receiving = true;
  c.waiting = false;
  c.since = edge;
  if (ticks(c).signal().running()) c.idle.at(ticks(c).when(edge + i64{c.idle_thres} * divider(c)));
}

bool Rmt::store(Channel& c, bool level, u32 duration) {
  c.owner_error = !c.mem_owner;
  c.full = c.write_entry >= 2 * words(c);
  if (c.owner_error || c.full) {
    disable_receiver(c);
    raise(bit(c.n, err));
    return false;
  }
  u32& to = word(c, c.write_entry / 2);
  const u32 entry = u32{level} << 15 | duration;
  to = c.write_entry & 1 ? (to & 0xffff) | entry << 16 : entry;
  ++c.write_entry;
  return true;
}

// No edge for IDLE_THRES periods: what has come is complete.
void Rmt::went_idle(Channel& c) {
  if (!store(c, c.filtered, 0)) return;
  c.write_entry += c.write_entry & 1;
  c.receiving = false;
  c.waiting = true;
  raise(bit(c.n, rx_end));
}

}  // namespace esp32
