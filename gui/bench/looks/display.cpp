// Displays: digits, matrices, panels of points, characters.
#include <algorithm>
#include <array>

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

double up_to_five(double v) { return std::ceil(v / 5) * 5; }

// A module with its pins at the front and a display behind them.
Shape behind_pins(const Facts& f, double display_width, double display_height) {
  double longest = 3;
  for (const std::string& name : f.terminals) longest = std::max(longest, static_cast<double>(name.size()));
  const double width = up_to_five(display_width + 16 + longest * 3.6);
  const double height = up_to_five(std::max(display_height + 10, 10. * static_cast<double>(f.terminals.size()) + 10));
  return captioned(
      f, width, height,
      column_of_legs(f, width, up_to_five((height - 10. * static_cast<double>(f.terminals.size() - 1)) / 2 - 2.5)));
}
Rect display_of(const Facts& f, const Shape& s, double width, double height) {
  const double x = f.flipped ? 5 : s.body.w - width - 5;
  return {s.body.x + x, s.body.y + (s.body.h - height) / 2, width, height};
}

// ---- digits of seven segments

constexpr double digit_width = 19, digit_height = 30;

unsigned digits_of(const Facts& f) {
  if (f.type == "tm1637" || f.type == "ht16k33") return static_cast<unsigned>(f.number("digits", 4));
  if (f.type == "max7219") return 8 * static_cast<unsigned>(f.number("modules", 1));
  return static_cast<unsigned>(f.number("digits", 1));
}

void draw_digit(Pen& pen, Point o, const PartState& state, unsigned place, Colour full, bool colon) {
  const auto light = [&](const char* segment) {
    return state.reading(std::string{segment} + "_" + std::to_string(place));
  };
  const double slant = 1.6, x0 = o.x + 3, x1 = o.x + 13, y0 = o.y + 4, y1 = o.y + 15, y2 = o.y + 26;
  const auto at = [&](double x, double y) { return Point{x + slant * (y2 - y) / 22, y}; };
  const Colour dark = mix(full, rgb(0x0c0c0c), 0.88);
  const auto bar = [&](const char* name, Point a, Point b) {
    const Point d = (b - a) * (1.6 / distance(a, b));
    pen.line(a + d, b - d, mix(dark, mix(full, rgb(0xffffff), 0.12), light(name)), 2.6);
  };
  bar("a", at(x0, y0), at(x1, y0));
  bar("b", at(x1, y0), at(x1, y1));
  bar("c", at(x1, y1), at(x1, y2));
  bar("d", at(x0, y2), at(x1, y2));
  bar("e", at(x0, y1), at(x0, y2));
  bar("f", at(x0, y0), at(x0, y1));
  bar("g", at(x0, y1), at(x1, y1));
  const Colour point = mix(dark, full, light("dp"));
  if (!colon) return pen.circle({x1 + 3.4, y2}, 1.4, point);
  pen.circle(at(x1 + 4, y1 - 4), 1.5, point);
  pen.circle(at(x1 + 4, y1 + 4), 1.5, point);
}

Shape digits_shape(const Facts& f) { return behind_pins(f, digit_width * digits_of(f) + 4, digit_height + 4); }

void draw_digits(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const unsigned digits = digits_of(f);
  pen.box(s.body, 2, f.type == "seven_segment" ? rgb(0x202226) : ink::blue_board);
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const Rect face = display_of(f, s, digit_width * digits + 4, digit_height + 4);
  pen.box(face, 1.5, rgb(0x141414));
  const Colour full = lamp_colour(f.text("color", "red"));
  const bool colon = f.type == "tm1637" && f.flag("colon", true);
  for (unsigned i = 0; i < digits; ++i)
    draw_digit(pen, {face.x + 2 + digit_width * i, face.y + 2}, state, i + 1, full, colon && i == 1);
}

// ---- matrices of LEDs

constexpr double led_pitch = 9;

