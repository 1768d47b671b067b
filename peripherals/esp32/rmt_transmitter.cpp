// RMT's transmitters. ESP32 Technical Reference Manual 15.2.4 "Transmitter".
#include "peripherals/esp32/rmt.hpp"

namespace esp32 {

void Rmt::start(Channel& c) {
  c.sending = true;
  c.empty = false;
  c.entry_end = ticks(c).edges();
  send_entry(c);
}

// The next entry, from the end of the one before on.
void Rmt::send_entry(Channel& c) {
  const u32 entries = 2 * words(c);
  if (c.read_entry >= entries) {
    if (!mem_tx_wrap_en_) {
      c.empty = true;
      return finish(c, true);
    }
    c.read_entry = 0;
  }
  const u32 entry = word(c, c.read_entry / 2) >> 16 * (c.read_entry & 1) & 0xffff;
  const u32 duration = entry & 0x7fff;
  if (duration == 0) {
    const bool again = c.tx_conti_mode && c.read_entry != 0;
    c.read_entry = 0;
    return again ? send_entry(c) : finish(c, false);
  }
  c.level = entry >> 15;
  c.carrier_edge = c.entry_end;
  c.carrier = c.carrier_is_high = false;
  c.entry_end += i64{duration} * divider(c);
  ++c.read_entry;
  if (c.read_entry % 2 == 0 && ++c.sent >= c.tx_lim_bits) {
    c.sent = 0;
    raise(1u << (24 + c.n));
  }
  modulate(c);
  schedule(c);
}

void Rmt::finish(Channel& c, bool error) {
  c.sending = false;
  c.next.cancel();
  if (c.idle_out_en) drive(c, c.idle_out_lv);
  raise(bit(c.n, error ? err : tx_end));
}

// The level, with the carrier where it belongs.
void Rmt::modulate(Channel& c) {
  const bool carrier = c.carrier_en && c.carrier_out_lv == c.level;
  if (carrier && !c.carrier) {
    c.carrier_is_high = true;
    c.carrier_edge = ticks(c).edges() + (c.carrier_high ? u32{c.carrier_high} : 0x1'0000);
  }
  c.carrier = carrier;
  drive(c, carrier ? (c.carrier_is_high ? c.level : !c.level) : c.level);
}

void Rmt::schedule(Channel& c) {
  const i64 edge = c.carrier ? std::min(c.carrier_edge, c.entry_end) : c.entry_end;
  c.next.cancel();
  if (ticks(c).signal().running()) c.next.at(ticks(c).when(edge));
}

void Rmt::step(Channel& c) {
  const i64 now = ticks(c).edges();
  if (now >= c.entry_end) return send_entry(c);
  if (c.carrier && now >= c.carrier_edge) {
    c.carrier_is_high = !c.carrier_is_high;
    const u32 length = c.carrier_is_high ? c.carrier_high : c.carrier_low;
    c.carrier_edge += length ? length : 0x1'0000;
    modulate(c);
  }
  schedule(c);
}

}  // namespace esp32
