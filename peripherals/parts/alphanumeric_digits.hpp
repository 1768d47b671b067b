#pragma once
// A row of fourteen-segment digits as people see it: each segment's brightness, what they spell, what they look like.
//
//    aaaaa     Bits as on the usual backpacks: a to f round about, g1 and g2 the halves of the middle bar, then from
//    the
//   f\ | /b    inside h (upper left), j (upper middle), k (upper right), l (lower left), m (lower middle), n (lower
//   f h|k b    right), and dp. Digits of the picture are seven points wide and nine high; the point has the column
//    g1 g2     behind them.
//   e l|n c
//   e/ | \c
//    ddddd p
#include <array>
#include <string>
#include <vector>

#include "emulator/types.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class AlphanumericDigits {
 public:
  static constexpr unsigned segments = 15;
  explicit AlphanumericDigits(unsigned digits) : bits_(digits) {}

  void show(unsigned digit, emulator::u16 bits, double brightness) {
    bits_[digit] = bits & 0x7fff;
    light_ = brightness;
  }
  std::string text() const;  // '?' for what is no character
  Picture picture() const;
  std::vector<Reading> readings() const;  // "a_1" …, digits from the left

 private:
  std::vector<emulator::u16> bits_;
  double light_ = 0;
};

}  // namespace parts