Shape matrix_shape(const Facts& f) {
  if (f.fixture) return captioned(f, 14. * f.picture_width, 14. * f.picture_height, {});
  return behind_pins(f, led_pitch * f.picture_width + 4, led_pitch * f.picture_height + 4);
}

void draw_points(Pen& pen, const Rect& face, const parts::Picture& picture, Colour full) {
  const double px = face.w / picture.width, py = face.h / picture.height;
  for (unsigned y = 0; y < picture.height; ++y)
    for (unsigned x = 0; x < picture.width; ++x) {
      const double light = picture.at(x, y);
      const Point at{face.x + px * (x + 0.5), face.y + py * (y + 0.5)};
      pen.circle(at, px * 0.36, mix(rgb(0x3a2420), mix(full, rgb(0xffffff), 0.2 * light), light));
      if (light > 0.02) pen.glow(at, px * (0.5 + 0.4 * light), full.faded(0.55 * light));
    }
}

void draw_matrix(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  if (f.fixture) {  // LEDs one by one on a board
    if (!state.picture) return;
    const auto& picture = *state.picture;
    for (unsigned y = 0; y < picture.height; ++y)
      for (unsigned x = 0; x < picture.width; ++x) {
        const double light = picture.at(x, y);
        const Point at{14 * (x + 0.5), 14 * (y + 0.5)};
        if (light > 0.02) pen.glow(at, 7 + 5 * light, rgb(0xff3020).faded(0.7 * light));
        pen.box({at.x - 1.8, at.y - 4, 3.6, 8}, 0.6, mix(rgb(0x6a5a55), rgb(0xff5a48), light));
      }
    return;
  }
  pen.box(s.body, 2, f.type == "max7219" ? rgb(0x1d5a3c) : ink::blue_board);
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const Rect face = display_of(f, s, led_pitch * f.picture_width + 4, led_pitch * f.picture_height + 4);
  pen.box(face, 1.5, rgb(0x1b1b1d));
  if (state.picture) draw_points(pen, face.grown(-2), *state.picture, lamp_colour(f.text("color", "red")));
}

bool shows_digits(const Facts& f) { return f.text("display", f.type == "ht16k33" ? "digits" : "matrix") == "digits"; }
Shape either_shape(const Facts& f) { return shows_digits(f) ? digits_shape(f) : matrix_shape(f); }
void draw_either(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  (shows_digits(f) ? draw_digits : draw_matrix)(pen, f, s, state);
}

// ---- panels

struct Panel {
  std::string_view type;
  double points;  // of the panel, per unit of the bench
  Colour board, dark, full;
};
constexpr Panel panels[] = {
    {"ssd1306", 1.25, ink::blue_board, rgb(0x05070a), rgb(0xbfe6ff)},
    {"sh1106", 1.25, ink::blue_board, rgb(0x05070a), rgb(0xf4f8ff)},
    {"ili9341", 2, ink::red_board, rgb(0x000000), rgb(0xffffff)},
    {"st7735", 1.5, ink::red_board, rgb(0x000000), rgb(0xffffff)},
    {"st7789", 2, ink::blue_board, rgb(0x000000), rgb(0xffffff)},
    {"ssd1680", 2, ink::black_board, rgb(0x25282b), rgb(0xe6e5de)},
    {"il3820", 2, ink::black_board, rgb(0x25282b), rgb(0xe6e5de)},
};
const Panel& panel_of(std::string_view type) {
  return *std::ranges::find_if(panels, [&](const Panel& p) { return p.type == type; });
}

Shape panel_shape(const Facts& f) {
  const double k = panel_of(f.type).points;
  return behind_pins(f, f.picture_width / k + 6, f.picture_height / k + 10);
}

