#include "gui/bench/instruments/decoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "boards/bus.hpp"
#include "emulator/logic_level.hpp"

namespace bench {

using namespace emulator;
using decode::Frame;

namespace {

constexpr std::size_t most_frames = 20'000;  // the newest

void keep(std::vector<Frame>& frames, const Frame& frame) {
  if (frames.size() >= 2 * most_frames) frames.erase(frames.begin(), frames.begin() + most_frames);
  frames.push_back(frame);
}

// None for PWM, which has no frames.
std::unique_ptr<decode::Decoder> decoder_of(const Decoding& d) {
  using Protocol = boards::BusDescription::Protocol;
  constexpr std::array protocols{Protocol::uart, Protocol::i2c, Protocol::spi, Protocol::one_wire, Protocol::neopixel};
  if (d.protocol == Decoding::Protocol::pwm) return nullptr;
  boards::BusDescription bus;
  bus.protocol = protocols[static_cast<std::size_t>(d.protocol)];
  bus.spi = d.spi, bus.uart = d.uart, bus.neopixel = d.neopixel;
  const auto there = [&](std::size_t line) { return line < d.nets.size() && !d.nets[line].empty(); };
  bus.spi.mosi = there(1), bus.spi.miso = there(2), bus.spi.cs = there(3);
  return boards::decoder_of(bus);
}

struct Line {
  const Recording::Changes* track;
  std::size_t next = 0;
  bool level = true;
};

bool level_of(const NetChange& change, bool was, double supply) {
  return change.floats ? was : clear_level(change.volts, supply).value_or(was);
}

std::vector<Frame> pwm(const Recording::Changes& track, double supply) {
  std::vector<Frame> all;
  std::optional<Time> rose, fell;
  bool high = false, first = true;
  for (const NetChange& change : track) {
    const bool now = level_of(change, high, supply);
    if (!first && now == high) continue;
    const bool edge = !first;
    high = now, first = false;
    if (!edge) continue;
    if (!high) {
      fell = change.time;
      continue;
    }
    if (rose && fell) {
      const double period = seconds(change.time - *rose), share = seconds(*fell - *rose) / period;
      const std::string text = fmt::format("{:.4g} Hz {:.1f} %", 1 / period, share * 100);
      if (!all.empty() && all.back().end == *rose && all.back().text == text)
        all.back().end = change.time;  // periods that are alike are one
      else
        keep(all, {.start = *rose, .end = change.time, .text = text});
    }
    rose = change.time;
  }
  return all;
}

}  // namespace

const char* name_of(Decoding::Protocol protocol) {
  constexpr std::array names{"UART", "I2C", "SPI", "1-Wire", "NeoPixel", "PWM"};
  return names[static_cast<std::size_t>(protocol)];
}

std::vector<std::string> lines_of(Decoding::Protocol protocol) {
  switch (protocol) {
    case Decoding::Protocol::i2c: return {"SCL", "SDA"};
    case Decoding::Protocol::spi: return {"SCK", "MOSI", "MISO", "CS"};
    default: return {"line"};
  }
}

std::vector<Frame> frames(const Recording& recording, const Decoding& decoding, double supply) {
  if (decoding.protocol == Decoding::Protocol::pwm)
    return decoding.nets.empty() ? std::vector<Frame>{} : pwm(recording.of(decoding.nets.front()), supply);
  const auto decoder = decoder_of(decoding);
  std::vector<Frame> all;
  decoder->sink = [&](const Frame& frame) { keep(all, frame); };
  std::vector<Line> lines;
  for (const std::string& net : decoding.nets) lines.push_back({&recording.of(net)});
  for (unsigned i = 0; i < lines.size(); ++i) {
    if (!lines[i].track->empty()) lines[i].level = level_of(lines[i].track->front(), true, supply);
    decoder->begin(i, lines[i].level);
  }
  // The changes of all lines in the order of time; of one instant, in the order of the lines: the clock first.
  for (;;) {
    std::optional<unsigned> first;
    for (unsigned i = 0; i < lines.size(); ++i)
      if (lines[i].next < lines[i].track->size() &&
          (!first || (*lines[i].track)[lines[i].next].time < (*lines[*first].track)[lines[*first].next].time))
        first = i;
    const Time until = first ? (*lines[*first].track)[lines[*first].next].time : recording.end();
    for (Time due = decoder->due(); due < until; due = decoder->due()) {
      decoder->look(due);
      if (decoder->due() <= due) break;
    }
    if (!first) return all;
    Line& line = lines[*first];
    const bool level = level_of((*line.track)[line.next++], line.level, supply);
    if (level == line.level) continue;
    line.level = level;
    decoder->change(*first, level, until);
  }
}

std::string label(const Frame& frame) {
  using Kind = Frame::Kind;
  if (!frame.text.empty()) return frame.text;
  switch (frame.kind) {
    case Kind::start: return "S";
    case Kind::stop: return "P";
    case Kind::reset: return "reset";
    case Kind::error: return "error";
    default: break;
  }
  std::string text;
  for (const u8 byte : frame.bytes) text += fmt::format("{}{:02X}", text.empty() ? "" : " ", byte);
  return text;
}

}  // namespace bench
