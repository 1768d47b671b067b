#include "peripherals/parts/led_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace parts {

namespace {

// "4,2" -> 4 and 2
std::pair<unsigned, unsigned> read_pixel(const std::string& text, unsigned row) {
  unsigned x = 0, y = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, x);
  bool good = first.ec == std::errc{} && first.ptr != end && *first.ptr == ',';
  if (good) {
    const auto second = std::from_chars(first.ptr + 1, end, y);
    good = second.ec == std::errc{} && second.ptr == end && x < 256 && y < 256;
  }
  if (!good) throw PartError(fmt::format("\"map\" row {} has \"{}\" where \"x,y\" or \"-\" should be", row + 1, text));
  return {x, y};
}

}  // namespace

LedMatrix::LedMatrix(const Setup& setup)
    : Part(setup),
      forward_volts_(setup.attributes.number("forward_volts", 2.0, 0.1, 10)),
      ohms_(setup.attributes.number("ohms", 220, 1, 1e6)) {
  read_map(setup.attributes.list("map"));
  make_lines(setup);
  const double usual = std::max(setup.supply - forward_volts_, 0.1) / ohms_ * 1000;
  full_light_ = setup.attributes.number("full_milliamps", usual, 1e-3, 1e4) *
                setup.attributes.number("full_duty", 1.0 / static_cast<double>(rows_.size()), 1e-3, 1);
}

void LedMatrix::read_map(const std::vector<std::string>& rows) {
  if (rows.empty()) throw PartError("\"map\" is missing: one text per row, \"0,0 1,0 2,0\" with \"-\" where no LED is");
  for (unsigned row = 0; row < rows.size(); ++row) {
    std::istringstream words{rows[row]};
    std::string word;
    for (unsigned column = 0; words >> word; ++column) {
      if (column == columns_.size()) columns_.push_back(nullptr);
      if (word == "-") continue;
      const auto [x, y] = read_pixel(word, row);
      for (const Led& other : leds_)
        if (other.x == x && other.y == y) throw PartError(fmt::format("\"map\" has the LED at {},{} twice", x, y));
      leds_.push_back({row, column, x, y});
      width_ = std::max(width_, x + 1);
      height_ = std::max(height_, y + 1);
    }
  }
}

void LedMatrix::make_lines(const Setup& setup) {
  const auto make = [&](std::string_view kind, std::size_t number) {
    const std::string name = fmt::format("{}{}", kind, number + 1);
    auto line = std::make_unique<Line>(setup.prefix + setup.name + "." + name);
    add(line->terminal, name);
    line->terminal.on_change = [this, l = line.get()] {
      look(*l);
      update(*l);
    };
    return line;
  };
  for (std::size_t i = 0; i < setup.attributes.list("map").size(); ++i) rows_.push_back(make("row", i));
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i] = make("col", i);
  for (unsigned i = 0; i < leds_.size(); ++i) {
    rows_[leds_[i].row]->leds.push_back(i);
    columns_[leds_[i].column]->leds.push_back(i);
  }
}

void LedMatrix::wired() {
  for (auto* lines : {&rows_, &columns_})
    for (auto& line : *lines) look(*line);
  for (auto& row : rows_) update(*row);
}

void LedMatrix::look(Line& line) {
  const emulator::Net* net = line.terminal.net();
  line.volts = net ? net->volts() : 0;
  line.ohms = net ? net->ohms() : emulator::high_impedance;
}

double LedMatrix::current(const Led& led) const {
  const Line &row = *rows_[led.row], &column = *columns_[led.column];
  const double volts = row.volts - column.volts - forward_volts_;
  return volts <= 0 ? 0 : volts / (ohms_ + row.ohms + column.ohms) * 1000;
}

void LedMatrix::update(Line& line) {
  for (const unsigned i : line.leds) {
    Led& led = leds_[i];
    const double now_flows = current(led);
    if (now_flows == led.milliamps) continue;
    led.milliamps = now_flows;
    led.seen.set(now_flows, machine_.now());
  }
}

const LedMatrix::Led& LedMatrix::at(unsigned x, unsigned y) const {
  for (const Led& led : leds_)
    if (led.x == x && led.y == y) return led;
  throw PartError(fmt::format("{} has no LED at {},{}", name(), x, y));
}

double LedMatrix::milliamps(unsigned x, unsigned y) const { return at(x, y).milliamps; }

double LedMatrix::light(unsigned x, unsigned y) const { return at(x, y).seen.average(machine_.now()) / full_light_; }

double LedMatrix::brightness(unsigned x, unsigned y) const { return lightness(light(x, y)); }

std::optional<Picture> LedMatrix::picture() const {
  Picture picture{width_, height_, std::vector<double>(width_ * height_)};
  for (const Led& led : leds_) picture.light[led.y * width_ + led.x] = brightness(led.x, led.y);
  return picture;
}

void LedMatrix::serialize(emulator::State& state) {
  Part::serialize(state);
  for (auto* lines : {&rows_, &columns_})
    for (auto& line : *lines) state(line->volts, line->ohms);
  for (Led& led : leds_) state(led.milliamps, led.seen);
}

}  // namespace parts
