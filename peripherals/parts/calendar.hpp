#pragma once
// The calendar that clock chips have in seven registers: seconds, minutes, hours, day of the week, date, month, year,
// in BCD. DS1307 data sheet (Maxim 19-5004), table 2; DS3231 (19-5170), figure 1.
#include <array>
#include <string>

#include "emulator/types.hpp"

namespace parts {

class Calendar {
 public:
  enum Field : unsigned { seconds, minutes, hours, weekday, date, month, year };
  static constexpr emulator::u8 twelve_hours = 1 << 6, afternoon = 1 << 5;  // of the hours
  static constexpr emulator::u8 century = 1 << 7;                           // of the month, where a chip has it

  std::array<emulator::u8, 7> registers{0, 0, 0, 1, 1, 1, 0};  // 2000-01-01 00:00:00

  // A second later. Years that divide by four are leap years.
  void tick();
  // "2024-02-29 23:59:58"; Monday is the first day of the week. PartError if it is none.
  void set(const std::string& text);

 private:
  bool next(Field, unsigned first, unsigned last);  // true: it began again
  bool next_hour();
};

}  // namespace parts
