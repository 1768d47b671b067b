#include <algorithm>

#include "gui/bench/looks.hpp"

namespace bench {

Colour lamp_colour(std::string_view name) {
  struct Lamp {
    std::string_view name;
    Colour colour;
  };
  constexpr Lamp lamps[] = {{"red", rgb(0xff2d20)},     {"orange", rgb(0xff8a1c)}, {"yellow", rgb(0xffd21f)},
                            {"green", rgb(0x2fe04c)},   {"blue", rgb(0x2f7bff)},   {"white", rgb(0xf6f8ff)},
                            {"infrared", rgb(0x7a3550)}};
  for (const Lamp& lamp : lamps)
    if (lamp.name == name) return lamp.colour;
  return lamps[0].colour;
}

Shape captioned(const Facts& facts, double width, double height, std::vector<Leg> legs, std::vector<Control> controls) {
  const double top = facts.fixture ? 0 : caption_height;
  for (Leg& leg : legs) leg.at.y += top;
  for (Control& control : controls) control.at.y += top;
  return {width, height + top, {0, top, width, height}, std::move(legs), std::move(controls)};
}

void draw_caption(Pen& pen, const Facts& facts, const Shape& shape, Colour colour) {
  pen.text({shape.body.x + shape.body.w / 2, shape.body.y - 5}, caption(facts), {.size = 6.5, .colour = colour});
}

std::vector<Leg> column_of_legs(const Facts& facts, double width, double top) {
  std::vector<Leg> legs;
  double y = top;
  for (const std::string& name : facts.terminals) {
    legs.push_back({name, {facts.flipped ? width : 0, y}, facts.flipped ? Side::right : Side::left});
    y += 10;
  }
  return legs;
}

void draw_pins(Pen& pen, const Facts& facts, const Shape& shape, Colour pad, Colour print) {
  const double inwards = facts.flipped ? -1 : 1;
  for (const Leg& leg : shape.legs) {
    const Point hole = leg.at + Point{4.5 * inwards, 0};
    pen.line(leg.at, hole, ink::metal, 1.6);
    pen.circle(hole, 2.9, pad);
    pen.circle(hole, 1.4, ink::dark_metal);
    pen.text(hole + Point{5 * inwards, 0}, leg.name,
             {.size = 5.2, .colour = print, .align = facts.flipped ? Align::right : Align::left});
  }
}

std::vector<Leg> ends(const Facts& facts, double width, double y) {
  const Leg front{{}, {0, y}, Side::left}, back{{}, {width, y}, Side::right};
  std::vector<Leg> legs{facts.flipped ? back : front, facts.flipped ? front : back};
  for (std::size_t i = 0; i < 2 && i < facts.terminals.size(); ++i) legs[i].name = facts.terminals[i];
  return legs;
}

void lamp(Pen& pen, Point at, double radius, Colour full, double brightness) {
  if (brightness > 0.01) pen.glow(at, radius * (1.5 + 1.6 * brightness), full.faded(0.75 * brightness));
  pen.circle(at, radius, mix(mix(full, rgb(0x202020), 0.72), mix(full, rgb(0xffffff), 0.35), brightness));
}

std::vector<emulator::u8> rgb_of(const parts::Picture& picture, Colour dark, Colour full) {
  std::vector<emulator::u8> points;
  points.reserve(picture.light.size() * 3);
  for (std::size_t i = 0; i < picture.light.size(); ++i) {
    if (picture.colours.empty()) {
      const Colour c = mix(dark, full, picture.light[i]);
      points.insert(points.end(), {c.r, c.g, c.b});
    } else {
      points.insert(points.end(), picture.colours[i].begin(), picture.colours[i].end());
    }
  }
  return points;
}

}  // namespace bench
