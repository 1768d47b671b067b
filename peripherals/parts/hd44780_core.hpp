#pragma once
// Hitachi HD44780U character display controller, ROM code A00: instructions, memories, the busy flag, four and eight
// bits. Data sheet ADE-207-272(Z) rev. 0.0: table 6 (instructions, times at 270 kHz), figures 4 to 6 (addresses),
// figure 8 (four bits), "Reset function", figure 17.
//
// What comes while an instruction is being executed is lost, counted, and a finding.
// Not modelled: 5x10 dots (taken, shown as 5x8), dots: characters are told as text; blinking as such.
#include <array>
#include <string>

#include "emulator/state.hpp"
#include "emulator/time.hpp"

namespace parts {

class Hd44780Core {
 public:
  using u8 = emulator::u8;
  struct Lines {
    bool rs, rw, e;
    u8 data;  // DB7 to DB0
  };
  struct Cursor {
    unsigned column, row;
    bool shown, blinks;
  };

  Hd44780Core(const emulator::Scheduler& scheduler, unsigned columns, unsigned rows)
      : scheduler_(scheduler), columns_(columns), rows_(rows) {}

  void power_on();
  void lines(const Lines&);  // they are so now
  bool drives() const { return lines_.e && lines_.rw; }
  u8 output() const;  // while it drives; with four bits DB3 to DB0 mean nothing
  std::string text() const;
  Cursor cursor() const;
  unsigned missed() const { return missed_; }
  void serialize(emulator::State&);

 private:
  bool busy() const { return scheduler_.now() < busy_until_; }
  void work(emulator::Duration);
  void take(bool rs, u8 byte);
  void instruction(u8);
  void clear();
  void write_data(u8);
  u8 read_now(bool rs) const;
  void move(bool up);
  void shift(bool left);
  unsigned line_length() const { return two_lines_ ? 40 : 80; }
  unsigned index(unsigned address) const;  // into the DDRAM
  unsigned address_at(unsigned row, unsigned column) const;

  const emulator::Scheduler& scheduler_;
  const unsigned columns_, rows_;
  std::array<u8, 80> ddram_{};
  std::array<u8, 64> cgram_{};
  unsigned address_ = 0, shift_ = 0, missed_ = 0;
  bool in_cgram_ = false, up_ = true, shifts_ = false, on_ = false, cursor_ = false, blink_ = false;
  bool eight_bits_ = true, two_lines_ = false, second_nibble_ = false;
  u8 nibble_ = 0, held_ = 0;
  Lines lines_{};
  emulator::Time busy_until_{};
};

}  // namespace parts
