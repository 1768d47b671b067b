#include "peripherals/parts/apa102.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "peripherals/parts/colour.hpp"
#include "peripherals/parts/perceived_light.hpp"
#include "peripherals/parts/wiring.hpp"

namespace parts {

namespace {

constexpr emulator::u32 frame_bits = 32, mark = 0xe000'0000;

}  // namespace

Apa102::Apa102(const Setup& setup)
    : Part(setup),
      pixels_(static_cast<unsigned>(setup.attributes.number("pixels", 8, 1, 4096))),
      width_(static_cast<unsigned>(setup.attributes.number("width", pixels_, 1, 4096))),
      order_(setup.attributes.text("order", "BGR")),
      channel_milliamps_(setup.attributes.number("channel_milliamps", 20, 0, 1000)),
      pixel_milliamps_(setup.attributes.number("pixel_milliamps", 1, 0, 1000)),
      pins_(setup.prefix + setup.name + ".CI", setup.prefix + setup.name + ".DI",
            setup.attributes.number("volts", setup.supply, 3, 5.5), [this](bool level) { bit(level); }),
      co_(setup.prefix + setup.name + ".CO"),
      do_(setup.prefix + setup.name + ".DO"),
      strip_(pixels_),
      late_(pixels_ / 2 + 1) {
  std::string sorted = order_;
  std::ranges::sort(sorted);
  if (sorted != "BGR") throw PartError(fmt::format("\"order\" must have each of B, G and R once, not \"{}\"", order_));
  if (pixels_ % width_) throw PartError(fmt::format("{} \"pixels\" make no rows of {}", pixels_, width_));
  add(pins_.clock.terminal, "CI");
  add(pins_.data.terminal, "DI");
  add(co_, "CO");
  add(do_, "DO");
}

void Apa102::wired() {
  pins_.join(machine_.circuit);
  if (!alone(co_) && !alone(do_)) next_ = &machine_.circuit.spi(*co_.net());
  takes_more(takes());
}

void Apa102::power_on() {
  std::ranges::fill(strip_, Pixel{});
  std::ranges::fill(late_, emulator::u8{0});
  clocks_ = 0;
  bits_ = zeros_ = frames_ = bad_frames_ = 0;
  phase_ = Phase::lost;
}

void Apa102::bit(bool level) {
  ++clocks_;
  if (next_) pass_on(level);
  zeros_ = level ? 0 : zeros_ + 1;
  if (zeros_ >= frame_bits) {
    phase_ = Phase::begun;
    return;
  }
  if (phase_ == Phase::begun && level) {
    phase_ = Phase::frames;
    frames_ = bits_ = 0;
  }
  word_ = word_ << 1 | u32{level};
  if (phase_ != Phase::frames || ++bits_ < frame_bits) return;
  bits_ = 0;
  take(word_);
}

// Nothing goes through while a frame is taken.
void Apa102::pass_on(bool level) {
  const bool taken = phase_ == Phase::begun ? level : phase_ == Phase::frames && frames_ < pixels_;
  late_[late_at_] = level && !taken;
  late_at_ = (late_at_ + 1) % static_cast<u32>(late_.size());
  next_->transfer(late_[late_at_], 1, {});
}

double Apa102::takes() const {
  double full = 0;
  for (unsigned i = 0; i < pixels_; ++i)
    for (const char letter : {'R', 'G', 'B'}) full += channel(i, letter);
  return full * channel_milliamps_ + pixels_ * pixel_milliamps_;
}

// Long before a pixel's next frame comes, this one has reached it.
void Apa102::take(u32 frame) {
  const u32 i = frames_++;
  if (i >= pixels_) return;
  if ((frame & mark) != mark) {
    ++bad_frames_;
    return;
  }
  strip_[i] = {frame, strip_[i].frame, clocks_ + i / 2};
  takes_otherwise();
}

double Apa102::channel(unsigned pixel, char letter) const {
  const u32 frame = shown(pixel);
  const auto at = static_cast<unsigned>(order_.find(letter));
  return (frame >> (16 - 8 * at) & 0xff) / 255.0 * (frame >> 24 & 0x1f) / 31.0;
}

// Light is that of the brightest colour.
std::optional<Picture> Apa102::picture() const {
  Picture picture{width_, pixels_ / width_, std::vector<double>(pixels_), std::vector<Colour>(pixels_)};
  for (unsigned i = 0; i < pixels_; ++i)
    for (const unsigned c : {0u, 1u, 2u}) {
      const double light = channel(i, "RGB"[c]);
      picture.light[i] = std::max(picture.light[i], lightness(light));
      picture.colours[i][c] = srgb(light);
    }
  return picture;
}

std::vector<Reading> Apa102::readings() {
  std::vector<Reading> readings{{"bad_frames", "", double(bad_frames_)}};
  for (unsigned i = 0; i < pixels_; ++i) {
    for (const auto& [letter, name] : {std::pair{'R', "red"}, {'G', "green"}, {'B', "blue"}})
      readings.push_back({fmt::format("{}_{}", name, i), "",
                          double(shown(i) >> (16 - 8 * static_cast<unsigned>(order_.find(letter))) & 0xff)});
    readings.push_back({fmt::format("brightness_{}", i), "", double(shown(i) >> 24 & 0x1f)});
  }
  return readings;
}

void Apa102::serialize(emulator::State& state) {
  Part::serialize(state);
  state(pins_, strip_, late_, late_at_, word_, bits_, zeros_, frames_, bad_frames_, clocks_, phase_);
  if (strip_.size() != pixels_ || late_.size() != pixels_ / 2 + 1)
    throw emulator::StateError(name() + " of the snapshot has another number of pixels");
}

}  // namespace parts
