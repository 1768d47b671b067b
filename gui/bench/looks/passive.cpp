// Resistors with their rings, capacitors, diodes, transistors, cells.
#include <algorithm>
#include <array>
#include <cmath>

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

constexpr Colour leg = ink::metal;

// IEC 60062: two figures, a power of ten, the tolerance.
constexpr std::array<Colour, 10> ring_colours = {rgb(0x1a1a1a), rgb(0x7a4420), rgb(0xd8322a), rgb(0xf08a24),
                                                 rgb(0xf2d024), rgb(0x2f9e4a), rgb(0x2c62c4), rgb(0x7d3fb0),
                                                 rgb(0x8a8a8a), rgb(0xf4f4f4)};

Shape resistor_shape(const Facts& f) { return captioned(f, 60, 10, ends(f, 60, 5)); }

void rings(Pen& pen, Rect body, double ohms, bool flipped) {
  if (ohms <= 0) return;
  int power = static_cast<int>(std::floor(std::log10(ohms) + 1e-9)) - 1;
  int figures = static_cast<int>(std::lround(ohms / std::pow(10, power)));
  if (figures > 99) figures /= 10, ++power;
  const Colour ten = power >= 0 && power <= 9 ? ring_colours[static_cast<std::size_t>(power)]
                     : power == -1            ? ink::gold
                                              : ink::metal;
  const Colour marks[] = {ring_colours[static_cast<std::size_t>(figures / 10)],
                          ring_colours[static_cast<std::size_t>(figures % 10)], ten, ink::gold};
  constexpr double places[] = {3.5, 9.5, 14.5, 24};
  for (std::size_t i = 0; i < 4; ++i) {
    const double x = flipped ? body.right() - places[i] - 2.6 : body.x + places[i];
    const double bulge = i == 0 || i == 3 ? 0 : 1;
    pen.box({x, body.y + bulge, 2.6, body.h - 2 * bulge}, 0, marks[i]);
  }
}

void draw_resistor(Pen& pen, const Facts& f, const Shape& s, const PartState&) {
  const double y = s.body.y + 5;
  pen.line({0, y}, {60, y}, leg, 1.6);
  const Rect body{15, y - 4.5, 30, 9};
  const Colour tan = rgb(0xe3c79a);
  pen.box({15, y - 4.5, 9, 9}, 3, tan);
  pen.box({36, y - 4.5, 9, 9}, 3, tan);
  pen.box({18, y - 3.5, 24, 7}, 1, tan);
  rings(pen, body, f.number("ohms", f.type == "pull" ? 10000 : 1000), f.flipped);
}

Shape pull_shape(const Facts& f) {
  Shape s = captioned(f, 60, 10, {{"pin", {f.flipped ? 60. : 0., 5}, f.flipped ? Side::right : Side::left}});
  return s;
}

void draw_pull(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  draw_resistor(pen, f, s, state);
  const double volts = f.number("volts", f.supply), y = s.body.y + 5;
  const double x = f.flipped ? 0 : 60, out = f.flipped ? -1 : 1;
  const Colour mark = volts > 0.1 ? rgb(0xd8322a) : ink::dark;
  pen.line({x, y - 4}, {x, y + 4}, mark, 1.8);
  pen.text({x - out * 1, y - 9}, volts > 0.1 ? with_prefix(volts, "V") : "GND", {.size = 5, .colour = mark});
}

Shape small_shape(const Facts& f) { return captioned(f, 40, 20, ends(f, 40, 10)); }

void draw_capacitor(Pen& pen, const Facts& f, const Shape& s, const PartState&) {
  const double y = s.body.y + 10;
  pen.line({0, y}, {40, y}, leg, 1.6);
  if (f.number("farads", 1e-7) < 9e-7) {
    pen.circle({20, y}, 7.5, rgb(0xd98a35));
    pen.circle({18.5, y - 1.5}, 5, rgb(0xe49b4c));
    return;
  }
  pen.circle({20, y}, 10, rgb(0x23406b));
  pen.circle({20, y}, 7.8, rgb(0xc3c8ce));
  pen.line({13.5, y}, {26.5, y}, rgb(0x9aa0a6), 0.8);
  pen.line({20, y - 6.5}, {20, y + 6.5}, rgb(0x9aa0a6), 0.8);
  pen.text({f.flipped ? 8. : 32., y - 5}, "−", {.size = 7, .colour = ink::dark_metal, .bold = true});
}

void draw_diode(Pen& pen, const Facts& f, const Shape& s, const PartState&) {
  const double y = s.body.y + 10;
  pen.line({0, y}, {40, y}, leg, 1.6);
  pen.box({9, y - 4.5, 22, 9}, 1.5, ink::black);
  pen.box({f.flipped ? 11. : 26., y - 4.5, 3, 9}, 0, ink::metal);
}

