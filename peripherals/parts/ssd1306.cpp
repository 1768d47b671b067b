#include "peripherals/parts/ssd1306.hpp"

#include <algorithm>

namespace parts {

namespace {

constexpr unsigned width = 128;
constexpr emulator::u8 charge_pump_on = 1 << 2;
constexpr emulator::i64 oscillator_hz = 370'000;
constexpr unsigned fixed_clocks = 50;                                 // BANK0's pulse width, 8.3
constexpr unsigned scroll_frames[] = {5, 64, 128, 256, 3, 4, 25, 2};  // table 9-1 (2)

}  // namespace

Ssd1306Controller::Ssd1306Controller(emulator::Scheduler& scheduler, const std::string& name, const Panel& panel)
    : OledController(panel, width), scroll_event_(scheduler, name + ".scroll", [this] { scroll_step(); }) {}

void Ssd1306Controller::reset() {
  OledController::reset();
  mode_ = Mode::page;
  first_column_ = first_page_ = fixed_rows_ = shift_ = 0;
  last_column_ = width - 1;
  last_page_ = pages - 1;
  scroll_rows_ = lines;
  scroll_ = {};
  scroll_event_.cancel();
}

unsigned Ssd1306Controller::arguments(u8 instruction) const {
  switch (instruction) {
    case 0x20:
    case 0x23:  // fade out and blinking, SSD1306B
    case 0x81:
    case 0x8d:
    case 0xa8:
    case 0xad:  // internal IREF, SSD1306B
    case 0xd3:
    case 0xd5:
    case 0xd6:  // zoom, SSD1306B
    case 0xd9:
    case 0xda:
    case 0xdb: return 1;
    case 0x21:
    case 0x22:
    case 0xa3: return 2;
    case 0x29:
    case 0x2a: return 5;
    case 0x26:
    case 0x27: return 6;
    default: return 0;
  }
}

void Ssd1306Controller::execute(const std::vector<u8>& i) {
  if (execute_common(i)) {
    column_ %= width;
    return;
  }
  switch (i[0]) {
    case 0x20:
      if ((i[1] & 3) != 3) mode_ = static_cast<Mode>(i[1] & 3);
      break;
    case 0x21:
      column_ = first_column_ = i[1] & 0x7f;
      last_column_ = i[2] & 0x7f;
      break;
    case 0x22:
      page_ = first_page_ = i[1] & 7;
      last_page_ = i[2] & 7;
      break;
    case 0x26:
    case 0x27:
    case 0x29:
    case 0x2a: set_scroll(i); break;
    case 0x2e: scroll_event_.cancel(); break;
    case 0x2f: scroll_event_.after(scroll_interval()); break;
    case 0x8d: pump_ = i[1] & charge_pump_on; break;
    case 0xa3:
      fixed_rows_ = i[1] & 0x3f;
      scroll_rows_ = i[2] & 0x7f;
      break;
    default: break;
  }
}

// 10.1.3: the pointers go round in their window; in page mode only the column moves.
void Ssd1306Controller::data(u8 byte) {
  put(byte);
  const auto next = [](unsigned& pointer, u8 first, u8 last, unsigned size) {
    const bool over = pointer == last;
    pointer = over ? first : (pointer + 1) % size;
    return over;
  };
  switch (mode_) {
    case Mode::horizontal:
      if (next(column_, first_column_, last_column_, width)) next(page_, first_page_, last_page_, pages);
      break;
    case Mode::vertical:
      if (next(page_, first_page_, last_page_, pages)) next(column_, first_column_, last_column_, width);
      break;
    case Mode::page: next(column_, 0, width - 1, width); break;
  }
}

void Ssd1306Controller::set_scroll(const std::vector<u8>& i) {
  const bool both = i[0] >= 0x29;
  scroll_ = {static_cast<u8>(i[2] & 7), static_cast<u8>(i[4] & 7), static_cast<u8>(i[3] & 7),
             static_cast<u8>(both ? i[5] & 0x3f : 0), both ? i[0] == 0x2a : i[0] == 0x27};
}

// Frames of D * K * multiplex clocks, K from both phases of the precharge (8.3).
emulator::Duration Ssd1306Controller::scroll_interval() const {
  const unsigned clocks = (divide_ & 0xf) + 1u, k = (precharge_ & 0xf) + (precharge_ >> 4) + fixed_clocks;
  return emulator::Clock{oscillator_hz}.ticks(emulator::i64{scroll_frames[scroll_.interval]} * clocks * k * multiplex_);
}

// Content moves in the RAM (10.2): what has scrolled stays so. Columns of the panel run against the segments.
void Ssd1306Controller::scroll_step() {
  for (unsigned page = scroll_.first; page <= scroll_.last; ++page) {
    u8* const row = &cell(page, 0);
    std::rotate(row, row + (scroll_.left ? width - 1 : 1), row + width);
  }
  if (scroll_rows_) shift_ = static_cast<u8>((shift_ + scroll_.down) % scroll_rows_);
  scroll_event_.after(scroll_interval());
}

unsigned Ssd1306Controller::scrolled(unsigned row) const {
  if (row < fixed_rows_ || row - fixed_rows_ >= scroll_rows_) return row;
  return fixed_rows_ + (row - fixed_rows_ + shift_) % scroll_rows_;
}

void Ssd1306Controller::serialize(emulator::State& state) {
  OledController::serialize(state);
  state(mode_, first_column_, last_column_, first_page_, last_page_, fixed_rows_, scroll_rows_, shift_);
  state(scroll_.first, scroll_.last, scroll_.interval, scroll_.down, scroll_.left, scroll_event_);
}

}  // namespace parts
