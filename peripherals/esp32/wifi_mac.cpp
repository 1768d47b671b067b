#include "peripherals/esp32/wifi_mac.hpp"

namespace esp32 {

namespace {

constexpr u32 size = 0x2000;
constexpr u32 rx_control = 0x084, rx_base = 0x088, rx_next = 0x08c, counter = 0xc00, enables_1 = 0xc40,
              enables_2 = 0xc44, events = 0xc48, events_clear = 0xc4c, mac_control = 0xcb8, complete_clear = 0xcc4,
              complete = 0xcc8, handshake = 0xd24;
constexpr u32 plcp0 = 0xd20, plcp0_stride = 8, plcp1 = 0x1258, result = 0x1270, plcp1_stride = 0x3c;
constexpr u32 reload = 1 << 0, event_sent = 1 << 7, go = 3u << 30, busy = 1 << 13;
constexpr u32 group_address = 1;  // of a destination's first byte

// wifi_phy_rate_t: the first sixteen, in units of 100 kbit/s. Others are reckoned as the slowest of 802.11n.
constexpr std::array<u32, 16> rates{10, 20, 55, 110, 10, 20, 55, 110, 480, 240, 120, 60, 540, 360, 180, 90};

u64 in_microseconds(Time t) { return static_cast<u64>(t.time_since_epoch().count() / 1'000'000); }

}  // namespace

WifiMac::WifiMac(std::string name, Scheduler& scheduler, Bus& bus)
    : RadioRegisters(name, size, {{mac_control, busy, 0}, {rx_control, reload, 0}}),
      irq(name + "_INTR"),
      scheduler_(scheduler),
      bus_(bus) {
  for (unsigned q = 0; q < queues; ++q)
    sent_[q] = std::make_unique<Event>(scheduler, name + " sent", [this, q] { sent(q); });
}

u32 WifiMac::answer(u32 offset, u32 held) const {
  switch (offset) {
    case counter: return static_cast<u32>(in_microseconds(scheduler_.now()));
    case events: return events_;
    case complete: return complete_;
    case handshake: return (held & ~1u) | (held >> 1 & 1);
    default: return held;
  }
}

void WifiMac::written(u32 offset, u32 value) {
  switch (offset) {
    case rx_base: word(rx_next) = value; break;
    case events_clear: events_ &= ~value; break;
    case complete_clear: complete_ &= ~value; break;
    default:
      for (unsigned q = 0; q < queues; ++q)
        if (offset == plcp0 - plcp0_stride * q && (value & go) == go) send(q);
  }
  update();
}

void WifiMac::send(unsigned q) {
  const u32 descriptor = 0x3ff00000 | (word(plcp0 - plcp0_stride * q) & 0xfffff);
  const u32 control = word(plcp1 - plcp1_stride * q);
  u32 buffer = 0, destination = 0;
  if (bus_.read(descriptor + 4, 4, buffer) && bus_.read(buffer + 4, 1, destination) && !(destination & group_address))
    complain(Complaint::Kind::unmodelled, nullptr, plcp0 - plcp0_stride * q, go, true);
  const u32 bytes = control & 0xfff, rate = control >> 12 & 0x1f;
  const i64 microseconds = 20 + i64{80} * bytes / (rate < rates.size() ? rates[rate] : 65);
  sent_[q]->after(std::chrono::microseconds{microseconds});
}

void WifiMac::sent(unsigned q) {
  word(plcp0 - plcp0_stride * q) &= ~go;
  word(result - plcp1_stride * q) = 0;
  complete_ |= 1u << q;
  events_ |= event_sent;
  update();
}

void WifiMac::update() { irq.drive(events_ & (word(enables_1) | word(enables_2))); }

void WifiMac::reset() {
  RadioRegisters::reset();
  for (auto& event : sent_) event->cancel();
  events_ = complete_ = 0;
  update();
}

void WifiMac::serialize(State& state) {
  RadioRegisters::serialize(state);
  state(irq, events_, complete_);
  for (auto& event : sent_) state(*event);
}

// ---- WDEV

namespace {
struct TsfRegisters {
  u32 latched, load;  // low words; the high ones follow
};
constexpr std::array<TsfRegisters, 3> tsf{{{0x14, 0x24}, {0x54, 0x60}, {0x90, 0x9c}}};
constexpr u32 wdev_size = 0x144, tsf_control = 0x10, load_bit = 6;
}  // namespace

Wdev::Wdev(std::string name, Scheduler& scheduler)
    : RadioRegisters(std::move(name), wdev_size, {{tsf_control, 0x1c7, 0}}), scheduler_(scheduler) {}

u64 Wdev::microseconds() const { return in_microseconds(scheduler_.now()); }

void Wdev::written(u32 offset, u32 value) {
  if (offset != tsf_control) return;
  for (unsigned i = 0; i < timers; ++i) {
    if (value >> (load_bit + i) & 1)
      ahead_[i] = (u64{word(tsf[i].load + 4)} << 32 | word(tsf[i].load)) - microseconds();
    if (!(value >> i & 1)) continue;
    const u64 now = microseconds() + ahead_[i];
    word(tsf[i].latched) = static_cast<u32>(now);
    word(tsf[i].latched + 4) = static_cast<u32>(now >> 32);
  }
}

void Wdev::reset() {
  RadioRegisters::reset();
  ahead_ = {};
}

void Wdev::serialize(State& state) {
  RadioRegisters::serialize(state);
  state(ahead_);
}

}  // namespace esp32
