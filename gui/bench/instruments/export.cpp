#include "gui/bench/instruments/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "emulator/logic_level.hpp"

namespace bench {

using emulator::Time;

namespace {

// Calls each(time, which channels changed) by rising time.
void in_order(const Recording& recording, const std::vector<Channel>& channels,
              const std::function<void(Time, const std::vector<const NetChange*>&)>& each) {
  std::vector<std::size_t> next(channels.size());
  for (;;) {
    Time time = Time::max();
    for (std::size_t i = 0; i < channels.size(); ++i)
      if (const auto& track = recording.of(channels[i].net); next[i] < track.size())
        time = std::min(time, track[next[i]].time);
    if (time == Time::max()) return;
    std::vector<const NetChange*> changed(channels.size());
    for (std::size_t i = 0; i < channels.size(); ++i)
      for (const auto& track = recording.of(channels[i].net); next[i] < track.size() && track[next[i]].time == time;
           ++next[i])
        changed[i] = &track[next[i]];
    each(time, changed);
  }
}

std::string word(std::string name) {
  std::ranges::replace(name, ' ', '_');
  return name;
}

}  // namespace

std::string vcd_of(const Recording& recording, const std::vector<Channel>& channels, double supply) {
  std::string text = "$timescale 1 ps $end\n$scope module bench $end\n";
  for (std::size_t i = 0; i < channels.size(); ++i)
    text += fmt::format("$var wire 1 l{0} {1} $end\n$var real 64 v{0} {1}.volts $end\n", i, word(channels[i].name));
  text += "$upscope $end\n$enddefinitions $end\n";
  std::vector<char> levels(channels.size(), 'x');
  in_order(recording, channels, [&](Time time, const std::vector<const NetChange*>& changed) {
    text += fmt::format("#{}\n", time.time_since_epoch().count());
    for (std::size_t i = 0; i < changed.size(); ++i) {
      if (!changed[i]) continue;
      const auto level = emulator::clear_level(changed[i]->volts, supply);
      const char now = changed[i]->floats ? 'z' : level ? (*level ? '1' : '0') : 'x';
      if (now != levels[i]) text += fmt::format("{}l{}\n", now, i);
      levels[i] = now;
      text += fmt::format("r{} v{}\n", changed[i]->volts, i);
    }
  });
  return text + fmt::format("#{}\n", recording.end().time_since_epoch().count());
}

std::string csv_of(const Recording& recording, const std::vector<Channel>& channels) {
  std::string text = "seconds";
  for (const Channel& channel : channels) text += fmt::format(",\"{}\"", channel.name);
  text += "\n";
  std::vector<std::string> values(channels.size());
  in_order(recording, channels, [&](Time time, const std::vector<const NetChange*>& changed) {
    for (std::size_t i = 0; i < changed.size(); ++i)
      if (changed[i]) values[i] = changed[i]->floats ? "" : fmt::format("{:.6g}", changed[i]->volts);
    text += fmt::format("{:.12f},{}\n", emulator::seconds(time.time_since_epoch()), fmt::join(values, ","));
  });
  return text;
}

}  // namespace bench
