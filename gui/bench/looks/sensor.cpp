// Sensors that people know by their shape, and the module that everything else is.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "gui/bench/looks.hpp"

namespace bench {
namespace {

std::string in_words(std::string_view unit) {
  if (unit == "degC") return "°C";
  if (unit == "deg") return "°";
  return std::string{unit};
}

// The first quantity that a sensor follows, in small print.
void draw_value(Pen& pen, Point at, const Facts& f, const PartState& state, std::size_t which, std::string_view unit,
                Colour c) {
  if (which >= f.quantities.size()) return;
  const double v = state.quantity(f.quantities[which]);
  pen.text(at, fmt::format("{:.4g} {}", v, in_words(unit)), {.size = 6, .colour = c});
}

Shape sonar_shape(const Facts& f) {
  std::vector<Leg> legs;
  const double first = f.terminals.size() == 2 ? 45 : 35;
  for (std::size_t i = 0; i < f.terminals.size(); ++i) {
    const std::size_t place = f.flipped ? f.terminals.size() - 1 - i : i;
    legs.push_back({f.terminals[i], {first + 20. * static_cast<double>(place), 60}, Side::down});
  }
  return captioned(f, 110, 60, std::move(legs));
}

void draw_sonar(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  for (const Leg& l : s.legs) {
    pen.line({l.at.x, y + 46}, l.at, ink::metal, 1.8);
    pen.text({l.at.x, y + 46}, l.name, {.size = 4.8, .colour = ink::silk});
  }
  pen.box({0, y, 110, 50}, 3, rgb(0x1f5fae));
  for (const double x : {27., 83.}) {
    pen.circle({x, y + 22}, 19, rgb(0xaeb4bb));
    pen.circle({x, y + 22}, 15.5, rgb(0x2e3238));
    for (int i = -2; i <= 2; ++i) pen.line({x + 5 * i, y + 10}, {x + 5 * i, y + 34}, rgb(0x4a5059), 0.6);
  }
  for (const Leg& l : s.legs) pen.text({l.at.x, y + 46}, l.name, {.size = 4.8, .colour = ink::silk});
  draw_value(pen, {55, y + 6}, f, state, 0, "m", ink::silk);  // where there is room between the two
}

Shape dht_shape(const Facts& f) {
  std::vector<Leg> legs;
  for (std::size_t i = 0; i < f.terminals.size(); ++i)
    legs.push_back({f.terminals[i], {25 + 10. * static_cast<double>(i), 75}, Side::down});
  return captioned(f, 50, 75, std::move(legs));
}

void draw_dht(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  const Colour case_colour = f.type == "dht11" ? rgb(0x2f8fd8) : rgb(0xf1f0ea),
               hole = f.type == "dht11" ? rgb(0x195a8e) : rgb(0xb9b8b0);
  for (const Leg& l : s.legs) {
    pen.line({l.at.x, y + 58}, l.at, ink::metal, 1.8);
    pen.text({l.at.x + 3, y + 68}, l.name, {.size = 5, .colour = ink::dark_metal, .align = Align::left});
  }
  pen.box({2, y, 46, 60}, 4, case_colour);
  pen.frame({2, y, 46, 60}, 4, hole, 0.8);
  for (int row = 0; row < 6; ++row)
    for (int column = 0; column < 4; ++column) pen.box({8 + 9. * column, y + 6 + 6. * row, 6.5, 3.4}, 1, hole);
  const Colour print = f.type == "dht11" ? ink::white : ink::dark;
  draw_value(pen, {25, y + 46}, f, state, 0, "degC", print);
  draw_value(pen, {25, y + 54}, f, state, 1, "%", print);
}

// OUT in the middle, the supply at its sides.
Shape pir_shape(const Facts& f) {
  std::vector<Leg> legs;
  double x = 20;
  for (const std::string& name : f.terminals)
    if (name != "OUT") legs.push_back({name, {x, 70}, Side::down}), x += 20;
  legs.insert(legs.begin() + std::min<std::ptrdiff_t>(1, std::ssize(legs)), {"OUT", {30, 70}, Side::down});
  return captioned(f, 60, 70, std::move(legs));
}

void draw_pir(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  const double y = s.body.y;
  for (const Leg& l : s.legs) pen.line({l.at.x, y + 55}, l.at, ink::metal, 1.8);
  pen.box({0, y, 60, 60}, 3, rgb(0x2d6b42));
  const bool moved = !f.quantities.empty() && state.quantity(f.quantities.front()) > 0.5;
  const Point c{30, y + 30};
  pen.circle(c, 26, rgb(0xdcdcd4));
  for (const double r : {21., 14., 7.}) pen.ring(c, r, rgb(0xb4b4ac), 0.8);
  for (int i = 0; i < 12; ++i) pen.line(around(c, 7, 30. * i), around(c, 21, 30. * i), rgb(0xb4b4ac), 0.6);
  if (moved) pen.ring(c, 25, rgb(0xffb000), 2);
}

// ---- everything else

struct Board {
  std::string_view type;
  Colour colour;
};
constexpr Board boards[] = {
    {"bme280", ink::purple_board},  {"bmp180", ink::purple_board},  {"bmp280", ink::purple_board},
    {"mpu6050", ink::blue_board},   {"adxl345", ink::blue_board},   {"bh1750", ink::blue_board},
    {"tsl2561", ink::black_board},  {"tcs34725", ink::black_board}, {"vl53l0x", ink::purple_board},
    {"sht31", ink::black_board},    {"ds3231", ink::blue_board},    {"ds1307", ink::blue_board},
    {"sd_card", ink::blue_board},   {"mfrc522", ink::blue_board},   {"hx711", ink::green_board},
    {"gps", ink::blue_board},       {"pca9685", ink::blue_board},   {"a4988", ink::red_board},
    {"drv8825", ink::purple_board}, {"l298n", ink::red_board},      {"tb6612", ink::red_board},
};
// What is sold as a bare chip: a body with two rows of legs, as its number of terminals comes to.
constexpr std::string_view chips[] = {"74hc595", "74hc165", "mcp3008", "mcp23017", "uln2003",
                                      "op_amp",  "pcf8574", "at24c32", "w25q",     "pcf8591"};

std::string upper(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = c == '_' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}
bool is_chip(const Facts& f) { return std::ranges::find(chips, f.type) != std::end(chips); }

double longest_name(const Facts& f) {
  double n = 2;
  for (const std::string& name : f.terminals) n = std::max(n, static_cast<double>(name.size()));
  return n;
}

Shape module_shape(const Facts& f) {
  const auto n = f.terminals.size();
  if (is_chip(f)) {  // half of its terminals at either side
    const double width = std::ceil((longest_name(f) * 7 + 30) / 5) * 5;
    const std::size_t front = (n + 1) / 2;
    std::vector<Leg> legs;
    for (std::size_t i = 0; i < n; ++i) {
      const bool left = (i < front) != f.flipped;
      legs.push_back({f.terminals[i],
                      {left ? 0 : width, 10 + 10. * static_cast<double>(i < front ? i : i - front)},
                      left ? Side::left : Side::right});
    }
    return captioned(f, width, 10. * static_cast<double>(front) + 10, std::move(legs));
  }
  const double title = static_cast<double>(f.type.size()) * 4.6 + 8;
  double screen_width = 0, screen_height = 0;
  if (f.picture_width > 1)
    screen_width = std::min(120., f.picture_width * 1.),
    screen_height = screen_width * f.picture_height / f.picture_width;
  const double width = std::ceil((std::max(title, screen_width + 6) + longest_name(f) * 3.6 + 16) / 5) * 5;
  const double height = std::max({10. * static_cast<double>(n) + 10, 40., std::ceil((screen_height + 24) / 10) * 10});
  return captioned(f, width, height, column_of_legs(f, width, n > 2 ? 10 : 15));
}

void draw_chip(Pen& pen, const Facts& f, const Shape& s) {
  for (const Leg& l : s.legs) pen.line(l.at, {s.body.w / 2, l.at.y}, ink::metal, 3);
  const Rect body{6, s.body.y, s.body.w - 12, s.body.h};
  pen.box(body, 1.5, ink::black);
  pen.circle({body.centre().x, body.y + 3.5}, 2, rgb(0x3a3f46));
  for (const Leg& l : s.legs) {
    const bool left = l.side == Side::left;
    pen.text({left ? 9 : s.body.w - 9, l.at.y}, l.name,
             {.size = 5, .colour = rgb(0xd5d9de), .align = left ? Align::left : Align::right});
  }
  pen.text({body.centre().x, body.bottom() - 4.5}, upper(f.type), {.size = 4.6, .colour = rgb(0x9aa0a6), .bold = true});
}

void draw_module(Pen& pen, const Facts& f, const Shape& s, const PartState& state) {
  if (is_chip(f)) return draw_chip(pen, f, s);
  const auto found = std::ranges::find(boards, f.type, &Board::type);
  pen.box(s.body, 3, found == std::end(boards) ? ink::green_board : found->colour);
  draw_pins(pen, f, s, ink::gold, ink::silk);
  const double pins = longest_name(f) * 3.6 + 12, mid = f.flipped ? (s.body.w - pins) / 2 : (s.body.w + pins) / 2;
  pen.text({mid, s.body.y + 8}, upper(f.type), {.size = 6.2, .colour = ink::silk, .bold = true});
  if (state.picture && f.picture_width > 1) {
    const double w = s.body.w - pins - 8, h = w * f.picture_height / f.picture_width;
    const auto points = rgb_of(*state.picture, rgb(0x101010), ink::white);
    return pen.pixels({mid - w / 2, s.body.y + 14, w, h}, state.picture->width, state.picture->height, points);
  }
  const Point c{mid, s.body.y + 24};
  pen.box({c.x - 8, c.y - 7, 16, 14}, 1, ink::black);
  for (int i = -2; i <= 2; ++i)
    pen.line({c.x + 3. * i, c.y - 8.5}, {c.x + 3. * i, c.y - 7}, ink::metal, 1),
        pen.line({c.x + 3. * i, c.y + 7}, {c.x + 3. * i, c.y + 8.5}, ink::metal, 1);
  pen.circle({c.x - 5.5, c.y - 4.5}, 1, rgb(0x777c82));
  if (state.text && !state.text->empty())
    pen.text({mid, s.body.bottom() - 5}, state.text->substr(0, state.text->find('\n')).substr(0, 16),
             {.size = 5, .colour = ink::silk});
}

constexpr Look looks[] = {
    {"hc_sr04", sonar_shape, draw_sonar},
    {"dht11", dht_shape, draw_dht},
    {"dht22", dht_shape, draw_dht},
    {"pir", pir_shape, draw_pir},
};
constexpr Look module{"", module_shape, draw_module};

}  // namespace

std::span<const Look> sensor_looks() { return looks; }
const Look& module_look() { return module; }

}  // namespace bench
