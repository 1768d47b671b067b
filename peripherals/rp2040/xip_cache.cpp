#include "peripherals/rp2040/xip_cache.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace rp2040 {

XipCache::Line* XipCache::find(u32 offset) {
  for (Line& line : lines_[set_of(offset)])
    if (line.tag == tag_of(offset)) return &line;
  return nullptr;
}

bool XipCache::holds(u32 offset) {
  const Line* line = enabled_ ? find(offset) : nullptr;
  return line && line->valid & half_of(offset);
}

// Tells the engines which words of a line they may use.
void XipCache::show(const Line& line, u32 set, bool held) {
  if (!memory_ || line.tag == none) return;
  const u32 address = memory_->view.base + (line.tag * sets + set) * 8;
  for (u32 half : {0u, 1u})
    if (line.valid >> half & 1 && memory_->covers(address + 4 * half)) memory_->hold(address + 4 * half, held);
}

void XipCache::show_all(bool held) {
  for (u32 set = 0; set < sets; ++set)
    for (const Line& line : lines_[set]) show(line, set, held);
}

void XipCache::enable(bool on) {
  if (on == enabled_) return;
  if (on) forget_recent();
  enabled_ = on;
  show_all(on);
}

void XipCache::remember(u32 address) {
  u32& place = recent_[next_recent_++ % recent_.size()];
  if (place) memory_->hold(place, false);
  place = address;
  memory_->hold(address, true);
}

void XipCache::forget_recent() {
  for (u32& address : recent_)
    if (address) memory_->hold(std::exchange(address, 0), false);
}

void XipCache::flush() {
  if (enabled_) show_all(false);
  lines_ = {};
}

void XipCache::invalidate(u32 offset) {
  if (Line* line = find(offset)) {
    if (enabled_) show(*line, set_of(offset), false);
    *line = {};
  }
}

void XipCache::fill(u32 offset) {
  if (!enabled_ || !ssi_.xip_ready()) return;
  Line* line = find(offset);
  if (!line) {
    lfsr_ = static_cast<u16>(lfsr_ << 1 | ((lfsr_ >> 10 ^ lfsr_ >> 12 ^ lfsr_ >> 13 ^ lfsr_ >> 15) & 1));
    line = &lines_[set_of(offset)][lfsr_ & 1];
    show(*line, set_of(offset), false);
    *line = {.tag = tag_of(offset)};
  }
  line->valid |= half_of(offset);
  show(*line, set_of(offset), true);
}

u32 XipCache::wait() const { return ssi_.xip_ready() ? ssi_.xip_read_cycles() + overhead : 0; }

u32 XipCache::fetch(u32 address) {
  const u32 waited = wait();
  ++accesses_;
  if (enabled_)
    fill(address - memory_->view.base);
  else if (waited)
    remember(address);
  return waited;
}

u32 XipCache::load(Window window, u32 offset) {
  ++accesses_;
  const bool looks = window == Window::cached || window == Window::no_allocate;
  if (looks && holds(offset)) return ++hits_, 0;
  const u32 waited = wait();
  if (window == Window::cached || window == Window::no_cache) fill(offset);
  return waited;
}

// 32-bit counters that saturate.
u32 XipCache::hits() const {
  return static_cast<u32>(std::min<u64>(hits_ + fast_hits(), std::numeric_limits<u32>::max()));
}
u32 XipCache::accesses() const {
  return static_cast<u32>(std::min<u64>(accesses_ + fast_hits(), std::numeric_limits<u32>::max()));
}

void XipCache::serialize(State& state) {
  if (state.loading() && enabled_) show_all(false);
  if (state.loading() && memory_) forget_recent();
  u64 fast = fast_hits();
  state(enabled_, lfsr_, hits_, accesses_, fast, recent_, next_recent_);
  for (auto& set : lines_)
    for (Line& line : set) line.serialize(state);
  if (!state.loading()) return;
  if (memory_) memory_->view.hits = fast;
  if (enabled_) return show_all(true);
  for (u32 address : recent_)
    if (address && memory_) memory_->hold(address, true);
}

}  // namespace rp2040
