#pragma once
// What OLED controllers have in common: a RAM of eight pages of columns, bytes as commands or data, and the ways from
// RAM lines to the rows of a panel. SSD1306 data sheet rev. 1.1 (sections in comments); SH1106 is its near relative.
//
// In doubt: where display offset and a remapped scan direction meet (table 10-2 as remembered); that contrast 0 is
// 1/256 of full light and not none (8.8 gives the current as contrast / 256).
#include <array>
#include <vector>

#include "emulator/random.hpp"
#include "emulator/state.hpp"
#include "peripherals/parts/picture.hpp"

namespace parts {

class OledController {
 public:
  using u8 = emulator::u8;
  // What is glued to the controller. Panels flatter than 2:1 are wired for sequential COM pins, others for alternative.
  struct Panel {
    unsigned width, height;
    bool own_supply;  // VCC comes from outside: no charge pump is needed
  };
  static constexpr unsigned pages = 8, lines = 64, most_columns = 132;

  OledController(const Panel& panel, unsigned columns) : panel_(panel), columns_(columns) {}
  virtual ~OledController() = default;

  virtual void reset();  // the RAM keeps what it has
  void scramble(emulator::Random);
  void command(u8);  // an instruction, or what belongs to the one before
  virtual void data(u8) = 0;
  u8 status() const { return on_ ? 0 : 1 << 6; }
  bool lit() const { return on_ && (panel_.own_supply || pump_); }
  Picture picture() const;
  virtual void serialize(emulator::State&);

 protected:
  virtual unsigned arguments(u8 instruction) const = 0;  // bytes that follow it
  virtual void execute(const std::vector<u8>& instruction) = 0;
  bool execute_common(const std::vector<u8>& instruction);  // false: it is none of them
  virtual unsigned scrolled(unsigned row) const { return row; }
  u8& cell(unsigned page, unsigned column) { return ram_[page * most_columns + column]; }
  void put(u8);  // where the pointers say, at the segment that is wired to this column at present

  const Panel panel_;
  const unsigned columns_;
  unsigned page_ = 0, column_ = 0;
  u8 multiplex_ = lines, precharge_ = 0x22, divide_ = 0x80;
  bool pump_ = false;

 private:
  bool row_of(unsigned y, unsigned& row) const;

  std::array<u8, pages * most_columns> ram_{};
  std::vector<u8> pending_;
  u8 start_line_ = 0, offset_ = 0, contrast_ = 0x7f, com_pins_ = 0x12;
  bool on_ = false, all_on_ = false, inverse_ = false, segment_remap_ = false, com_remap_ = false;
};

}  // namespace parts
