#include "emulator/decode/neopixel.hpp"

#include <fmt/format.h>

#include <string_view>

namespace emulator::decode {

using namespace std::chrono_literals;
using Kind = Frame::Kind;

namespace {

constexpr Duration shortest_one = 565ns;  // between the two windows
constexpr Duration longest_high = 2us;    // generous: no chip says what it makes of more than 1 us

}  // namespace

void NeoPixel::forget() {
  rose_ = began_ = Time::max();
  bits_ = pixels_ = 0;
}

Time NeoPixel::due() const { return !level(0) && (bits_ || pixels_) ? fell_ + options_.reset : Time::max(); }

void NeoPixel::look(Time time) {
  if (time < due()) return;
  if (bits_)
    emit({.start = began_, .end = fell_, .kind = Kind::error, .text = fmt::format("{} bits of a pixel", bits_)});
  emit({.start = fell_, .end = fell_ + options_.reset, .kind = Kind::stop, .text = fmt::format("{} pixels", pixels_)});
  bits_ = pixels_ = 0;
}

void NeoPixel::changed(unsigned, Time time) {
  if (level(0)) {
    rose_ = time;
    if (bits_ == 0) began_ = time;
  } else if (rose_ != Time::max()) {
    bit_over(time);
  }
}

void NeoPixel::bit_over(Time time) {
  fell_ = time;
  const Duration high = time - rose_;
  if (high > longest_high) {
    emit({.start = rose_, .end = time, .kind = Kind::error, .text = "no bit"});
    bits_ = 0;
    return;
  }
  shift_ = shift_ << 1 | (high >= shortest_one);
  if (++bits_ == 8 * options_.order.size()) pixel_over(time);
}

void NeoPixel::pixel_over(Time time) {
  bits_ = 0;
  ++pixels_;
  Frame frame{.start = began_, .end = time};
  for (std::size_t i = options_.order.size(); i--;) frame.bytes.push_back(static_cast<u8>(shift_ >> (8 * i)));
  frame.text = colour(frame.bytes);
  emit(std::move(frame));
}

std::string NeoPixel::colour(const std::vector<u8>& bytes) const {
  std::string text = "#";
  for (const char letter : std::string_view{"RGBW"})
    if (const auto at = options_.order.find(letter); at != std::string::npos) text += fmt::format("{:02X}", bytes[at]);
  return text;
}

}  // namespace emulator::decode
