#include "peripherals/parts/epaper_waveform.hpp"

#include <algorithm>

namespace parts {

namespace {

// The table: VS of five kinds (the fifth is VCOM's) in twelve groups of four phases; then per group TP of A and B, the
// repeats of AB, TP of C and D, the repeats of CD, the group's repeats; then two frame rates a byte; then XON.
constexpr unsigned groups = 12, rows = 5, group_bytes = 7;
constexpr unsigned times = groups * rows, rates = times + groups * group_bytes;
constexpr unsigned ab_repeats = 2, cd_repeats = 5, group_repeats = 6;
constexpr unsigned phase_time[] = {0, 1, 3, 4};
constexpr emulator::i64 hertz_per_code = 25;
constexpr emulator::u8 vsl = 2;
constexpr double swing_seconds = 0.2;

}  // namespace

void EpaperWaveform::load(std::span<const u8, table_size> table) { std::ranges::copy(table, table_.begin()); }

EpaperWaveform::Step EpaperWaveform::step(unsigned group, unsigned phase) const {
  const u8 rate = group % 2 ? table_[rates + group / 2] & 0xf : table_[rates + group / 2] >> 4;
  const emulator::i64 frames = table_[times + group * group_bytes + phase_time[phase]];
  Step step{{}, emulator::Clock{hertz_per_code * std::max<u8>(rate, 1)}.ticks(frames)};
  for (unsigned kind = 0; kind < kinds; ++kind) {
    const u8 voltage = table_[kind * groups + group] >> (6 - 2 * phase) & 3;
    step.moves[kind] = voltage == 0 ? 0.0f : voltage == vsl ? 1.0f : -1.0f;
  }
  return step;
}

std::vector<EpaperWaveform::Step> EpaperWaveform::steps() const {
  std::vector<Step> steps;
  const auto phases = [&](unsigned group, unsigned first, unsigned repeats) {
    for (unsigned n = 0; n <= repeats; ++n)
      for (const unsigned phase : {first, first + 1})
        if (const Step s = step(group, phase); s.duration.count()) steps.push_back(s);
  };
  for (unsigned group = 0; group < groups; ++group) {
    const u8* const g = &table_[times + group * group_bytes];
    for (unsigned n = 0; n <= g[group_repeats]; ++n) {
      phases(group, 0, g[ab_repeats]);
      phases(group, 2, g[cd_repeats]);
    }
  }
  return steps;
}

emulator::Duration EpaperWaveform::length() const {
  emulator::Duration length{};
  for (const Step& step : steps()) length += step.duration;
  return length;
}

void EpaperWaveform::apply(std::vector<float>& ink, const std::vector<u8>& kind, emulator::Duration elapsed) const {
  for (const Step& step : steps()) {
    if (elapsed.count() <= 0) return;
    const auto way = static_cast<float>(emulator::seconds(std::min(step.duration, elapsed)) / swing_seconds);
    for (std::size_t i = 0; i < ink.size(); ++i) ink[i] = std::clamp(ink[i] + way * step.moves[kind[i]], 0.0f, 1.0f);
    elapsed -= step.duration;
  }
}

}  // namespace parts
