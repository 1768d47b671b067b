#include "peripherals/nrf5/ppi.hpp"

#include <bit>
#include <utility>

namespace nrf5 {

namespace {

constexpr Duration one_cycle = Clock{16'000'000}.ticks(1);

// Chapter 16, "Pre-programmed channels".
struct Fixed {
  unsigned channel;
  u32 event, task;
};
constexpr u32 radio = 0x4000'1000, timer0 = 0x4000'8000, rtc0 = 0x4000'b000, aar = 0x4000'f000, ccm = 0x4000'f000;
constexpr std::array<Fixed, 12> fixed_channels{{
    {20, timer0 + 0x140, radio + 0x000},  // COMPARE[0] -> TXEN
    {21, timer0 + 0x140, radio + 0x004},  // COMPARE[0] -> RXEN
    {22, timer0 + 0x144, radio + 0x010},  // COMPARE[1] -> DISABLE
    {23, radio + 0x128, aar + 0x000},     // BCMATCH -> START
    {24, radio + 0x100, ccm + 0x000},     // READY -> KSGEN
    {25, radio + 0x104, ccm + 0x004},     // ADDRESS -> CRYPT
    {26, radio + 0x104, timer0 + 0x044},  // ADDRESS -> CAPTURE[1]
    {27, radio + 0x10c, timer0 + 0x048},  // END -> CAPTURE[2]
    {28, rtc0 + 0x140, radio + 0x000},    // COMPARE[0] -> TXEN
    {29, rtc0 + 0x140, radio + 0x004},    // COMPARE[0] -> RXEN
    {30, rtc0 + 0x140, timer0 + 0x00c},   // COMPARE[0] -> CLEAR
    {31, rtc0 + 0x140, timer0 + 0x000},   // COMPARE[0] -> START
}};

}  // namespace

Ppi::Ppi(std::string name, Scheduler& scheduler, Directory& directory)
    : Peripheral(name, scheduler),
      directory_(directory),
      later_(scheduler, name + " chain", [this] { run_deferred(); }) {}

std::vector<SetClear::Bit> Ppi::channels() {
  std::vector<SetClear::Bit> bits = numbered("CH", programmable);
  for (const Fixed& f : fixed_channels) bits.push_back({f.channel, "CH" + std::to_string(f.channel)});
  return bits;
}

void Ppi::route(u32 channels) {
  if (depth_ == chain_limit) {
    deferred_ |= channels;
    later_.after(one_cycle);
    return;
  }
  ++depth_;
  for (; channels; channels &= channels - 1)
    if (Task* task = task_of_[std::countr_zero(channels)]) task->trigger();
  --depth_;
}

void Ppi::run_deferred() { route(std::exchange(deferred_, 0)); }

void Ppi::enable(u32 mask) {
  const u32 old = chen_.value();
  chen_.assign(mask);
  enabled_changed(old);
}

void Ppi::enabled_changed(u32 old) {
  const u32 changed = old ^ chen_.value();
  for (unsigned c = 0; c < channel_count; ++c)
    if (changed >> c & 1) listen(event_of_[c]);
  complain_of_loose_ends(changed & chen_.value());
}

void Ppi::rewired(u32, unsigned channel) {
  connect(channel, eep_[channel], tep_[channel]);
  complain_of_loose_ends(1u << channel & chen_.value());
}

void Ppi::connect(unsigned channel, u32 event, u32 task) {
  EventFlag* before = std::exchange(event_of_[channel], event ? directory_.event_at(event) : nullptr);
  task_of_[channel] = task ? directory_.task_at(task) : nullptr;
  if (before != event_of_[channel]) listen(before);
  listen(event_of_[channel]);
}

void Ppi::listen(EventFlag* event) {
  if (!event) return;
  u32 mask = 0;
  for (unsigned c = 0; c < channel_count; ++c)
    if (chen_[c] && event_of_[c] == event) mask |= 1u << c;
  event->listen(mask);
}

// A channel that is on and has an address where we know no event or task: something we lack.
void Ppi::complain_of_loose_ends(u32 channels) {
  const auto check = [this](Register& r, bool known) {
    if (r.value && !known) complain(Complaint::Kind::unmodelled, &r, r.offset, r.value, true);
  };
  for (unsigned c = 0; c < programmable; ++c)
    if (channels >> c & 1) check(eep_regs_[c], event_of_[c]), check(tep_regs_[c], task_of_[c]);
  for (const Fixed& f : fixed_channels)
    if (channels >> f.channel & 1 && !(event_of_[f.channel] && task_of_[f.channel]))
      complain(Complaint::Kind::unmodelled, find("CHEN"), 0x500, 1u << f.channel, true);
}

void Ppi::resolve() {
  for (unsigned c = 0; c < programmable; ++c) connect(c, eep_[c], tep_[c]);
  for (const Fixed& f : fixed_channels) connect(f.channel, f.event, f.task);
}

void Ppi::reset() {
  Peripheral::reset();
  later_.cancel();
  deferred_ = 0;
  resolve();
}

void Ppi::serialize(State& state) {
  Peripheral::serialize(state);
  state(deferred_, later_);
  if (state.loading()) resolve();
}

}  // namespace nrf5
