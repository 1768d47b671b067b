#include "emulator/gdb/stop_points.hpp"

#include <algorithm>
#include <utility>

namespace emulator::gdb {

namespace {

Watch watch_of(StopPoints::Kind kind) {
  switch (kind) {
    case StopPoints::Kind::read: return Watch::read;
    case StopPoints::Kind::access: return Watch::access;
    default: return Watch::write;
  }
}

}  // namespace

bool StopPoints::insert(Kind kind, u32 address, u32 size) {
  if (is_watch(kind) && (size == 0 || size > largest_watch || size - 1 > 0xffff'ffff - address)) return false;
  const Point point{kind, address, size};
  if (std::ranges::find(points_, point) != points_.end()) return true;
  points_.push_back(point);
  apply(point, true);
  return true;
}

void StopPoints::remove(Kind kind, u32 address, u32 size) {
  const auto at = std::ranges::find(points_, Point{kind, address, size});
  if (at == points_.end()) return;
  const Point point = *at;
  points_.erase(at);
  apply(point, false);
}

void StopPoints::clear() {
  while (!points_.empty()) {
    const Point point = points_.back();
    points_.pop_back();
    apply(point, false);
  }
  hit_.reset();
}

void StopPoints::apply(const Point& point, bool on) {
  if (is_watch(point.kind)) {
    for (Bus* bus : buses_)
      on ? bus->watch(point.address, point.size, watch_of(point.kind))
         : bus->unwatch(point.address, point.size, watch_of(point.kind));
    hook(std::ranges::any_of(points_, [](const Point& p) { return is_watch(p.kind); }));
    return;
  }
  if (!on && breakpoint_at(point.address)) return;  // of the other kind
  for (Cpu* core : chip_.cores()) core->set_breakpoint(point.address, on);
}

std::optional<StopPoints::Kind> StopPoints::breakpoint_at(u32 address) const {
  for (const Point& p : points_)
    if (!is_watch(p.kind) && p.address == address) return p.kind;
  return {};
}

// The engine's own listener goes on hearing; ours is there only while something is watched.
void StopPoints::hook(bool on) {
  if (on == std::exchange(hooked_, on)) return;
  if (on) {
    for (Bus* bus : buses_) listen_to(*bus);
    return;
  }
  for (std::size_t i = 0; i < buses_.size(); ++i) buses_[i]->on_watch = std::move(others_[i]);
  others_.clear();
}

void StopPoints::listen_to(Bus& bus) {
  const std::size_t index = others_.size();
  others_.push_back(std::exchange(bus.on_watch, [this, index](u32 address, u32 size, bool writing) {
    accessed(address, size, writing);
    if (others_[index]) others_[index](address, size, writing);
  }));
}

void StopPoints::accessed(u32 address, u32 size, bool writing) {
  if (!armed_ || hit_) return;  // of several in one instruction the first is told
  const auto last = address + (size - 1);
  for (const Point& p : points_) {
    if (!is_watch(p.kind) || last < p.address || address > p.address + (p.size - 1)) continue;
    if (p.kind == (writing ? Kind::read : Kind::write)) continue;
    hit_ = Hit{machine_.running_core(), p.kind, std::max(address, p.address)};
    machine_.stop();
    return;
  }
}

std::optional<StopPoints::Hit> StopPoints::take_hit() { return std::exchange(hit_, std::nullopt); }

}  // namespace emulator::gdb
