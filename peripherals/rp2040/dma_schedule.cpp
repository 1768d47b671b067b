// Which channel has a transfer when: requests, pacing timers, priorities. RP2040 Datasheet 2.5.3, CTRL.HIGH_PRIORITY.
#include <algorithm>
#include <limits>

#include "peripherals/rp2040/dma.hpp"

namespace rp2040 {

bool Dma::any_running() const {
  for (unsigned ch = 0; ch < channels; ++ch)
    if (running(ch)) return true;
  return false;
}

// Ticks of a pacing timer up to an edge: X/Y of the cycles since it was set, at most one a cycle.
i64 Dma::timer_ticks(unsigned t, i64 edge) const {
  const i64 x = timer_x[t], y = timer_y[t], passed = edge - timer_origin_[t];
  if (!x || passed <= 0) return 0;
  return x >= y ? passed : static_cast<i64>(static_cast<__int128>(passed) * x / y);
}

i64 Dma::next_tick(unsigned t, i64 edge) const {
  const i64 x = timer_x[t], y = timer_y[t];
  if (!x) return -1;
  if (x >= y) return edge + 1;
  const i64 n = timer_ticks(t, edge) + 1;
  return timer_origin_[t] + static_cast<i64>((static_cast<__int128>(n) * y + x - 1) / x);
}

void Dma::set_timer(u32, unsigned t) {
  timer_origin_[t] = done_;
  for (unsigned ch = 0; ch < channels; ++ch)
    if (treq_sel[ch] == first_timer + t) ticks_used_[ch] = 0;
}

void Dma::forget_credits(unsigned ch) {
  pulses_[ch] = 0;
  const u32 request = treq_sel[ch];
  ticks_used_[ch] = is_timer(request) ? timer_ticks(request - first_timer, done_) : 0;
}

// A transfer begins on the strength of a request.
void Dma::use_credit(unsigned ch) {
  const u32 request = treq_sel[ch];
  if (is_timer(request))
    ticks_used_[ch] = std::max(ticks_used_[ch], timer_ticks(request - first_timer, done_) - i64{most_credits}) + 1;
  else if (is_pulse(request))
    --pulses_[ch];
}

void Dma::clear_credits(u32, unsigned ch) { forget_credits(ch); }

u32 Dma::credits_now(unsigned ch) const {
  const u32 request = treq_sel[ch];
  if (!busy[ch] || request == permanent) return 0;
  if (is_timer(request)) {
    const i64 waiting = timer_ticks(request - first_timer, done_) - ticks_used_[ch];
    return static_cast<u32>(std::min<i64>(waiting, most_credits));
  }
  if (is_pulse(request)) return pulses_[ch];
  return dreq_levels_ >> request & 1;
}

bool Dma::ready(unsigned ch) const { return running(ch) && (treq_sel[ch] == permanent || credits_now(ch) > 0); }

void Dma::dreq_changed(unsigned number, bool level) {
  sync();
  dreq_levels_ = (dreq_levels_ & ~(u64{1} << number)) | u64{level} << number;
  if (level && is_pulse(number))
    for (unsigned ch = 0; ch < channels; ++ch)
      if (busy[ch] && treq_sel[ch] == number) pulses_[ch] = std::min(pulses_[ch] + 1, most_credits);
  plan();
}

// A round: each high priority channel, then one of the others.
int Dma::pick() {
  for (int pass = 0; pass < 2; ++pass) {
    for (; next_high_ < channels; ++next_high_)
      if (high_priority[next_high_] && ready(next_high_)) return next_high_++;
    next_high_ = 0;
    for (unsigned i = 1; i <= channels; ++i) {
      const unsigned ch = (last_low_ + i) % channels;
      if (high_priority[ch] || !ready(ch)) continue;
      last_low_ = static_cast<u8>(ch);
      return static_cast<int>(ch);
    }
  }
  return -1;
}

void Dma::sync() {
  if (transferring_) return;
  const i64 target = cycles_.edges();
  if (!any_running()) done_ = target;
  transferring_ = true;
  while (done_ < target) {
    if (const int ch = pick(); ch >= 0) {
      transfer(static_cast<unsigned>(ch));
      ++done_;
      continue;
    }
    i64 until = target;
    for (unsigned ch = 0; ch < channels; ++ch)
      if (const u32 request = treq_sel[ch]; running(ch) && is_timer(request))
        if (const i64 tick = next_tick(request - first_timer, done_); tick >= 0) until = std::min(until, tick);
    done_ = until;
  }
  transferring_ = false;
}

bool Dma::in_memory(unsigned ch) const {
  u32 offset = 0;
  return !bus_.device_at(read_addr[ch], offset) && !bus_.device_at(write_addr[ch], offset);
}

void Dma::look_at_use() {
  u64 used = 0;
  bool active = false;
  for (unsigned ch = 0; ch < channels; ++ch) {
    if (!busy[ch]) continue;
    active = true;
    used |= u64{1} << treq_sel[ch];
  }
  if (used == dreqs_used_ && active == active_) return;
  dreqs_used_ = used;
  active_ = active;
  if (on_use_changed) on_use_changed();
}

// Copies within memory go in batches; whatever a device sees happens in its own cycle.
void Dma::plan() {
  if (transferring_) return;
  look_at_use();
  constexpr i64 never = std::numeric_limits<i64>::max();
  i64 cycles = never;
  for (unsigned ch = 0; ch < channels; ++ch) {
    if (!running(ch)) continue;
    const u32 request = treq_sel[ch];
    if (ready(ch))
      cycles = std::min(cycles, request == permanent && in_memory(ch) ? std::clamp<i64>(remaining_[ch], 1, batch) : 1);
    else if (const i64 tick = is_timer(request) ? next_tick(request - first_timer, done_) : -1; tick >= 0)
      cycles = std::min(cycles, tick - done_ + 1);
  }
  if (cycles == never || !cycles_.signal().running()) return step_.cancel();
  step_.at(cycles_.when(done_ + cycles));
}

}  // namespace rp2040
