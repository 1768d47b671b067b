#include "emulator/radio_medium.hpp"

#include <algorithm>

namespace emulator {

namespace {

// Longer than a receiver can be misled by a spoiled length field: 258 bytes at 250 kbit/s are 8.3 ms.
constexpr Duration remembered = std::chrono::milliseconds{20};

void spoil(Transmission& t, Time now) {
  const i64 at = std::max(now, t.start).time_since_epoch().count();
  if (!t.spoiled_from || at < *t.spoiled_from) t.spoiled_from = at;
}

}  // namespace

void Transmission::serialize(State& state) {
  i64 starts = start.time_since_epoch().count(), ends = end.time_since_epoch().count();
  state(number, channel, dbm, starts, ends, spoiled_from, bits);
  start = Time{Duration{starts}};
  end = Time{Duration{ends}};
}

u64 RadioMedium::begin(const RadioChannel& channel, double dbm, unsigned preamble_bits, Time now) {
  forget(now);
  Transmission fresh;
  fresh.number = ++last_;
  fresh.channel = channel;
  fresh.dbm = dbm;
  fresh.start = now + channel.bits(preamble_bits);
  for (Transmission& other : transmissions_) {
    if (other.end <= now || other.channel.megahertz != channel.megahertz) continue;
    spoil(other, now);
    spoil(fresh, now);
  }
  transmissions_.push_back(std::move(fresh));
  return last_;
}

void RadioMedium::announce(u64 number, std::vector<u8> bits) {
  Transmission* t = find(number);
  if (!t) return;
  t->end = t->start + t->channel.bits(static_cast<i64>(bits.size()));
  t->bits = std::move(bits);
  if (t->spoiled_from) return;
  const Transmission told = *t;  // a listener may begin to send, which moves the list
  for (std::size_t i = 0; i < listeners_.size(); ++i) listeners_[i]->synchronise(told);
}

void RadioMedium::cut(u64 number, Time now) {
  if (Transmission* t = find(number)) t->end = std::min(t->end, now);
}

bool RadioMedium::bit(u64 number, std::size_t index) const {
  const Transmission* t = find(number);
  if (t && index < t->bits.size()) {
    const Time ends = t->start + t->channel.bits(static_cast<i64>(index) + 1);
    const bool spoiled = t->spoiled_from && Time{Duration{*t->spoiled_from}} < ends;
    if (!spoiled && ends <= t->end) return t->bits[index];
  }
  return Random{noise_ + (number << 20) + index, "bit"}.next() & 1;
}

double RadioMedium::strength_dbm(u32 megahertz, Time now) const {
  double strongest = noise_floor_dbm;
  for (const Transmission& t : transmissions_)
    if (t.channel.megahertz == megahertz && now < t.end) strongest = std::max(strongest, t.dbm - path_loss_db);
  return strongest;
}

Transmission* RadioMedium::find(u64 number) {
  const auto it = std::ranges::find(transmissions_, number, &Transmission::number);
  return it == transmissions_.end() ? nullptr : &*it;
}

void RadioMedium::forget(Time now) {
  std::erase_if(transmissions_, [&](const Transmission& t) { return t.end < now && now - t.end > remembered; });
}

void RadioMedium::serialize(State& state) {
  state.section("radio medium");
  state(path_loss_db, noise_floor_dbm, transmissions_, last_, noise_);
}

}  // namespace emulator
