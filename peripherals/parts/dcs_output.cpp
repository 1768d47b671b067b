// What a display controller shows and what it answers.
#include <algorithm>
#include <cmath>

#include "peripherals/parts/colour.hpp"
#include "peripherals/parts/dcs_controller.hpp"

namespace parts {

namespace {

constexpr unsigned levels = 64;

// A level's light is what a screen makes of it (gamma 2.2 panels); the backlight scales it.
std::array<emulator::u8, levels> shades(double backlight) {
  std::array<emulator::u8, levels> shades{};
  for (unsigned i = 0; i < levels; ++i) {
    const double value = i / double(levels - 1);
    const double light = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    shades[i] = srgb(light * backlight);
  }
  return shades;
}

}  // namespace

// "Vertical scrolling definition": between two fixed areas, the line of the start address comes first.
unsigned DcsController::scrolled(unsigned line) const {
  const unsigned top = number(&scroll_area_[0]), height = number(&scroll_area_[2]), start = number(&scroll_start_[0]);
  if (!scrolls_ || line < top || line >= top + height || start < top) return line;
  return std::min(top + (line - top + start - top) % height, model_.rows - 1);
}

Picture DcsController::picture(double backlight) const {
  const unsigned width = glass_.width, height = glass_.height;
  Picture picture{width, height, std::vector<double>(width * height), std::vector<Colour>(width * height)};
  if (!lit() || backlight <= 0) return picture;
  const auto shade = shades(backlight);
  const u32 flip = inversion_ != glass_.inverted ? 0x3ffff : 0;
  const bool swapped = (madctl_ >> 3 & 1) != glass_.bgr;
  for (unsigned y = 0; y < height; ++y) {
    const u32* const line =
        &memory_[scrolled(glass_.top + (glass_.upside_down ? height - 1 - y : y)) * model_.columns + glass_.left];
    for (unsigned x = 0; x < width; ++x) {
      const u32 point = line[x] ^ flip;
      std::array<u32, 3> rgb{point >> 12, point >> 6 & 0x3f, point & 0x3f};
      if (idle_)
        for (u32& level : rgb) level = level & 0x20 ? 0x3f : 0;
      if (swapped) std::swap(rgb[0], rgb[2]);
      const std::size_t at = y * width + x;
      for (unsigned c = 0; c < 3; ++c) picture.colours[at][c] = shade[rgb[c]];
      picture.light[at] = std::ranges::max(picture.colours[at]) / 255.0;
    }
  }
  return picture;
}

// Answers of more than one byte come behind a clock that means nothing (ILI9341, 7.1.9 "Read cycle sequence").
std::vector<DcsController::u8> DcsController::behind_dummy_clock(const std::vector<u8>& bytes) const {
  std::vector<u8> late(bytes.size() + 1);
  for (std::size_t i = 0; i < late.size(); ++i)
    late[i] = static_cast<u8>((i > 0 ? bytes[i - 1] << 7 : 0) | (i < bytes.size() ? bytes[i] >> 1 : 0));
  return late;
}

// RDDST: booster, MADCTL, format, idle, sleep, normal mode, scrolling, inversion, on.
std::vector<DcsController::u8> DcsController::status() const {
  return {static_cast<u8>(!sleeping_ << 7 | madctl_ >> 1),
          static_cast<u8>((colmod_ & 7) << 4 | idle_ << 3 | !sleeping_ << 1 | !scrolls_),
          static_cast<u8>(scrolls_ << 7 | inversion_ << 5 | on_ << 2), 0};
}

std::vector<DcsController::u8> DcsController::answer(u8 command) {
  switch (command) {
    case 0x04: return behind_dummy_clock({model_.id.begin(), model_.id.end()});
    case 0x09: return behind_dummy_clock(status());
    case 0x0a: return {static_cast<u8>(!sleeping_ << 7 | idle_ << 6 | !sleeping_ << 4 | !scrolls_ << 3 | on_ << 2)};
    case 0x0b: return {madctl_};
    case 0x0c: return {colmod_};
    case 0x0d: return {static_cast<u8>(scrolls_ << 7 | inversion_ << 5)};
    case 0x2e:
    case 0x3e: return {0};  // a dummy byte, then three a point
    case 0xda:
    case 0xdb:
    case 0xdc: return {model_.id[command - 0xdau]};
    case 0xd3: return model_.id4;
    default: return {};
  }
}

}  // namespace parts
