#include "peripherals/parts/dcs_controller.hpp"

#include <algorithm>

namespace parts {

namespace {

enum Command : emulator::u8 {
  SWRESET = 0x01,
  SLPIN = 0x10,
  SLPOUT = 0x11,
  PTLON = 0x12,
  NORON = 0x13,
  INVOFF = 0x20,
  INVON = 0x21,
  DISPOFF = 0x28,
  DISPON = 0x29,
  CASET = 0x2a,
  RASET = 0x2b,
  RAMWR = 0x2c,
  RAMRD = 0x2e,
  VSCRDEF = 0x33,
  MADCTL = 0x36,
  VSCRSADD = 0x37,
  IDMOFF = 0x38,
  IDMON = 0x39,
  COLMOD = 0x3a,
  RAMWRC = 0x3c,
  RAMRDC = 0x3e,
};
constexpr emulator::u8 my = 1 << 7, mx = 1 << 6, mv = 1 << 5;
constexpr emulator::u8 bits12 = 3, bits16 = 5;

}  // namespace

void DcsController::power_on(emulator::Random noise) {
  for (u32& point : memory_) point = static_cast<u32>(noise.next()) & 0x3ffff;
  hardware_reset();
}

void DcsController::hardware_reset() {
  madctl_ = 0;
  colmod_ = 0x66;
  software_reset();
}

// The memory keeps what it has; so do MADCTL and COLMOD ("S/W reset: no change").
void DcsController::software_reset() {
  command_ = 0;
  on_ = inversion_ = idle_ = scrolls_ = false;
  sleeping_ = true;
  scroll_area_ = {0, 0, static_cast<u8>(model_.rows >> 8), static_cast<u8>(model_.rows), 0, 0};
  scroll_start_ = {};
  answer_.clear();
  full_window();
}

void DcsController::full_window() {
  columns_ = {0, 0, static_cast<u8>(most_x() >> 8), static_cast<u8>(most_x())};
  rows_ = {0, 0, static_cast<u8>(most_y() >> 8), static_cast<u8>(most_y())};
  begin_access(true);
}

void DcsController::begin_access(bool from_start) {
  bits_ = 0;
  if (!from_start) return;
  x_ = number(&columns_[0]);
  y_ = number(&rows_[0]);
}

void DcsController::command(u8 code) {
  command_ = code;
  parameters_ = 0;
  answer_ = answer(code);
  answered_ = 0;
  switch (code) {
    case SWRESET: software_reset(); break;
    case SLPIN:
    case SLPOUT: sleeping_ = code == SLPIN; break;
    case PTLON:
      if (on_unmodelled) on_unmodelled(code);
      [[fallthrough]];
    case NORON: scrolls_ = false; break;
    case INVOFF:
    case INVON: inversion_ = code == INVON; break;
    case DISPOFF:
    case DISPON: on_ = code == DISPON; break;
    case RAMWR:
    case RAMRD:
    case RAMWRC:
    case RAMRDC: begin_access(code == RAMWR || code == RAMRD); break;
    case VSCRSADD: scrolls_ = true; break;
    case IDMOFF:
    case IDMON: idle_ = code == IDMON; break;
    default: break;
  }
}

void DcsController::data(u8 byte) {
  if (command_ == RAMWR || command_ == RAMWRC) return take_pixels(byte);
  if (answered_ < answer_.size()) ++answered_;
  if ((command_ == RAMRD || command_ == RAMRDC) && answered_ == answer_.size()) {
    const u32* const point = cell(x_, y_);
    const u32 value = point ? *point : 0;
    answer_ = {static_cast<u8>(value >> 12 << 2), static_cast<u8>((value >> 6 & 0x3f) << 2),
               static_cast<u8>((value & 0x3f) << 2)};
    answered_ = 0;
    advance();
    return;
  }
  parameter(parameters_++, byte);
}

void DcsController::parameter(unsigned index, u8 byte) {
  const auto set = [&](auto& bytes) {
    if (index < bytes.size()) bytes[index] = byte;
  };
  switch (command_) {
    case CASET: set(columns_); break;
    case RASET: set(rows_); break;
    case VSCRDEF: set(scroll_area_); break;
    case VSCRSADD: set(scroll_start_); break;
    case MADCTL:
      if (index == 0) madctl_ = byte;
      break;
    case COLMOD:
      if (index == 0) colmod_ = byte;
      break;
    default: break;
  }
}

// 12 bits: two points in three bytes; 16; 18: the upper six bits of three bytes.
void DcsController::take_pixels(u8 byte) {
  const u8 format = colmod_ & 7;
  const unsigned size = format == bits12 && model_.twelve_bits ? 12 : format == bits16 ? 16 : 24;
  held_ = held_ << 8 | byte;
  bits_ += 8;
  if (bits_ < size) return;
  bits_ -= size;
  const u32 p = held_ >> bits_;
  const auto wide = [](u32 value, unsigned bits) { return (value << (6 - bits) | value >> (2 * bits - 6)) & 0x3f; };
  if (size == 12) return put(wide(p >> 8 & 0xf, 4) << 12 | wide(p >> 4 & 0xf, 4) << 6 | wide(p & 0xf, 4));
  if (size == 16) return put(wide(p >> 11 & 0x1f, 5) << 12 | (p >> 5 & 0x3f) << 6 | wide(p & 0x1f, 5));
  put((p >> 18 & 0x3f) << 12 | (p >> 10 & 0x3f) << 6 | (p >> 2 & 0x3f));
}

void DcsController::put(u32 point) {
  if (u32* const there = cell(x_, y_)) *there = point;
  advance();
}

void DcsController::advance() {
  if (x_ < std::min(number(&columns_[2]), most_x())) {
    ++x_;
    return;
  }
  x_ = number(&columns_[0]);
  y_ = y_ < std::min(number(&rows_[2]), most_y()) ? y_ + 1 : number(&rows_[0]);
}

// "Memory data access control": rows and columns change places, then each may run backwards. null: there is none.
DcsController::u32* DcsController::cell(unsigned x, unsigned y) {
  if (x > most_x() || y > most_y()) return nullptr;
  unsigned column = madctl_ & mv ? y : x, row = madctl_ & mv ? x : y;
  if (madctl_ & mx) column = model_.columns - 1 - column;
  if (madctl_ & my) row = model_.rows - 1 - row;
  return &memory_[row * model_.columns + column];
}

void DcsController::serialize(emulator::State& state) {
  state(memory_, command_, madctl_, colmod_, parameters_, columns_, rows_, scroll_area_, scroll_start_, on_, sleeping_);
  state(inversion_, idle_, scrolls_, x_, y_, bits_, held_, answer_, answered_);
  if (memory_.size() != model_.columns * model_.rows)
    throw emulator::StateError("a display of the snapshot has another size");
}

}  // namespace parts
