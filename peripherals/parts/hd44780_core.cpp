#include "peripherals/parts/hd44780_core.hpp"

namespace parts {

using namespace std::chrono_literals;

namespace {

constexpr emulator::Duration own_reset = 10ms, long_work = 1520us, usual_work = 37us, data_work = 41us;  // 37 + tADD

// ROM code A00 (table 4) as text. Its own characters, 0 to 7, are shown as circled numbers.
constexpr const char* circled[] = {"⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦"};
constexpr const char* last_columns[] = {"α", "ä", "β", "ε", "μ",  "σ",  "ρ",  "g", "√", "⁻", "j",
                                        "ˣ", "¢", "£", "ñ", "ö",  "p",  "q",  "θ", "∞", "Ω", "ü",
                                        "Σ", "π", "x̄", "y", "千", "万", "円", "÷", " ", "█"};

std::string character(emulator::u8 code) {
  if (code < 0x10) return circled[code & 7];
  if (code == 0x5c) return "¥";
  if (code == 0x7e) return "→";
  if (code == 0x7f) return "←";
  if (code >= 0x20 && code < 0x7e) return {static_cast<char>(code)};
  if (code >= 0xe0) return last_columns[code - 0xe0];
  if (code == 0xdf) return "°";  // a handakuten, which everybody uses as a degree sign
  if (code <= 0xa0) return " ";
  const unsigned point = 0xff61u + code - 0xa1;  // halfwidth katakana, in the order of JIS X 0201
  return {static_cast<char>(0xe0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3f)),
          static_cast<char>(0x80 | (point & 0x3f))};
}

}  // namespace

// "Initializing by internal reset circuit": display clear, eight bits, one line, display off, increment, no shift; busy
// for 10 ms.
void Hd44780Core::power_on() {
  clear();
  up_ = eight_bits_ = true;
  in_cgram_ = shifts_ = on_ = cursor_ = blink_ = two_lines_ = second_nibble_ = false;
  missed_ = 0;
  work(own_reset);
}

void Hd44780Core::work(emulator::Duration duration) { busy_until_ = scheduler_.now() + duration; }

void Hd44780Core::clear() {
  ddram_.fill(' ');
  address_ = shift_ = 0;
  in_cgram_ = false;
  up_ = true;
}

// Both ways a transfer ends when E falls; what is written has been on the lines before.
void Hd44780Core::lines(const Lines& now) {
  const Lines before = lines_;
  const bool began = now.e && !before.e, ended = before.e && !now.e;
  lines_ = now;
  if (began && now.rw && !second_nibble_) held_ = read_now(now.rs);
  if (!ended) return;
  if (!eight_bits_ && !second_nibble_) {
    nibble_ = before.data & 0xf0;
    second_nibble_ = true;
    return;
  }
  const u8 byte = eight_bits_ ? before.data : static_cast<u8>(nibble_ | before.data >> 4);
  second_nibble_ = false;
  if (!before.rw) return take(before.rs, byte);
  if (before.rs && !busy()) {
    move(up_);
    work(data_work);
  }
}

emulator::u8 Hd44780Core::output() const { return second_nibble_ ? static_cast<u8>(held_ << 4) : held_; }

emulator::u8 Hd44780Core::read_now(bool rs) const {
  if (!rs) return static_cast<u8>(busy() << 7 | address_);
  return in_cgram_ ? cgram_[address_ & 0x3f] : ddram_[index(address_)];
}

void Hd44780Core::take(bool rs, u8 byte) {
  if (busy()) {
    ++missed_;
    return;
  }
  work(rs ? data_work : byte < 4 ? long_work : usual_work);
  rs ? write_data(byte) : instruction(byte);
}

void Hd44780Core::instruction(u8 i) {
  if (i >= 0x80) {
    in_cgram_ = false;
    address_ = i & 0x7f;
  } else if (i >= 0x40) {
    in_cgram_ = true;
    address_ = i & 0x3f;
  } else if (i >= 0x20) {
    eight_bits_ = i & 1 << 4;
    two_lines_ = i & 1 << 3;
  } else if (i >= 0x10) {
    const bool right = i & 1 << 2;
    i & 1 << 3 ? shift(!right) : move(right);
  } else if (i >= 0x08) {
    on_ = i & 1 << 2;
    cursor_ = i & 1 << 1;
    blink_ = i & 1;
  } else if (i >= 0x04) {
    up_ = i & 1 << 1;
    shifts_ = i & 1;
  } else if (i >= 0x02) {
    address_ = shift_ = 0;
    in_cgram_ = false;
  } else if (i) {
    clear();
  }
}

void Hd44780Core::write_data(u8 byte) {
  (in_cgram_ ? cgram_[address_ & 0x3f] : ddram_[index(address_)]) = byte;
  if (!in_cgram_ && shifts_) shift(up_);
  move(up_);
}

// Two lines: 00 to 27, 40 to 67; one line: 00 to 4f (figures 4 and 6).
void Hd44780Core::move(bool up) {
  if (in_cgram_) {
    address_ = (address_ + (up ? 1 : 63)) % 64;
    return;
  }
  const unsigned at = (index(address_) + (up ? 1 : 79)) % 80;
  address_ = two_lines_ && at >= 40 ? at - 40 + 0x40 : at;
}

// Of addresses where no cell is, the data sheet says nothing: the line's first one is taken.
unsigned Hd44780Core::index(unsigned address) const {
  if (!two_lines_) return address < ddram_.size() ? address : 0;
  const unsigned in_line = address & 0x3f;
  return (address & 0x40 ? 40 : 0) + (in_line < 40 ? in_line : 0);
}

void Hd44780Core::shift(bool left) { shift_ = (shift_ + (left ? 1 : line_length() - 1)) % line_length(); }

// Of four rows, the third and fourth go on where the first and second end.
unsigned Hd44780Core::address_at(unsigned row, unsigned column) const {
  const unsigned in_line = ((row >= 2 ? columns_ : 0) + column + shift_) % line_length();
  return two_lines_ && row % 2 ? 40 + in_line : in_line;
}

std::string Hd44780Core::text() const {
  std::string text;
  for (unsigned row = 0; row < rows_; ++row) {
    const bool shown = on_ && (two_lines_ || row % 2 == 0);
    for (unsigned column = 0; column < columns_; ++column)
      text += shown ? character(ddram_[address_at(row, column)]) : " ";
    text += '\n';
  }
  return text;
}

Hd44780Core::Cursor Hd44780Core::cursor() const {
  const unsigned here = index(address_);
  for (unsigned row = 0; row < (two_lines_ ? rows_ : 1); ++row)
    for (unsigned column = 0; column < columns_; ++column)
      if (!in_cgram_ && address_at(row, column) == here) return {column, row, on_ && cursor_, on_ && blink_};
  return {columns_, rows_, false, false};  // out of sight
}

void Hd44780Core::serialize(emulator::State& state) {
  emulator::i64 busy = busy_until_.time_since_epoch().count();
  state(ddram_, cgram_, address_, shift_, missed_, in_cgram_, up_, shifts_, on_, cursor_, blink_, eight_bits_);
  state(two_lines_, second_nibble_, nibble_, held_, lines_.rs, lines_.rw, lines_.e, lines_.data, busy);
  busy_until_ = emulator::Time{emulator::Duration{busy}};
}

}  // namespace parts
