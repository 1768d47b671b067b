#include "emulator/wav.hpp"

#include <algorithm>
#include <cmath>

namespace emulator {

namespace {

constexpr Clock sampling{WavRecorder::rate};
constexpr double kept = 1 - 2 * 3.14159265 * 20 / WavRecorder::rate;  // of the old value, a sample later

void put(std::string& text, u32 value, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i);
}

}  // namespace

WavRecorder::WavRecorder(Machine& machine, Source source)
    : machine_(machine), source_(source), begin_(machine.now()), at_(begin_) {
  for (Net* net : {&source_.plus, &source_.minus})
    net->watchers.push_back([this, alive = std::weak_ptr{alive_}](const Net&) {
      if (!alive.expired()) changed();
    });
  changed();
  before_ = source_.tone > 0 ? 0 : volts_;
}

void WavRecorder::changed() {
  advance();
  const auto volts = [](const Net& net) { return net.floating() ? 0 : net.shown_volts(); };
  volts_ = volts(source_.plus) - volts(source_.minus);
}

// Each sample is the mean of its time.
void WavRecorder::advance() {
  const Time now = machine_.now();
  while (true) {
    const i64 n = static_cast<i64>(samples_.size());
    const Time end = begin_ + sampling.ticks(n + 1);
    const Time until = std::min(now, end);
    sum_ += volts_ * seconds(until - at_);
    at_ = until;
    if (until < end) return;
    double sample = sum_ * rate;
    sum_ = 0;
    if (source_.tone > 0) {
      const double phase = source_.tone * static_cast<double>(n) / rate, part = phase - std::floor(phase);
      sample = sample < source_.least_volts ? 0 : sample / 2 * (part < 0.5 ? 4 * part - 1 : 3 - 4 * part);
    }
    add(sample);
  }
}

void WavRecorder::add(double sample) {
  filtered_ = kept * (filtered_ + sample - before_);
  before_ = sample;
  samples_.push_back(static_cast<i16>(std::clamp(filtered_ / full_scale, -1.0, 1.0) * 32767));
}

std::string WavRecorder::file() {
  advance();
  constexpr u32 header = 36, pcm = 1, channels = 1, width = 2;
  const u32 size = static_cast<u32>(samples_.size() * width);
  std::string text = "RIFF";
  put(text, header + size, 4);
  text += "WAVEfmt ";
  put(text, 16, 4);
  put(text, pcm, 2);
  put(text, channels, 2);
  put(text, rate, 4);
  put(text, rate * width, 4);
  put(text, width, 2);
  put(text, 8 * width, 2);
  text += "data";
  put(text, size, 4);
  for (const i16 sample : samples_) put(text, static_cast<u16>(sample), width);
  return text;
}

}  // namespace emulator
