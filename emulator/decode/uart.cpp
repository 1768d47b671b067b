#include "emulator/decode/uart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace emulator::decode {

using Kind = Frame::Kind;

namespace {

constexpr i64 usual_rates[] = {300,    600,    1200,   2400,   4800,    9600,    14400,   19200,
                               28800,  31250,  38400,  57600,  74880,   76800,   115200,  230400,
                               250000, 460800, 500000, 921600, 1000000, 1500000, 2000000, 3000000};
constexpr std::size_t edges_enough = 24;
constexpr int rests_after = 20;  // times the shortest pulse

}  // namespace

i64 likely_baud(Duration bit) {
  const i64 exact = (std::pico::den + bit.count() / 2) / std::max<i64>(bit.count(), 1);
  const i64 nearest = *std::ranges::min_element(usual_rates, {}, [&](i64 rate) { return std::abs(rate - exact); });
  return std::abs(nearest - exact) * 100 <= 3 * nearest ? nearest : std::max<i64>(exact, 1);
}

void Uart::forget() {
  baud_ = options_.baud;
  edges_.clear();
  last_ = Time::min();
  busy_ = false;
}

Time Uart::middle_of(unsigned bit) const { return began_ + Clock{2 * baud_}.ticks(2 * i64{bit} + 1); }

Time Uart::due() const {
  if (baud_) return busy_ ? middle_of(length() - 1) : Time::max();
  if (edges_.size() < 2) return Time::max();
  Duration shortest = Duration::max();
  for (std::size_t i = 1; i < edges_.size(); ++i) shortest = std::min(shortest, edges_[i].time - edges_[i - 1].time);
  return edges_.back().time + rests_after * shortest;
}

Time Uart::open() const {
  if (!edges_.empty()) return edges_.front().time;
  return busy_ ? began_ : Time::max();
}

void Uart::look(Time time) {
  if (!baud_ && time >= due()) measured(time);
  if (baud_) sample_until(time, level(0));
}

void Uart::changed(unsigned, Time time) {
  const bool high = level(0);
  const Time before = std::exchange(last_, time);
  if (!options_.baud && baud_ && before != Time::min() && (time - before) * 10 < Clock{baud_}.ticks(6)) {
    if (busy_) emit({.start = began_, .end = time, .kind = Kind::error, .text = "a shorter bit"});
    busy_ = false;
    baud_ = 0;
    if (high) measure(before, false);
  }
  baud_ ? edge(time, high) : measure(time, high);
}

void Uart::measure(Time time, bool high) {
  if (edges_.empty() && high) return;
  edges_.push_back({time, high});
  if (edges_.size() >= edges_enough) measured(time);
}

// What has been kept is read now that the rate is known.
void Uart::measured(Time time) {
  const std::vector<Edge> edges = std::exchange(edges_, {});
  Duration shortest = Duration::max();
  for (std::size_t i = 1; i < edges.size(); ++i) shortest = std::min(shortest, edges[i].time - edges[i - 1].time);
  baud_ = likely_baud(shortest);
  emit({.start = edges.front().time,
        .end = edges.front().time,
        .kind = Kind::note,
        .text = fmt::format("{} baud", baud_)});
  for (const Edge& e : edges) edge(e.time, e.high);
  sample_until(time, edges.back().high);
}

void Uart::edge(Time time, bool high) {
  sample_until(time, !high);
  if (busy_ || high) return;
  busy_ = true;
  began_ = time;
  next_ = 0;
  shift_ = 0;
}

void Uart::sample_until(Time time, bool high) {
  for (; busy_ && middle_of(next_) <= time; ++next_) {
    if (next_ == 0 && high) {
      busy_ = false;
      return emit({.start = began_, .end = time, .kind = Kind::error, .text = "too short"});
    }
    if (next_ == length() - 1) return character_over(high);
    if (next_) shift_ |= u32{high} << (next_ - 1);
  }
}

std::string Uart::character_text(u8 byte) const {
  return byte >= ' ' && byte <= '~' ? fmt::format("'{}'", static_cast<char>(byte)) : fmt::format("0x{:02X}", byte);
}

void Uart::character_over(bool stop) {
  busy_ = false;
  const u8 byte = static_cast<u8>(shift_ & ((1u << options_.bits) - 1));
  Frame frame{.start = began_, .end = began_ + Clock{baud_}.ticks(length()), .bytes = {byte}};
  frame.text = character_text(byte);
  const bool odd = __builtin_parity(shift_);
  if (!stop) {
    frame.kind = Kind::error;
    frame.text = shift_ == 0 ? "break" : "framing error " + frame.text;
  } else if (options_.parity != UartOptions::Parity::none && odd != (options_.parity == UartOptions::Parity::odd)) {
    frame.kind = Kind::error;
    frame.text = "parity error " + frame.text;
  }
  emit(std::move(frame));
}

}  // namespace emulator::decode
