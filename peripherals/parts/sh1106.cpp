#include "peripherals/parts/sh1106.hpp"

#include <algorithm>

namespace parts {

void Sh1106Controller::reset() {
  OledController::reset();
  pump_ = true;  // DC-DC on is the state after reset (command 13)
  kept_column_ = 0;
}

unsigned Sh1106Controller::arguments(u8 instruction) const {
  switch (instruction) {
    case 0x81:
    case 0xa8:
    case 0xad:
    case 0xd3:
    case 0xd5:
    case 0xd9:
    case 0xda:
    case 0xdb: return 1;
    default: return 0;
  }
}

void Sh1106Controller::execute(const std::vector<u8>& i) {
  if (execute_common(i)) return;
  switch (i[0]) {
    case 0xad: pump_ = i[1] & 1; break;
    case 0xe0: kept_column_ = column_; break;
    case 0xee: column_ = kept_column_; break;
    default: break;  // among them what only the SSD1306 knows
  }
}

// The column counter stops behind the last column (9, "Column address circuit").
void Sh1106Controller::data(u8 byte) {
  put(byte);
  column_ = std::min(column_ + 1, columns_);
}

void Sh1106Controller::serialize(emulator::State& state) {
  OledController::serialize(state);
  state(kept_column_);
}

}  // namespace parts
