#pragma once
// A row of seven-segment digits as people see it: each segment's brightness, what they spell, what they look like.
//
//    aaa
//   f   b    Digits of the picture are five points wide and nine high; the decimal point or a colon has the column
//    ggg     behind them.
//   e   c
//    ddd  p
#include <array>
#include <string>
#include <vector>

#include "emulator/types.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class SegmentDigits {
 public:
  static constexpr unsigned segments = 8;  // a to g, then the decimal point
  explicit SegmentDigits(unsigned digits) : digits_(digits) {}

  // bit 0: a … bit 6: g, bit 7: the decimal point
  void show(unsigned digit, emulator::u8 bits, double brightness);
  void set(unsigned digit, unsigned segment, double brightness) { digits_[digit][segment] = brightness; }
  void colon(unsigned behind, double brightness) { colon_behind_ = behind, colon_ = brightness; }  // so many digits

  std::string text() const;  // '?' for what is no character; a segment is seen from a brightness of 0.3
  Picture picture() const;
  std::vector<Reading> readings() const;  // "a_1" …: the brightness of each segment, digits from the left

 private:
  std::vector<std::array<double, segments>> digits_;
  unsigned colon_behind_ = 0;  // 0: there is none
  double colon_ = 0;
};

}  // namespace parts
