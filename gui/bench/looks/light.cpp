// LEDs, and pixels in a row.
#include <algorithm>
#include <array>

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

// Legs at the bottom, the first towards the front.
std::vector<Leg> legs_below(const Facts& f, double width, double y) {
  std::vector<Leg> legs;
  const double n = static_cast<double>(f.terminals.size()), first = width / 2 - 5 * (n - 1);
  for (std::size_t i = 0; i < f.terminals.size(); ++i) {
    const double place = f.flipped ? n - 1 - static_cast<double>(i) : static_cast<double>(i);
    legs.push_back({f.terminals[i], {first + 10 * place, y}, Side::down});
  }
  return legs;
}

Shape led_shape(const Facts& f) { return captioned(f, 20, 45, legs_below(f, 20, 45)); }

void dome(Pen& pen, Point centre, double top, double half, double bottom, Colour c) {
  pen.circle({centre.x, top + half}, half, c);
  pen.box({centre.x - half, top + half, half * 2, bottom - top - half}, 0, c);
  pen.box({centre.x - half - 1.5, bottom - 3, half * 2 + 3, 3}, 1, mix(c, ink::black, 0.12));
}

void draw_led(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  const double brightness = state.picture && !state.picture->light.empty() ? state.picture->light[0] : 0;
  const Colour full = lamp_colour(f.text("color", "red"));
  for (const Leg& l : s.legs) {
    pen.line({l.at.x, y + 24}, l.at, ink::metal, 1.6);
    if (l.name == "anode")
      pen.text({f.flipped ? l.at.x + 5 : l.at.x - 5, y + 34}, "+",
               {.size = 6, .colour = ink::dark_metal, .bold = true});
  }
  const Point centre{10, y + 12};
  if (brightness > 0.01) pen.glow(centre, 16 + 16 * brightness, full.faded(0.8 * brightness));
  dome(pen, centre, y + 1, 8.5, y + 26, mix(mix(full, rgb(0x303030), 0.45), full, brightness));
  pen.circle({10, y + 11}, 5.5, mix(full, rgb(0xffffff), 0.12 + 0.7 * brightness).faded(0.35 + 0.6 * brightness));
  pen.circle({7, y + 6.5}, 1.8, rgb(0xffffff).faded(0.55));
}

Shape rgb_shape(const Facts& f) { return captioned(f, 40, 45, legs_below(f, 40, 45)); }

void draw_rgb(Pen& pen, const Facts&, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  std::array<double, 3> light{};
  if (state.picture)
    for (std::size_t i = 0; i < 3 && i < state.picture->light.size(); ++i) light[i] = state.picture->light[i];
  for (const Leg& l : s.legs) {
    pen.polyline({{10 + (l.at.x - 5) * 0.667, y + 24}, {l.at.x, y + 32}, l.at}, ink::metal, 1.6);
    pen.text({l.at.x + 3, y + 41}, l.name.substr(0, 1), {.size = 4.5, .colour = ink::dark_metal});
  }
  const double most = std::max({light[0], light[1], light[2]});
  const auto part = [&](double v) { return static_cast<emulator::u8>(std::lround(most > 0 ? v / most * 255 : 0)); };
  const Colour full{part(light[0]), part(light[1]), part(light[2])};
  const Point centre{20, y + 12};
  if (most > 0.01) pen.glow(centre, 16 + 18 * most, full.faded(0.8 * most));
  dome(pen, centre, y + 1, 9.5, y + 26, mix(rgb(0xb9bcc0), full, std::min(1.0, most * 1.2)));
  pen.circle({20, y + 11}, 6, mix(rgb(0xe8e8e8), mix(full, rgb(0xffffff), 0.45), most).faded(0.7));
  pen.circle({16.5, y + 6.5}, 2, rgb(0xffffff).faded(0.6));
}

constexpr double pixel = 16;

Shape pixels_shape(const Facts& f) {
  const unsigned columns = std::max(f.picture_width, 1u), rows = std::max(f.picture_height, 1u);
  const double width = std::ceil((40 + pixel * columns) / 5) * 5,
               height = std::max(pixel * rows + 4, 10. * static_cast<double>(f.terminals.size()) + 6);
  return captioned(f, width, std::ceil(height / 5) * 5, column_of_legs(f, width, 10));
}

void draw_pixels(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  pen.box(s.body, 2, ink::black_board);
  draw_pins(pen, f, s, ink::gold, ink::silk);
  if (!state.picture) return;
  const auto& picture = *state.picture;
  const double left = f.flipped ? 4 : s.body.w - pixel * picture.width - 4;
  const double top = s.body.y + (s.body.h - pixel * picture.height) / 2;
  for (unsigned y = 0; y < picture.height; ++y)
    for (unsigned x = 0; x < picture.width; ++x) {
      const auto& c = picture.colours.at(y * picture.width + x);
      const Colour colour{c[0], c[1], c[2]};
      const double bright = std::max({c[0], c[1], c[2]}) / 255.0;
      const Point at{left + pixel * (x + 0.5), top + pixel * (y + 0.5)};
      pen.box({at.x - 6, at.y - 6, 12, 12}, 1.5, rgb(0xe9e9e4));
      pen.circle(at, 4.6, mix(rgb(0xc9c9c2), mix(colour, rgb(0xffffff), 0.25), std::min(1.0, bright * 1.5)));
      if (bright > 0.01) pen.glow(at, 8 + 8 * bright, colour.faded(0.85 * std::min(1.0, bright + 0.2)));
    }
}

Shape point_shape(const Facts& f) {  // an LED on a board
  return captioned(f, 8, 8, {});
}
void draw_point(Pen& pen, const Facts& f, const Shape&, const PartState& state) {
  const double brightness = state.picture && !state.picture->light.empty() ? state.picture->light[0] : 0;
  pen.box({0, 1.5, 8, 5}, 0.5, rgb(0xe4e0d0));
  lamp(pen, {4, 4}, 2.6, lamp_colour(f.text("color", "green")), brightness);
}

Shape led_anywhere(const Facts& f) { return f.fixture ? point_shape(f) : led_shape(f); }
void draw_led_anywhere(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  (f.fixture ? draw_point : draw_led)(pen, f, s, state);
}

constexpr Look looks[] = {
    {"led", led_anywhere, draw_led_anywhere},
    {"rgb_led", rgb_shape, draw_rgb},
    {"neopixel", pixels_shape, draw_pixels},
    {"apa102", pixels_shape, draw_pixels},
};

}  // namespace

std::span<const Look> light_looks() { return looks; }

}  // namespace bench
