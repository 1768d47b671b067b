#include "peripherals/parts/segment_digits.hpp"

#include <fmt/format.h>

namespace parts {

namespace {

constexpr double seen_from = 0.3;
constexpr unsigned cell_width = 7, height = 9;  // five for the digit, one for its point, one between digits
constexpr unsigned point_column = 5, colon_rows[] = {3, 5};

// Where 0 and O, 5 and S look alike, the figure is meant.
constexpr std::pair<emulator::u8, const char*> shapes[] = {
    {0x00, " "},  {0x3f, "0"}, {0x06, "1"}, {0x5b, "2"}, {0x4f, "3"}, {0x66, "4"}, {0x6d, "5"}, {0x7d, "6"},
    {0x07, "7"},  {0x7f, "8"}, {0x6f, "9"}, {0x77, "A"}, {0x7c, "b"}, {0x39, "C"}, {0x58, "c"}, {0x5e, "d"},
    {0x79, "E"},  {0x71, "F"}, {0x3d, "G"}, {0x76, "H"}, {0x74, "h"}, {0x30, "I"}, {0x1e, "J"}, {0x0e, "J"},
    {0x38, "L"},  {0x37, "n"}, {0x54, "n"}, {0x55, "m"}, {0x15, "m"}, {0x5c, "o"}, {0x73, "P"}, {0x67, "q"},
    {0x50, "r"},  {0x78, "t"}, {0x3e, "U"}, {0x1c, "u"}, {0x6e, "y"}, {0x40, "-"}, {0x08, "_"}, {0x48, "="},
    {0x63, "°"},  {0x27, "7"}, {0x7b, "e"}, {0x5f, "a"}, {0x10, "i"}, {0x04, "i"}, {0x20, "'"}, {0x02, "'"},
    {0x22, "\""}, {0x2a, "w"}, {0x1d, "w"}};

const char* character(emulator::u8 bits) {
  for (const auto& [shape, text] : shapes)
    if (shape == bits) return text;
  return "?";
}

struct Bar {
  unsigned x, y, width, height;
};
constexpr Bar bars[SegmentDigits::segments] = {{1, 0, 3, 1}, {4, 1, 1, 3}, {4, 5, 1, 3}, {1, 8, 3, 1},
                                               {0, 5, 1, 3}, {0, 1, 1, 3}, {1, 4, 3, 1}, {point_column, 8, 1, 1}};

}  // namespace

void SegmentDigits::show(unsigned digit, emulator::u8 bits, double brightness) {
  for (unsigned i = 0; i < segments; ++i) digits_[digit][i] = bits >> i & 1 ? brightness : 0;
}

std::string SegmentDigits::text() const {
  std::string text;
  for (unsigned digit = 0; digit < digits_.size(); ++digit) {
    unsigned bits = 0;
    for (unsigned i = 0; i < segments; ++i) bits |= unsigned{digits_[digit][i] >= seen_from} << i;
    text += character(bits & 0x7f);
    if (bits & 0x80) text += '.';
    if (digit + 1 == colon_behind_ && colon_ >= seen_from) text += ':';
  }
  return text + '\n';
}

Picture SegmentDigits::picture() const {
  Picture picture{static_cast<unsigned>(digits_.size()) * cell_width - 1, height, {}};
  picture.light.resize(picture.width * height);
  for (unsigned digit = 0; digit < digits_.size(); ++digit)
    for (unsigned i = 0; i < segments; ++i)
      for (unsigned dy = 0; dy < bars[i].height; ++dy)
        for (unsigned dx = 0; dx < bars[i].width; ++dx)
          picture.light[(bars[i].y + dy) * picture.width + digit * cell_width + bars[i].x + dx] = digits_[digit][i];
  if (colon_behind_)
    for (const unsigned y : colon_rows)
      picture.light[y * picture.width + (colon_behind_ - 1) * cell_width + point_column] = colon_;
  return picture;
}

std::vector<Reading> SegmentDigits::readings() const {
  static constexpr const char* names[segments] = {"a", "b", "c", "d", "e", "f", "g", "dp"};
  std::vector<Reading> readings;
  for (unsigned digit = 0; digit < digits_.size(); ++digit)
    for (unsigned i = 0; i < segments; ++i)
      readings.push_back({fmt::format("{}_{}", names[i], digit + 1), "", digits_[digit][i]});
  return readings;
}

}  // namespace parts