void draw_panel(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const Panel& panel = panel_of(f.type);
  pen.box(s.body, 3, panel.board);
  for (const double x : {4.5, s.body.w - 4.5})
    for (const double y : {4.5, s.body.h - 4.5}) pen.circle({x, s.body.y + y}, 2, rgb(0xd7d9d6));
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const Rect glass = display_of(f, s, f.picture_width / panel.points + 6, f.picture_height / panel.points + 10);
  const bool paper = panel.full == rgb(0xe6e5de);
  pen.box(glass, 1, paper ? rgb(0xf2f1ec) : rgb(0x101216));
  const Rect face{glass.x + 3, glass.y + 3, glass.w - 6, glass.h - 10};
  if (!state.picture) return pen.box(face, 0, panel.dark);
  const auto points = rgb_of(*state.picture, panel.dark, panel.full);
  pen.pixels(face, state.picture->width, state.picture->height, points);
}

// ---- characters

constexpr double cell_width = 8, cell_height = 13;

Shape characters_shape(const Facts& f) {
  const double columns = f.number("columns", 16), rows = f.number("rows", 2);
  return behind_pins(f, cell_width * columns + 20, cell_height * rows + 18);
}

std::vector<std::string> characters(std::string_view line) {  // of UTF-8
  std::vector<std::string> out;
  for (const char c : line)
    if ((static_cast<unsigned char>(c) & 0xc0) == 0x80 && !out.empty())
      out.back() += c;
    else
      out.emplace_back(1, c);
  return out;
}

void draw_characters(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const auto columns = static_cast<unsigned>(f.number("columns", 16)),
             rows = static_cast<unsigned>(f.number("rows", 2));
  pen.box(s.body, 2, rgb(0x1c6a3f));
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const Rect frame = display_of(f, s, cell_width * columns + 20, cell_height * rows + 18);
  pen.box(frame, 1.5, ink::black);
  const Rect glass = frame.grown(-4);
  const double back = f.type == "lcd_i2c" ? state.reading("backlight") : 1;
  pen.box(glass, 1, mix(rgb(0x10235a), rgb(0x2a52e0), back));
  const std::string_view text = state.text ? std::string_view{*state.text} : std::string_view{};
  std::size_t from = 0;
  for (unsigned y = 0; y < rows; ++y) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    const auto line = characters(text.substr(std::min(from, text.size()), end - std::min(from, text.size())));
    from = end + 1;
    for (unsigned x = 0; x < columns; ++x) {
      const Rect cell{glass.x + 6 + cell_width * x, glass.y + 5 + cell_height * y, cell_width - 0.8, cell_height - 0.8};
      pen.box(cell, 0, mix(rgb(0x0f2152), rgb(0x2448c8), back));
      if (x < line.size() && line[x] != " ")
        pen.text(cell.centre(), line[x],
                 {.size = 11, .colour = mix(rgb(0x5060a0), rgb(0xf4f8ff), back), .bold = true, .mono = true});
    }
  }
  const double cx = state.reading("cursor_column"), cy = state.reading("cursor_row");
  if (state.reading("cursor") > 0.5 && cx < columns && cy < rows)
    pen.box({glass.x + 6 + cell_width * cx, glass.y + 3.6 + cell_height * (cy + 1), cell_width - 0.8, 1.2}, 0,
            rgb(0xf4f8ff));
}

constexpr Look looks[] = {
    {"seven_segment", digits_shape, draw_digits},
    {"tm1637", digits_shape, draw_digits},
    {"ht16k33", either_shape, draw_either},
    {"max7219", either_shape, draw_either},
    {"led_matrix", matrix_shape, draw_matrix},
    {"ssd1306", panel_shape, draw_panel},
    {"sh1106", panel_shape, draw_panel},
    {"ili9341", panel_shape, draw_panel},
    {"st7735", panel_shape, draw_panel},
    {"st7789", panel_shape, draw_panel},
    {"ssd1680", panel_shape, draw_panel},
    {"il3820", panel_shape, draw_panel},
    {"hd44780", characters_shape, draw_characters},
    {"lcd_i2c", characters_shape, draw_characters},
};

}  // namespace

std::span<const Look> display_looks() { return looks; }

}  // namespace bench
