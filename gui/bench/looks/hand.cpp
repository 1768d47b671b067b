// What fingers move: buttons, knobs, switches, keypads, joysticks.
#include <algorithm>

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

std::string quantity_of(const Facts& f, std::size_t i) {
  return i < f.quantities.size() ? f.quantities[i] : std::string{};
}
double value(const Facts& f, const PartState& state, std::size_t i = 0) {
  return i < f.quantities.size() ? state.quantity(f.quantities[i]) : 0;
}

void cap(Pen& pen, Point c, double radius, Colour colour, bool pressed) {
  pen.circle(c, radius, ink::black);
  const double r = pressed ? radius - 2.2 : radius - 0.8;
  pen.circle(c + Point{0, pressed ? 0.6 : -0.4}, r, pressed ? mix(colour, ink::black, 0.35) : colour);
  if (pressed) pen.ring(c, radius + 1.6, rgb(0xffb000), 1.6);
}

// A tact switch of 6 mm, larger so that a finger finds it.
Shape push_shape(const Facts& f) {
  if (f.fixture) return captioned(f, 14, 14, {}, {{Control::Kind::press, {0, 0, 14, 14}, quantity_of(f, 0)}});
  std::vector<Leg> legs;
  if (f.terminals.size() > 1)
    legs = ends(f, 40, 15);
  else
    legs = {{f.terminals.empty() ? "" : f.terminals.front(),
             {f.flipped ? 40. : 0., 15},
             f.flipped ? Side::right : Side::left}};
  return captioned(f, 40, 30, std::move(legs), {{Control::Kind::press, {7, 2, 26, 26}, quantity_of(f, 0)}});
}

void draw_push(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const bool pressed = value(f, state) > 0.5;
  if (f.fixture) {
    pen.box({0, 0, 14, 14}, 1.5, ink::metal);
    return cap(pen, {7, 7}, 4.6, rgb(0xe8e4da), pressed);
  }
  const double y = s.body.y;
  for (const Leg& l : s.legs) pen.line(l.at, {20, l.at.y}, ink::metal, 1.8);
  pen.box({6, y + 1, 28, 28}, 3, ink::dark);
  pen.box({8, y + 3, 24, 24}, 2, rgb(0xc9ced4));
  for (const double x : {10.5, 29.5})
    for (const double dy : {5.5, 24.5}) pen.circle({x, y + dy}, 1.2, ink::dark);
  cap(pen, {20, y + 15}, 8, rgb(0x2a6bd0), pressed);
}

Shape knob_shape(const Facts& f) {
  std::vector<Leg> legs;
  for (std::size_t i = 0; i < f.terminals.size(); ++i)
    legs.push_back({f.terminals[i], {10 + 10. * static_cast<double>(i), 50}, Side::down});
  return captioned(f, 40, 50, std::move(legs), {{Control::Kind::turn, {2, 2, 36, 36}, quantity_of(f, 0)}});
}

void draw_knob(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  for (const Leg& l : s.legs) pen.line({l.at.x, y + 36}, l.at, ink::metal, 1.8);
  pen.box({3, y + 20, 34, 20}, 2, rgb(0x2f5d3f));
  const Point c{20, y + 19};
  const double turn = -135 + 270 * std::clamp(value(f, state), 0.0, 1.0);
  pen.circle(c, 18, rgb(0x3a3f46));
  pen.circle(c, 14.5, rgb(0x565d66));
  for (int i = 0; i <= 10; ++i)
    pen.line(around(c, 15.3, -135 + 27 * i), around(c, 17, -135 + 27 * i), rgb(0xaab0b8), 0.7);
  pen.circle(c, 10.5, rgb(0x23272c));
  pen.line(around(c, 2, turn), around(c, 13.5, turn), rgb(0xffb000), 2.4);
}

Shape slide_shape(const Facts& f) {
  std::vector<Leg> legs;
  const std::string order[] = {f.flipped ? "b" : "a", "common", f.flipped ? "a" : "b"};
  for (std::size_t i = 0; i < 3; ++i) legs.push_back({order[i], {10 + 10. * static_cast<double>(i), 35}, Side::down});
  return captioned(f, 40, 35, std::move(legs), {{Control::Kind::toggle, {4, 4, 32, 18}, quantity_of(f, 0)}});
}

void draw_slide(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  for (const Leg& l : s.legs) {
    pen.line({l.at.x, y + 22}, l.at, ink::metal, 1.8);
    pen.text({l.at.x + 3.4, y + 30}, l.name.substr(0, 1), {.size = 4.5, .colour = ink::dark_metal});
  }
  pen.box({4, y + 4, 32, 18}, 2, rgb(0xb8bec5));
  pen.box({8, y + 8, 24, 10}, 1, ink::black);
  const bool at_b = value(f, state) > 0.5;
  pen.box({at_b != f.flipped ? 20.5 : 8.5, y + 6, 11, 13}, 1.5, rgb(0xeeeeee));
}

Shape dip_shape(const Facts& f) {
  std::vector<Leg> legs;
  std::vector<Control> controls;
  const std::size_t n = f.terminals.size() / 2;
  const double width = 10. * static_cast<double>(n) + 10;
  for (std::size_t i = 0; i < n; ++i) {
    const double x = 10 + 10. * static_cast<double>(i);
    legs.push_back({f.terminals[2 * i], {x, 0}, Side::up});
    legs.push_back({f.terminals[2 * i + 1], {x, 40}, Side::down});
    controls.push_back({Control::Kind::toggle, {x - 4.5, 8, 9, 24}, quantity_of(f, i)});
  }
  return captioned(f, width, 40, std::move(legs), std::move(controls));
}

