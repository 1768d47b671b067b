#include "peripherals/nrf5/radio.hpp"

#include <algorithm>

namespace nrf5 {

namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

constexpr Duration tx_ramp_up_time = microseconds{140}, rx_ramp_up_time = microseconds{138};
constexpr Duration rssi_period = nanoseconds{8800};
constexpr unsigned preamble_bits = 8;
constexpr unsigned device_address_bits = 48;

struct Mode {
  u32 bits_per_second;
  Duration switch_off;  // DISABLE in TX to DISABLED
};
constexpr std::array<Mode, 4> modes{{
    {1'000'000, microseconds{4}},
    {2'000'000, microseconds{3}},
    {250'000, microseconds{10}},
    {1'000'000, microseconds{4}},  // Bluetooth low energy
}};

i64 picoseconds(Time t) { return t.time_since_epoch().count(); }

}  // namespace

Radio::Radio(Scheduler& scheduler, Bus& bus, RadioMedium& air)
    : Peripheral("RADIO", scheduler), memory_(bus), air_(air) {
  air_.attach(*this);
}

Radio::~Radio() { air_.detach(*this); }

// Bluetooth's and Nordic's modulation differ in their index only; they do not hear each other here.
RadioChannel Radio::tuned() const {
  return {2400 + frequency, modes[mode].bits_per_second, static_cast<u8>(mode == 3 ? 1 : 0)};
}

PacketFormat Radio::format() const {
  PacketFormat f;
  f.length_bits = lflen;
  f.s0_bits = s0len ? 8 : 0;
  f.s1_bits = s1len;
  f.max_length = maxlen;
  f.static_length = statlen;
  f.msb_first = endian;
  f.whitened = whiteen;
  f.whitening_start = static_cast<u8>(datawhiteiv);
  f.crc_bytes = crc_len;
  f.crc_skips_address = skipaddr;
  f.crc_polynomial = crcpoly;
  f.crc_start = crcinit;
  return f;
}

// Address 0 is BASE0 with AP0, 1 to 7 are BASE1 with AP1 to AP7.
Bitstream Radio::logical_address(unsigned n) const {
  const u8 byte = static_cast<u8>(prefix[n / 4] >> 8 * (n % 4));
  return address_bits(base[n == 0 ? 0 : 1], std::min<unsigned>(balen, 4), byte);
}

PacketReader Radio::reader() const {
  const Bitstream sync = logical_address(address_index_);
  return {format(), sync, [this, at = sync.size()](std::size_t i) { return air_.bit(on_air_, at + i); }};
}

// ---- states

void Radio::enable_tx() {
  if (phase != Phase::disabled) return;
  dbm_ = txpower;
  ramp_up(Phase::tx_ramp_up, tx_ramp_up_time);
}

void Radio::enable_rx() {
  if (phase != Phase::disabled) return;
  ramp_up(Phase::rx_ramp_up, rx_ramp_up_time);
}

void Radio::ramp_up(Phase to, Duration time) {
  phase = to;
  channel_ = tuned();
  Time when = now() + time;
  if (gap_from_) when = std::max(when, Time{Duration{*gap_from_}} + microseconds{tifs});
  gap_from_.reset();
  ramp_.at(when);
}

void Radio::phase_over() {
  if (phase == Phase::tx_disable || phase == Phase::rx_disable) return disabled_now();
  phase = phase == Phase::tx_ramp_up ? Phase::tx_idle : Phase::rx_idle;
  ready.fire();
}

void Radio::begin() {
  if (phase == Phase::tx_idle) {
    phase = Phase::tx;
    address_index_ = txaddress;
    on_air_ = air_.begin(channel_, dbm_, preamble_bits, now());
    part_ = Part::address;
    bits_begin_ = now() + channel_.bits(preamble_bits + static_cast<i64>(logical_address(address_index_).size()));
    packet_.at(bits_begin_);
  } else if (phase == Phase::rx_idle) {
    phase = Phase::rx;
    listening_since_ = now();
  } else {
    return;
  }
  pointer_ = packetptr;
}

void Radio::halt() {
  if (phase == Phase::tx) phase = Phase::tx_idle;
  if (phase == Phase::rx) phase = Phase::rx_idle;
  abandon();
}

// In doubt: the manual draws DISABLE from every state but DISABLED; firmware counts on the event there as well.
void Radio::disable() {
  const bool sending = phase == Phase::tx || phase == Phase::tx_idle;
  if (phase == Phase::tx_disable) return;
  abandon();
  ramp_.cancel();
  if (!sending) return disabled_now();
  phase = Phase::tx_disable;
  ramp_.after(modes[mode].switch_off);
}

void Radio::disabled_now() {
  phase = Phase::disabled;
  disabled.fire();
}

// The packet under way, if there is one, is lost.
void Radio::abandon() {
  if (phase == Phase::tx_idle || phase == Phase::tx)
    if (part_ != Part::none) air_.cut(on_air_, now());
  part_ = Part::none;
  packet_.cancel();
  device_.cancel();
  bits_.cancel();
  counting_from_.reset();
}

// ---- packets

void Radio::set_next(Part part, i64 bits_behind_address) {
  part_ = part;
  packet_.at(bits_begin_ + channel_.bits(bits_behind_address));
}

void Radio::part_over() {
  switch (part_) {
    case Part::address: return address_sent();
    case Part::header: return header_received();
    case Part::payload: return payload_over();
    case Part::crc: return packet_over();
    case Part::none: return;
  }
}

void Radio::address_sent() {
  const PacketFormat f = format();
  const Bitstream sync = logical_address(address_index_);
  Bitstream bits = assemble(f, sync, [this](u32 offset) { return memory_.read(pointer_ + offset); });
  set_next(Part::payload, static_cast<i64>(bits.size() - sync.size() - 8 * f.crc_bytes));
  air_.announce(on_air_, std::move(bits));
  address.fire();
}

void Radio::synchronise(const Transmission& t) {
  if (phase != Phase::rx || part_ != Part::none || t.channel != channel_ || listening_since_ > t.start) return;
  for (unsigned n = 0; n < 8; ++n) {
    if (!(rxaddresses >> n & 1)) continue;
    const Bitstream sync = logical_address(n);
    if (t.bits.size() < sync.size() || !std::equal(sync.begin(), sync.end(), t.bits.begin())) continue;
    on_air_ = t.number;
    address_index_ = n;
    rxmatch = n;
    bits_begin_ = t.start + channel_.bits(static_cast<i64>(sync.size()));
    set_next(Part::header, format().header_bits());
    address.fire();
    return;
  }
}

void Radio::header_received() {
  PacketReader packet = reader();
  packet.read_header();
  const i64 header = format().header_bits();
  if (dev_enabled && packet.payload_length() * 8 >= device_address_bits)
    device_.at(bits_begin_ + channel_.bits(header + device_address_bits));
  set_next(Part::payload, header + 8 * static_cast<i64>(packet.payload_length()));
}

void Radio::payload_over() {
  if (phase == Phase::rx) {
    PacketReader packet = reader();
    packet.read_header();
    packet.read_payload();
    memory_.write(pointer_, packet.memory());
  }
  part_ = Part::crc;
  packet_.at(packet_.due() + channel_.bits(8 * static_cast<i64>(crc_len)));
  payload.fire();
}

void Radio::packet_over() {
  if (phase == Phase::rx) {
    PacketReader packet = reader();
    packet.read_header();
    packet.read_payload();
    packet.read_crc();
    rxcrc = packet.received_crc();
    crcstatus = packet.crc_ok();
  }
  part_ = Part::none;
  phase = phase == Phase::rx ? Phase::rx_idle : Phase::tx_idle;
  bits_.cancel();
  counting_from_.reset();
  constexpr u32 end_disable = 1 << 1, disabled_txen = 1 << 2, disabled_rxen = 1 << 3;
  if (shorts.value & end_disable && shorts.value & (disabled_txen | disabled_rxen)) gap_from_ = picoseconds(now());
  end.fire();
}

// Device address match: the first six payload bytes are compared, with TxAdd, bit 6 of S0.
void Radio::match_device() {
  PacketReader packet = reader();
  packet.read_header();
  packet.read_payload();
  const auto bytes = packet.payload();
  u32 low = 0, high = 0;
  for (unsigned i = 0; i < 4; ++i) low |= static_cast<u32>(bytes[i]) << 8 * i;
  for (unsigned i = 0; i < 2; ++i) high |= static_cast<u32>(bytes[4 + i]) << 8 * i;
  const u32 random = packet.s0() >> 6 & 1;
  for (unsigned n = 0; n < 8; ++n) {
    if (!(dev_enabled >> n & 1) || (dev_txadd >> n & 1) != random || dab[n] != low || dap[n] != high) continue;
    dai = n;
    return devmatch.fire();
  }
  devmiss.fire();
}

// ---- measuring

void Radio::start_rssi() { rssi_.after(rssi_period); }

void Radio::stop_rssi() { rssi_.cancel(); }

void Radio::rssi_done() {
  const double dbm = phase == Phase::rx || phase == Phase::rx_idle ? air_.strength_dbm(channel_.megahertz, now())
                                                                   : air_.noise_floor_dbm;
  rssisample = static_cast<u32>(std::clamp(-dbm, 0.0, 127.0));
  rssiend.fire();
}

void Radio::start_bit_counter() {
  counting_from_ = picoseconds(now());
  count_bits();
}

// A new value in BCC that lies ahead gives another event.
void Radio::count_bits() {
  if (!counting_from_) return;
  const Time when = Time{Duration{*counting_from_}} + channel_.bits(bcc);
  if (when >= now()) bits_.at(when);
}

void Radio::stop_bit_counter() {
  counting_from_.reset();
  bits_.cancel();
}

void Radio::bits_counted() { bcmatch.fire(); }

void Radio::reset() {
  if (phase == Phase::tx && part_ != Part::none) air_.cut(on_air_, now());
  Peripheral::reset();
  part_ = Part::none;
  for (Event* e : {&ramp_, &packet_, &device_, &rssi_, &bits_}) e->cancel();
  gap_from_.reset();
  counting_from_.reset();
}

void Radio::serialize(State& state) {
  Peripheral::serialize(state);
  i64 bits_begin = picoseconds(bits_begin_), since = picoseconds(listening_since_);
  state(channel_, dbm_, part_, on_air_, bits_begin, since, pointer_, address_index_, gap_from_, counting_from_, ramp_,
        packet_, device_, rssi_, bits_);
  bits_begin_ = Time{Duration{bits_begin}};
  listening_since_ = Time{Duration{since}};
}

}  // namespace nrf5
