#pragma once
// What controllers of small colour displays have in common: a frame memory of 18 bits a point behind the commands of
// MIPI's Display Command Set, on four-wire SPI. ILI9341 data sheet V1.11 (8.2, "Command description"), ST7735R V0.2 and
// ST7789V V1.0 (chapter 9 or 10, "System function commands").
//
// Parameters count byte by byte: a command that is cut short has changed what came. In doubt: windows that begin inside
// the memory and end outside are cut at its edge (the data sheets say that such data are ignored, and drivers rely on
// it). Points of 12 and 16 bits become 18 by repeating their highest bits, not by the look-up table of the ST7735.
// Not modelled: partial mode (a finding), gamma, tearing effect, the times that must pass behind reset and sleep out,
// how a panel is scanned, the manufacturers' own commands.
#include <array>
#include <functional>
#include <vector>

#include "emulator/random.hpp"
#include "emulator/state.hpp"
#include "peripherals/parts/picture.hpp"

namespace parts {

class DcsController {
 public:
  using u8 = emulator::u8;
  using u32 = emulator::u32;
  struct Model {
    unsigned columns, rows;    // of the frame memory, with MADCTL 0
    std::array<u8, 3> id;      // RDDID
    std::vector<u8> id4 = {};  // D3h, with its dummy byte; empty: there is no such command
    bool twelve_bits = true;   // are understood
  };
  // The panel in front of it: which part of the memory is seen, and how.
  struct Glass {
    unsigned width, height, left, top;
    bool upside_down;  // its lines run from the bottom to the top
    bool bgr;          // its filters are in that order
    bool inverted;     // what is 0 is bright, unless inversion is on
  };

  DcsController(const Model& model, const Glass& glass)
      : model_(model), glass_(glass), memory_(model.columns * model.rows) {}

  void power_on(emulator::Random);
  void hardware_reset();
  void command(u8);
  void data(u8);
  u8 reply() const { return answered_ < answer_.size() ? answer_[answered_] : u8{0}; }
  bool lit() const { return on_ && !sleeping_; }
  Picture picture(double backlight) const;  // its light, 0 … 1
  std::function<void(u8 command)> on_unmodelled;
  void serialize(emulator::State&);

 private:
  using Range = std::array<u8, 4>;  // start and end, as they come
  static constexpr unsigned number(const u8* bytes) { return unsigned{bytes[0]} << 8 | bytes[1]; }
  void software_reset();
  void full_window();
  void begin_access(bool from_start);
  void parameter(unsigned index, u8);
  void take_pixels(u8);
  void put(u32 point);
  void advance();
  u32* cell(unsigned x, unsigned y);
  unsigned most_x() const { return (madctl_ & 1 << 5 ? model_.rows : model_.columns) - 1; }
  unsigned most_y() const { return (madctl_ & 1 << 5 ? model_.columns : model_.rows) - 1; }
  unsigned scrolled(unsigned line) const;
  std::vector<u8> answer(u8 command);
  std::vector<u8> behind_dummy_clock(const std::vector<u8>&) const;
  std::vector<u8> status() const;

  const Model model_;
  const Glass glass_;
  std::vector<u32> memory_;  // red, green, blue, six bits each
  u8 command_ = 0, madctl_ = 0, colmod_ = 0x66;
  u32 parameters_ = 0;  // that have come
  Range columns_{}, rows_{};
  std::array<u8, 6> scroll_area_{};
  std::array<u8, 2> scroll_start_{};
  bool on_ = false, sleeping_ = true, inversion_ = false, idle_ = false, scrolls_ = false;
  unsigned x_ = 0, y_ = 0;
  u32 bits_ = 0, held_ = 0;  // of points that are coming: how many, and which
  std::vector<u8> answer_;
  u32 answered_ = 0;
};

}  // namespace parts
