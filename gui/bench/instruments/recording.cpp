#include "gui/bench/instruments/recording.hpp"

#include <algorithm>
#include <cmath>

#include "emulator/logic_level.hpp"

namespace bench {

using emulator::Time;

void merge(std::vector<NetNews>& older, std::vector<NetNews> newer) {
  for (NetNews& fresh : newer) {
    const auto old = std::ranges::find(older, fresh.net, &NetNews::net);
    if (old == older.end() || fresh.anew) continue;
    fresh.anew = old->anew, fresh.gap |= old->gap;
    fresh.changes.insert(fresh.changes.begin(), old->changes.begin(), old->changes.end());
  }
  older = std::move(newer);
}

void Recording::hear(const std::vector<NetNews>& news, Time now) {
  if (now < end_) tracks_.clear();  // time went back
  end_ = now;
  for (const NetNews& fresh : news) {
    Changes& track = tracks_[fresh.net];
    if (fresh.anew) track.clear();
    track.insert(track.end(), fresh.changes.begin(), fresh.changes.end());
    heard_ += fresh.changes.size() + fresh.anew;
    if (track.size() > most) track.erase(track.begin(), track.begin() + most / 4);
  }
}

const Recording::Changes& Recording::of(const std::string& net) const {
  static const Changes none;
  const auto found = tracks_.find(net);
  return found == tracks_.end() ? none : found->second;
}

Time Recording::begin() const {
  Time first = end_;
  for (const auto& [net, track] : tracks_)
    if (!track.empty()) first = std::min(first, track.front().time);
  return first;
}

std::size_t Recording::after(const Changes& track, Time time) {
  return static_cast<std::size_t>(std::ranges::upper_bound(track, time, {}, &NetChange::time) - track.begin());
}

const NetChange* Recording::at(const Changes& track, Time time) {
  const std::size_t next = after(track, time);
  return next == 0 ? nullptr : &track[next - 1];
}

Measured measure(const Recording::Changes& track, Time from, Time to, double supply) {
  Measured m;
  if (track.empty() || to <= from) return m;
  std::size_t i = Recording::after(track, from);
  Time since = from;
  float volts = i ? track[i - 1].volts : track.front().volts;
  bool high = volts > supply / 2;
  m.least = m.most = volts;
  double sum = 0, squares = 0, high_time = 0, total = 0;
  std::optional<Time> first_rise, last_rise;
  std::size_t rises = 0;
  const auto stretch = [&](Time until) {
    const double t = emulator::seconds(until - since);
    sum += volts * t, squares += volts * volts * t, total += t;
    if (high) high_time += t;
    since = until;
  };
  for (; i < track.size() && track[i].time <= to; ++i) {
    stretch(track[i].time);
    volts = track[i].volts;
    m.least = std::min<double>(m.least, volts), m.most = std::max<double>(m.most, volts);
    const bool now = emulator::clear_level(volts, supply).value_or(high);
    if (now == high) continue;
    high = now;
    ++m.edges;
    if (!high) continue;
    ++rises;
    if (!first_rise) first_rise = track[i].time;
    last_rise = track[i].time;
  }
  stretch(to);
  m.mean = sum / total, m.rms = std::sqrt(squares / total), m.duty = high_time / total;
  if (rises > 1) m.hertz = static_cast<double>(rises - 1) / emulator::seconds(*last_rise - *first_rise);
  return m;
}

std::optional<Time> edge(const Recording::Changes& track, Time from, Slope slope, double supply) {
  std::size_t i = Recording::after(track, from);
  if (track.empty()) return std::nullopt;
  bool high = (i ? track[i - 1] : track.front()).volts > supply / 2;
  for (; i < track.size(); ++i) {
    const bool now = emulator::clear_level(track[i].volts, supply).value_or(high);
    if (now == high) continue;
    high = now;
    if (slope == Slope::either || (slope == Slope::rising) == high) return track[i].time;
  }
  return std::nullopt;
}

}  // namespace bench
