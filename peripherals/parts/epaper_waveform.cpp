#include "peripherals/parts/epaper_waveform.hpp"

#include <algorithm>

namespace parts {

namespace {
constexpr double swing_seconds = 0.2;
}

emulator::Duration length(const EpaperWaveform& waveform) {
  emulator::Duration length{};
  for (const EpaperStep& step : waveform) length += step.duration;
  return length;
}

void apply(const EpaperWaveform& waveform, std::vector<float>& ink, const std::vector<emulator::u8>& kind,
           emulator::Duration elapsed) {
  for (const EpaperStep& step : waveform) {
    if (elapsed.count() <= 0) return;
    const auto way = static_cast<float>(emulator::seconds(std::min(step.duration, elapsed)) / swing_seconds);
    for (std::size_t i = 0; i < ink.size(); ++i) ink[i] = std::clamp(ink[i] + way * step.moves[kind[i]], 0.0f, 1.0f);
    elapsed -= step.duration;
  }
}

}  // namespace parts
