#include "peripherals/parts/alphanumeric_digits.hpp"

#include <fmt/format.h>

namespace parts {

namespace {

using emulator::u16;

constexpr unsigned cell_width = 9, height = 9, point_column = 7;
constexpr u16 point = 1 << 14;

enum : u16 {
  A = 1 << 0,
  B = 1 << 1,
  C = 1 << 2,
  D = 1 << 3,
  E = 1 << 4,
  F = 1 << 5,
  G1 = 1 << 6,
  G2 = 1 << 7,
  H = 1 << 8,
  J = 1 << 9,
  K = 1 << 10,
  L = 1 << 11,
  M = 1 << 12,
  N = 1 << 13,
  G = G1 | G2
};

// What people read; the first that fits counts, so that 0 and O, 5 and S are told by their usual shapes.
struct Shape {
  u16 bits;
  char letter;
};
constexpr Shape shapes[] = {
    {0, ' '},
    {A | B | C | D | E | F | K | L, '0'},
    {B | C, '1'},
    {B | C | K, '1'},
    {A | B | D | E | G, '2'},
    {A | B | C | D | G2, '3'},
    {A | B | C | D | G, '3'},
    {B | C | F | G, '4'},
    {A | F | D | G1 | N, '5'},
    {A | C | D | F | G, 'S'},
    {A | C | D | E | F | G, '6'},
    {A | B | C, '7'},
    {A | K | L, '7'},
    {A | K | M, '7'},
    {A | B | C | D | E | F | G, '8'},
    {A | B | C | D | F | G, '9'},
    {A | B | C | E | F | G, 'A'},
    {A | B | C | D | J | M | G2, 'B'},
    {A | D | E | F, 'C'},
    {A | B | C | D | J | M, 'D'},
    {A | D | E | F | G, 'E'},
    {A | D | E | F | G1, 'E'},
    {A | E | F | G1, 'F'},
    {A | E | F | G, 'F'},
    {A | C | D | E | F | G2, 'G'},
    {B | C | E | F | G, 'H'},
    {A | D | J | M, 'I'},
    {J | M, 'I'},
    {B | C | D | E, 'J'},
    {E | F | G1 | K | N, 'K'},
    {D | E | F, 'L'},
    {B | C | E | F | H | K, 'M'},
    {B | C | E | F | H | N, 'N'},
    {A | B | C | D | E | F, 'O'},
    {A | B | E | F | G, 'P'},
    {A | B | C | D | E | F | N, 'Q'},
    {A | B | E | F | G | N, 'R'},
    {A | J | M, 'T'},
    {B | C | D | E | F, 'U'},
    {E | F | K | L, 'V'},
    {B | C | E | F | L | N, 'W'},
    {H | K | L | N, 'X'},
    {H | K | M, 'Y'},
    {B | C | D | F | G, 'Y'},
    {A | D | K | L, 'Z'},
    {G, '-'},
    {D, '_'},
    {D | G, '='},
    {J | M | G, '+'},
    {H | J | K | L | M | N | G, '*'},
    {K | L, '/'},
    {H | N, '\\'},
    {K | N, '<'},
    {H | L, '>'},
    {D | E | G1 | M, 'a'},
    {D | E | F | G1 | N, 'b'},
    {D | E | G, 'c'},
    {B | C | D | G2 | L, 'd'},
    {D | E | G1 | L, 'e'},
    {C | E | F | G, 'h'},
    {E | F | G1 | M, 'h'},
    {M, 'i'},
    {E | F, 'l'},
    {C | E | M | G, 'm'},
    {E | G1 | M, 'n'},
    {C | D | E | G, 'o'},
    {E | G1, 'r'},
    {D | E | F | G1, 't'},
    {C | D | E, 'u'},
    {E | L, 'v'},
    {C | E | L | N, 'w'},
};

char letter(u16 bits) {
  for (const Shape& shape : shapes)
    if (shape.bits == bits) return shape.letter;
  return '?';
}

struct Bar {
  unsigned x, y;
  int dx, dy;
  unsigned length;
};
constexpr Bar bars[AlphanumericDigits::segments] = {
    {1, 0, 1, 0, 5},  {6, 1, 0, 1, 3},  {6, 5, 0, 1, 3}, {1, 8, 1, 0, 5}, {0, 5, 0, 1, 3},
    {0, 1, 0, 1, 3},  {1, 4, 1, 0, 2},  {4, 4, 1, 0, 2}, {1, 1, 1, 1, 2}, {3, 1, 0, 1, 3},
    {5, 1, -1, 1, 2}, {2, 6, -1, 1, 2}, {3, 5, 0, 1, 3}, {4, 6, 1, 1, 2}, {point_column, 8, 1, 0, 1}};

}  // namespace

std::string AlphanumericDigits::text() const {
  std::string text;
  for (const u16 bits : bits_) {
    text += light_ > 0 ? letter(bits & static_cast<u16>(~point)) : ' ';
    if (light_ > 0 && bits & point) text += '.';
  }
  return text + '\n';
}

Picture AlphanumericDigits::picture() const {
  Picture picture{static_cast<unsigned>(bits_.size()) * cell_width - 1, height, {}};
  picture.light.resize(picture.width * height);
  for (unsigned digit = 0; digit < bits_.size(); ++digit)
    for (unsigned i = 0; i < segments; ++i) {
      if (!(bits_[digit] >> i & 1)) continue;
      for (unsigned step = 0; step < bars[i].length; ++step) {
        const auto x = static_cast<int>(digit * cell_width + bars[i].x) + bars[i].dx * static_cast<int>(step);
        const auto y = static_cast<int>(bars[i].y) + bars[i].dy * static_cast<int>(step);
        picture.light[static_cast<unsigned>(y) * picture.width + static_cast<unsigned>(x)] = light_;
      }
    }
  return picture;
}

std::vector<Reading> AlphanumericDigits::readings() const {
  static constexpr const char* names[segments] = {"a", "b", "c", "d", "e", "f", "g1", "g2",
                                                  "h", "j", "k", "l", "m", "n", "dp"};
  std::vector<Reading> readings;
  for (unsigned digit = 0; digit < bits_.size(); ++digit)
    for (unsigned i = 0; i < segments; ++i)
      readings.push_back({fmt::format("{}_{}", names[i], digit + 1), "", bits_[digit] >> i & 1 ? light_ : 0});
  return readings;
}

}  // namespace parts