void draw_dip(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  for (const Leg& l : s.legs) pen.line({l.at.x, y + 20}, l.at, ink::metal, 1.8);
  pen.box({2, y + 5, s.body.w - 4, 30}, 2, rgb(0xb3262b));
  for (std::size_t i = 0; i < s.controls.size(); ++i) {
    const Rect r = s.controls[i].at;
    pen.box({r.x + 1.5, r.y + 2, 6, 16}, 1, rgb(0x33181a));
    pen.box({r.x + 1.5, value(f, state, i) > 0.5 ? r.y + 2 : r.y + 11, 6, 7}, 1, ink::white);
    pen.text({r.x + 4.5, r.y + 21.5}, std::to_string(i + 1), {.size = 5, .colour = ink::white});
  }
}

Shape keypad_shape(const Facts& f) {
  std::vector<std::size_t> row_of;
  std::size_t rows = 0, columns = 0;
  for (const std::string& name : f.terminals) ++(name.starts_with("row") ? rows : columns);
  const double pitch = 22, width = std::max(pitch * static_cast<double>(columns) + 10,
                                            10. * static_cast<double>(rows + columns) + 10);
  const double snapped = std::ceil(width / 10) * 10,
               height = std::ceil((pitch * static_cast<double>(rows) + 20) / 5) * 5;
  std::vector<Leg> legs;
  for (std::size_t i = 0; i < f.terminals.size(); ++i)
    legs.push_back({f.terminals[i], {10 + 10. * static_cast<double>(i), height}, Side::down});
  std::vector<Control> controls;
  const double left = (snapped - pitch * static_cast<double>(columns)) / 2;
  for (std::size_t i = 0; i < f.quantities.size() && columns; ++i)
    controls.push_back(
        {Control::Kind::press,
         {left + pitch * static_cast<double>(i % columns) + 1.5, 6 + pitch * static_cast<double>(i / columns), 19, 19},
         f.quantities[i]});
  return captioned(f, snapped, height, std::move(legs), std::move(controls));
}

void draw_keypad(Pen& pen, const Facts&, const Shape& s, const PartState& state) {
  const Rect b = s.body;
  for (const Leg& l : s.legs) pen.line({l.at.x, b.bottom() - 14}, l.at, ink::metal, 1.4);
  pen.box({b.x, b.y, b.w, b.h - 8}, 4, rgb(0x26282d));
  for (const Control& c : s.controls) {
    const std::string key = c.quantity.substr(c.quantity.find_last_of('.') + 1);
    const bool digit = key.size() == 1 && key[0] >= '0' && key[0] <= '9', pressed = state.quantity(c.quantity) > 0.5;
    const Colour face = digit ? rgb(0x2a6bd0) : rgb(0xc23b33);
    pen.box(c.at, 3, pressed ? rgb(0xffb000) : face);
    pen.text(c.at.centre(), key, {.size = 9, .colour = ink::white, .bold = true});
  }
}

Shape joystick_shape(const Facts& f) {
  const double width = 90, height = 70;
  const double left = f.flipped ? 8 : 34;
  std::vector<Control> controls{{Control::Kind::pad, {left, 11, 48, 48}, quantity_of(f, 0), quantity_of(f, 1)}};
  if (f.quantities.size() > 2) controls.push_back({Control::Kind::press, {left + 17, 28, 14, 14}, quantity_of(f, 2)});
  return captioned(f, width, height, column_of_legs(f, width, 15), std::move(controls));
}

void draw_joystick(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  pen.box(s.body, 4, ink::black_board);
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const Point c = s.controls.front().at.centre();
  pen.circle(c, 24, rgb(0x3a3f46));
  pen.circle(c, 20, ink::black);
  const Point stick = c + Point{value(f, state, 0) * 11, -value(f, state, 1) * 11};
  pen.circle(stick, 12, rgb(0x4b525b));
  cap(pen, stick, 8, rgb(0x6a727c), value(f, state, 2) > 0.5);
}

Shape encoder_shape(const Facts& f) {
  const double left = f.flipped ? 8 : 34;
  std::vector<Control> controls{{Control::Kind::turn, {left, 8, 44, 44}, quantity_of(f, 0)}};
  if (f.quantities.size() > 1) controls.push_back({Control::Kind::press, {left + 15, 23, 14, 14}, quantity_of(f, 1)});
  return captioned(f, 85, 60, column_of_legs(f, 85, 15), std::move(controls));
}

void draw_encoder(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  pen.box(s.body, 3, ink::black_board);
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const Point c = s.controls.front().at.centre();
  pen.circle(c, 21, ink::metal);
  const double turn = value(f, state, 0) * 18;
  for (int i = 0; i < 24; ++i) pen.line(around(c, 15, turn + 15 * i), around(c, 17.5, turn + 15 * i), ink::black, 1.2);
  pen.circle(c, 15.5, rgb(0x30353b));
  pen.line(around(c, 8, turn), around(c, 14.5, turn), rgb(0xffb000), 2.2);
  cap(pen, c, 6, rgb(0x565d66), value(f, state, 1) > 0.5);
}

constexpr Look looks[] = {
    {"button", push_shape, draw_push},           {"pushbutton", push_shape, draw_push},
    {"potentiometer", knob_shape, draw_knob},    {"switch", slide_shape, draw_slide},
    {"dip_switch", dip_shape, draw_dip},         {"keypad", keypad_shape, draw_keypad},
    {"joystick", joystick_shape, draw_joystick}, {"rotary_encoder", encoder_shape, draw_encoder},
};

}  // namespace

std::span<const Look> hand_looks() { return looks; }

}  // namespace bench
