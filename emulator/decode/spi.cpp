#include "emulator/decode/spi.hpp"

#include <fmt/format.h>

#include "emulator/spi.hpp"

namespace emulator::decode {

using namespace std::chrono_literals;
using Kind = Frame::Kind;

namespace {

constexpr Duration longest_pause = 10ms;

std::vector<u8> bytes_of(u32 word, unsigned bits) {
  std::vector<u8> bytes;
  for (unsigned i = (bits + 7) / 8; i--;) bytes.push_back(static_cast<u8>(word >> (8 * i)));
  return bytes;
}

}  // namespace

void Spi::forget() {
  bits_ = 0;
  clocked_ = false;
}

Time Spi::due() const { return !options_.cs && open() != Time::max() ? last_ + longest_pause : Time::max(); }

void Spi::look(Time time) {
  if (time >= due()) broken_off(last_);
}

void Spi::changed(unsigned line, Time time) {
  if (line == cs && options_.cs) return select(time);
  if (line == sck && !(options_.cs && level(cs))) clock(time);
}

void Spi::select(Time time) {
  broken_off(time);
  const bool on = !level(cs);
  emit({.start = time, .end = time, .kind = on ? Kind::start : Kind::stop, .text = on ? "selected" : "deselected"});
}

void Spi::broken_off(Time time) {
  if (bits_) emit({.start = began_, .end = time, .kind = Kind::error, .text = fmt::format("{} bits of a word", bits_)});
  forget();
}

void Spi::clock(Time time) {
  const bool leading = level(sck) != (options_.mode >> 1 & 1);
  if (leading && bits_ == 0) began_ = time;
  if (leading) clocked_ = true;
  if (!clocked_) return;  // SCK takes its idle level
  last_ = time;
  if (spi_samples(options_.mode, level(sck))) sample(time);
  if (!leading) clocked_ = false;
}

void Spi::sample(Time time) {
  out_ = out_ << 1 | level(mosi);
  in_ = in_ << 1 | level(miso);
  if (++bits_ == options_.bits) word_over(time);
}

void Spi::word_over(Time time) {
  const unsigned bits = std::exchange(bits_, 0);
  clocked_ = false;
  const auto word = [&](u32 shifted) {
    const u32 kept = bits == 32 ? shifted : shifted & ((u32{1} << bits) - 1);
    return options_.lsb_first ? reversed(kept, bits) : kept;
  };
  Frame frame{.start = began_, .end = time};
  if (options_.mosi) frame.bytes = bytes_of(word(out_), bits);
  if (options_.miso) frame.answer = bytes_of(word(in_), bits);
  const auto text = [&](u32 value) { return fmt::format("0x{:0{}X}", value, (bits + 3) / 4); };
  if (options_.mosi) frame.text = text(word(out_));
  if (options_.mosi && options_.miso) frame.text += '/';
  if (options_.miso) frame.text += text(word(in_));
  emit(std::move(frame));
}

}  // namespace emulator::decode
