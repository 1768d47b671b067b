#include "peripherals/parts/oled_controller.hpp"

#include "peripherals/parts/perceived_light.hpp"

namespace parts {

namespace {

// SET COM PINS (10.1.18): alternative pins; left and right changed over.
constexpr emulator::u8 alternative = 1 << 4, swapped = 1 << 5;
constexpr unsigned least_multiplex = 16;

}  // namespace

// 8.5 and table 9-1
void OledController::reset() {
  pending_.clear();
  page_ = column_ = 0;
  start_line_ = offset_ = 0;
  multiplex_ = lines;
  contrast_ = 0x7f;
  com_pins_ = 0x12;
  precharge_ = 0x22;
  divide_ = 0x80;
  on_ = all_on_ = inverse_ = segment_remap_ = com_remap_ = pump_ = false;
}

void OledController::scramble(emulator::Random random) {
  for (u8& byte : ram_) byte = static_cast<u8>(random.next());
}

void OledController::command(u8 byte) {
  pending_.push_back(byte);
  if (pending_.size() <= arguments(pending_[0])) return;
  const std::vector<u8> whole = std::move(pending_);
  pending_.clear();
  execute(whole);
}

bool OledController::execute_common(const std::vector<u8>& i) {
  const u8 code = i[0];
  if (code < 0x10) {
    column_ = (column_ & 0xf0) | code;
  } else if (code < 0x20) {
    column_ = (column_ & 0x0f) | (code & 0x0f) << 4;
  } else if (code >= 0x40 && code < 0x80) {
    start_line_ = code & 0x3f;
  } else if (code >= 0xb0 && code < 0xb8) {
    page_ = code & 7;
  } else {
    switch (code) {
      case 0x81: contrast_ = i[1]; break;
      case 0xa0:
      case 0xa1: segment_remap_ = code & 1; break;
      case 0xa4:
      case 0xa5: all_on_ = code & 1; break;
      case 0xa6:
      case 0xa7: inverse_ = code & 1; break;
      case 0xa8:
        if ((i[1] & 0x3f) + 1u >= least_multiplex) multiplex_ = static_cast<u8>((i[1] & 0x3f) + 1);
        break;
      case 0xae:
      case 0xaf: on_ = code & 1; break;
      case 0xc0:
      case 0xc8: com_remap_ = code & 8; break;
      case 0xd3: offset_ = i[1] & 0x3f; break;
      case 0xd5: divide_ = i[1]; break;
      case 0xd9: precharge_ = i[1]; break;
      case 0xda: com_pins_ = i[1]; break;
      default: return false;
    }
  }
  return true;
}

// "This command only affects subsequent data input" (10.1.8, of the segment remap).
void OledController::put(u8 byte) {
  if (column_ < columns_) cell(page_, segment_remap_ ? columns_ - 1 - column_ : column_) = byte;
}

// Which row of the scan reaches line y of the panel, if any does (10.1.12, 10.1.13, 10.1.15, 10.1.18). The module
// stands so that drivers which remap segments and COM outputs, as all do, see line 0 at the top.
bool OledController::row_of(unsigned y, unsigned& row) const {
  const unsigned line = panel_.height - 1 - y, half = lines / 2;
  const bool flat = panel_.width > 2 * panel_.height;
  unsigned side = flat ? line / half : line % 2;
  const unsigned pad = flat ? line % half : line / 2;
  if (com_pins_ & swapped) side ^= 1;
  const unsigned com = com_pins_ & alternative ? pad * 2 + side : side * half + pad;
  row = (com_remap_ ? multiplex_ - 1u - com + offset_ : com + offset_) % lines;
  return row < multiplex_;
}

Picture OledController::picture() const {
  Picture picture{panel_.width, panel_.height, std::vector<double>(panel_.width * panel_.height)};
  if (!lit()) return picture;
  const double full = lightness((contrast_ + 1) / 256.0);
  const unsigned left = (columns_ - panel_.width) / 2;
  for (unsigned y = 0; y < panel_.height; ++y) {
    unsigned row = 0;
    if (!row_of(y, row)) continue;
    const unsigned line = (scrolled(row) + start_line_) % lines;
    for (unsigned x = 0; x < panel_.width; ++x) {
      const unsigned segment = columns_ - 1 - left - x;
      const bool bit = ram_[line / 8 * most_columns + segment] >> line % 8 & 1;
      if (all_on_ || bit != inverse_) picture.light[y * panel_.width + x] = full;
    }
  }
  return picture;
}

void OledController::serialize(emulator::State& state) {
  state(ram_, pending_, page_, column_, multiplex_, precharge_, divide_, pump_, start_line_, offset_, contrast_);
  state(com_pins_, on_, all_on_, inverse_, segment_remap_, com_remap_);
}

}  // namespace parts