void draw_inductor(Pen& pen, const Facts&, const Shape& s, const PartState&) {
  const double y = s.body.y + 10;
  pen.line({0, y}, {40, y}, leg, 1.6);
  pen.box({8, y - 6, 24, 12}, 3, rgb(0x2c3036));
  for (double x = 10.5; x < 31; x += 3.2) pen.line({x, y - 6.5}, {x, y + 6.5}, rgb(0xb8692f), 2.2);
}

void draw_thermistor(Pen& pen, const Facts&, const Shape& s, const PartState& state) {
  const double y = s.body.y + 10;
  pen.line({0, y}, {40, y}, leg, 1.6);
  pen.circle({20, y}, 7, rgb(0x2d2f33));
  if (!state.quantities.empty())
    pen.text({20, y + 13}, with_prefix(state.quantities.begin()->second, "°C"), {.size = 5, .colour = ink::dark_metal});
}

void draw_photoresistor(Pen& pen, const Facts&, const Shape& s, const PartState& state) {
  const Point c{20, s.body.y + 10};
  pen.line({0, c.y}, {40, c.y}, leg, 1.6);
  const double lux = state.quantities.empty() ? 0 : state.quantities.begin()->second;
  const double light = std::clamp(std::log10(lux + 1) / 4, 0.0, 1.0);
  if (light > 0.02) pen.glow(c, 10 + 14 * light, rgb(0xffd76a).faded(0.7 * light));
  pen.circle(c, 9.5, rgb(0xd9b27c));
  pen.ring(c, 9.5, rgb(0x8a5a2a), 0.8);
  pen.polyline({{14, c.y - 5},
                {26, c.y - 5},
                {26, c.y - 2},
                {14, c.y - 2},
                {14, c.y + 1.2},
                {26, c.y + 1.2},
                {26, c.y + 4.5},
                {14, c.y + 4.5}},
               rgb(0x9c3f2a), 1.3);
}

// TO-92 from the front: three legs, flat side.
Shape to92_shape(const Facts& f) {
  std::vector<Leg> legs;
  for (std::size_t i = 0; i < f.terminals.size(); ++i) {
    const std::size_t place = f.flipped ? f.terminals.size() - 1 - i : i;
    legs.push_back({f.terminals[i], {5 + 10. * static_cast<double>(place), 40}, Side::down});
  }
  const double width = 10. * static_cast<double>(std::max<std::size_t>(f.terminals.size(), 3));
  return captioned(f, width, 40, std::move(legs));
}

void draw_to92(Pen& pen, const Facts& f, const Shape& s, const PartState&) {
  const double y = s.body.y, w = s.body.w;
  for (const Leg& l : s.legs) {
    pen.line({l.at.x, y + 20}, l.at, leg, 1.6);
    pen.text({l.at.x - 3, l.at.y - 4}, l.name.substr(0, 1), {.size = 4, .colour = ink::dark_metal});
  }
  pen.box({w / 2 - 12, y + 1, 24, 21}, 4, ink::black);
  pen.box({w / 2 - 12, y + 9, 24, 13}, 1, ink::black);
  std::string name = f.type;
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  pen.text({w / 2, y + 12}, name, {.size = 4.6, .colour = rgb(0xb8bcc2), .bold = true});
}

Shape battery_shape(const Facts& f) { return captioned(f, 70, 30, ends(f, 70, 15)); }

void draw_battery(Pen& pen, const Facts& f, const Shape& s, const PartState&) {
  const double y = s.body.y;
  pen.line({0, y + 15}, {70, y + 15}, leg, 1.6);
  const double plus = f.flipped ? 52 : 6;
  pen.box({8, y + 2, 54, 26}, 3, rgb(0x2b2e33));
  pen.box({plus, y + 2, 12, 26}, 3, rgb(0xd0883a));
  pen.text({35, y + 15}, with_prefix(f.number("volts", 3), "V"), {.size = 8, .colour = ink::white, .bold = true});
  pen.text({f.flipped ? 58. : 12., y + 8}, "+", {.size = 8, .colour = ink::white, .bold = true});
}

constexpr Look looks[] = {
    {"resistor", resistor_shape, draw_resistor},
    {"pull", pull_shape, draw_pull},
    {"capacitor", small_shape, draw_capacitor},
    {"diode", small_shape, draw_diode},
    {"inductor", small_shape, draw_inductor},
    {"thermistor", small_shape, draw_thermistor},
    {"photoresistor", small_shape, draw_photoresistor},
    {"npn", to92_shape, draw_to92},
    {"pnp", to92_shape, draw_to92},
    {"nmos", to92_shape, draw_to92},
    {"pmos", to92_shape, draw_to92},
    {"lm35", to92_shape, draw_to92},
    {"tmp36", to92_shape, draw_to92},
    {"ds18b20", to92_shape, draw_to92},
    {"battery", battery_shape, draw_battery},
};

}  // namespace

std::span<const Look> passive_looks() { return looks; }

}  // namespace bench
