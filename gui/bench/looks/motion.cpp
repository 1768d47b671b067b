// What moves or sounds: servos, motors, relays, buzzers.
#include <fmt/format.h>

#include <cmath>

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

Shape servo_shape(const Facts& f) { return captioned(f, 90, 60, column_of_legs(f, 90, 30)); }

void draw_servo(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y, from = f.flipped ? 10 : 20;
  for (const Leg& l : s.legs) pen.line(l.at, {f.flipped ? 80. : 24., l.at.y}, rgb(0xe08a2c), 2);
  pen.box({from, y + 20, 60, 20}, 1.5, rgb(0x2358a8));
  pen.box({from + 8, y + 14, 44, 32}, 2, rgb(0x2d6fd0));
  const Point hub{from + 38, y + 30};
  const double angle = state.reading("angle");
  pen.circle(hub, 9, rgb(0x1d4a90));
  const Point tip = around(hub, 25, angle - 90), tail = around(hub, 8, angle + 90);
  pen.line(tail, tip, ink::white, 6);
  pen.circle(hub, 5, ink::white);
  pen.circle(hub, 2, ink::dark_metal);
  for (const double r : {12., 17., 22.}) pen.circle(around(hub, r, angle - 90), 0.9, ink::dark_metal);
  pen.text({from + 30, y + 54}, fmt::format("{:.0f}°", angle), {.size = 6, .colour = ink::dark_metal});
}

Shape motor_shape(const Facts& f) { return captioned(f, 90, 60, column_of_legs(f, 90, 15)); }

void draw_motor(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y, mid = f.flipped ? 34 : 56;
  draw_pins(pen, f, s, ink::gold, ink::dark_metal);
  const Point c{mid, y + 28};
  const bool stepper = f.type != "dc_motor";
  if (stepper)
    pen.box({c.x - 26, c.y - 26, 52, 52}, 5, f.type == "28byj48" ? rgb(0xc8ccd1) : rgb(0x2b2e33));
  else
    pen.circle(c, 26, rgb(0xc8ccd1));
  pen.circle(c, 17, rgb(0x9aa1a9));
  const double angle = state.reading("angle");
  pen.circle(c, 6, ink::dark);
  pen.line(c, around(c, 15, angle), rgb(0xffb000), 3);
  pen.circle(c, 2.5, ink::metal);
  const std::string told = stepper ? fmt::format("{:.0f}°", angle) : fmt::format("{:.0f} rpm", state.reading("speed"));
  pen.text({c.x, y + 57}, told, {.size = 6, .colour = ink::dark_metal});
}

Shape relay_shape(const Facts& f) {
  const bool flip = f.flipped;
  std::vector<Leg> legs;
  double front = 15, back = 15;
  for (const std::string& name : f.terminals)  // IN and the supply at the front
    if (name != "NO" && name != "COM" && name != "NC")
      legs.push_back({name, {flip ? 90. : 0., front}, flip ? Side::right : Side::left}), front += 10;
  for (const char* name : {"NO", "COM", "NC"})
    legs.push_back({name, {flip ? 0. : 90., back}, flip ? Side::left : Side::right}), back += 10;
  return captioned(f, 90, 50, std::move(legs));
}

void draw_relay(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  pen.box(s.body, 3, ink::green_board);
  const double y = s.body.y;
  const bool pulled = state.reading("pulled") > 0.5;
  pen.box({22, y + 6, 46, 30}, 1.5, rgb(0x2a62c9));
  pen.text({45, y + 14}, "RELAY", {.size = 6, .colour = ink::white, .bold = true});
  pen.line({31, y + 28}, {38, y + 28}, ink::white, 1);
  pen.line({38, y + 28}, {51, pulled ? y + 24 : y + 31}, ink::white, 1.4);
  pen.circle({52, y + 23.5}, 1.1, ink::white);
  pen.circle({52, y + 31.5}, 1.1, ink::white);
  for (const Leg& l : s.legs) {
    const double in = (l.at.x < 45 ? 1 : -1);
    pen.line(l.at, l.at + Point{5 * in, 0}, ink::metal, 2);
    pen.text(l.at + Point{6 * in, 0}, l.name,
             {.size = 5, .colour = ink::silk, .align = in > 0 ? Align::left : Align::right});
  }
  lamp(pen, {f.flipped ? 80. : 10., y + 42}, 2.5, rgb(0xff2d20), pulled ? 1 : 0);
}

Shape buzzer_shape(const Facts& f) {
  std::vector<Leg> legs;
  for (std::size_t i = 0; i < f.terminals.size(); ++i)
    legs.push_back({f.terminals[i], {(i == 0) != f.flipped ? 15. : 35., 55}, Side::down});
  return captioned(f, 50, 55, std::move(legs));
}

void draw_buzzer(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const Point c{25, s.body.y + 23};
  for (const Leg& l : s.legs) pen.line({l.at.x, c.y}, l.at, ink::metal, 1.8);
  const bool sounds = state.reading("sounding") > 0.5;
  if (f.type == "speaker") {
    pen.circle(c, 22, rgb(0x8d949c));
    pen.circle(c, 19, rgb(0x2b2e33));
    pen.circle(c, 8, rgb(0x484d54));
  } else {
    pen.circle(c, 21, rgb(0x1d2024));
    pen.ring(c, 17, rgb(0x33373d), 1.2);
    pen.circle(c, 4, rgb(0x55350f));
    pen.text({f.flipped ? c.x + 13 : c.x - 13, c.y + 10}, "+", {.size = 7, .colour = ink::white, .bold = true});
  }
  if (!sounds) return;
  for (const double r : {25., 29., 33.}) {
    std::vector<Point> right, left;
    for (double a = 60; a <= 120; a += 6) right.push_back(around(c, r, a)), left.push_back(around(c, r, -a));
    pen.polyline(right, rgb(0xffb000), 1.5);
    pen.polyline(left, rgb(0xffb000), 1.5);
  }
  pen.text({c.x, c.y}, fmt::format("{:.0f} Hz", state.reading("frequency")),
           {.size = 6.5, .colour = rgb(0xffd060), .bold = true});
}

constexpr Look looks[] = {
    {"servo", servo_shape, draw_servo},         {"dc_motor", motor_shape, draw_motor},
    {"stepper_motor", motor_shape, draw_motor}, {"28byj48", motor_shape, draw_motor},
    {"relay", relay_shape, draw_relay},         {"buzzer", buzzer_shape, draw_buzzer},
    {"speaker", buzzer_shape, draw_buzzer},
};

}  // namespace

std::span<const Look> motion_looks() { return looks; }

}  // namespace bench
