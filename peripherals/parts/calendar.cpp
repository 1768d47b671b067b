#include "peripherals/parts/calendar.hpp"

#include <charconv>

#include "peripherals/parts/attributes.hpp"

namespace parts {

namespace {

using emulator::u8;

unsigned from_bcd(u8 value) { return (value >> 4) * 10u + (value & 15u); }
u8 to_bcd(unsigned value) { return static_cast<u8>(value / 10 << 4 | value % 10); }

unsigned days(unsigned month, unsigned year) {
  constexpr unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 31;
  return lengths[month - 1] + (month == 2 && year % 4 == 0);
}

// 0 is a Monday.
unsigned day_of_week(unsigned year, unsigned month, unsigned date) {
  unsigned count = (year - 2000) * 365 + (year - 1997) / 4;  // since Saturday, 2000-01-01
  for (unsigned m = 1; m < month; ++m) count += days(m, year);
  return (count + date - 1 + 5) % 7;
}

}  // namespace

bool Calendar::next(Field field, unsigned first, unsigned last) {
  const unsigned value = from_bcd(registers[field]);
  registers[field] = to_bcd(value >= last ? first : value + 1);
  return value >= last;
}

// 11 PM, 12 AM, 1 AM: the day begins at 12 AM.
bool Calendar::next_hour() {
  u8& hour = registers[hours];
  if (!(hour & twelve_hours)) return next(hours, 0, 23);
  const unsigned value = from_bcd(hour & 0x1f);
  u8 half = hour & afternoon;
  const bool over = value == 11 && half;
  if (value == 11) half ^= afternoon;
  hour = static_cast<u8>(twelve_hours | half | to_bcd(value >= 12 ? 1 : value + 1));
  return over;
}

void Calendar::tick() {
  if (!next(seconds, 0, 59) || !next(minutes, 0, 59) || !next_hour()) return;
  next(weekday, 1, 7);
  const u8 centuries = registers[month] & century;
  registers[month] &= static_cast<u8>(~century);
  const unsigned last = days(from_bcd(registers[month]), from_bcd(registers[year]));
  const bool new_year = next(date, 1, last) && next(month, 1, 12);
  registers[month] |= centuries;
  if (new_year && next(year, 0, 99)) registers[month] ^= century;
}

void Calendar::set(const std::string& text) {
  constexpr std::string_view form = "dddd-dd-dd dd:dd:dd";
  bool fits = text.size() == form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i)
    fits = form[i] == 'd' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
  const auto number = [&](std::size_t at, std::size_t length) {
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + length, value);
    return value;
  };
  if (fits) {
    const unsigned y = number(0, 4), mo = number(5, 2), d = number(8, 2);
    const unsigned h = number(11, 2), mi = number(14, 2), s = number(17, 2);
    fits = y >= 2000 && y <= 2099 && mo >= 1 && mo <= 12 && d >= 1 && d <= days(mo, y) && h < 24 && mi < 60 && s < 60;
    registers = {to_bcd(s), to_bcd(mi), to_bcd(h),      to_bcd(day_of_week(y, mo, d) + 1),
                 to_bcd(d), to_bcd(mo), to_bcd(y % 100)};
  }
  if (!fits) throw PartError("\"time\" must be as \"2024-02-29 23:59:58\", from 2000 to 2099; it is \"" + text + "\"");
}

}  // namespace parts
