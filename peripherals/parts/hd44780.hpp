#pragma once
// A character display with an HD44780 on its own pins.
//
// Terminals RS, RW, E, D0 … D7; with four bits D0 to D3 stay open. RS, RW and data lines have weak pull-ups (data
// sheet, "DC characteristics": 50 uA), so an open RW means reading. Attributes: "columns" (16), "rows" (2), "volts".
#include <array>
#include <memory>

#include "peripherals/parts/hd44780_core.hpp"
#include "peripherals/parts/part.hpp"

namespace parts {

class Hd44780 final : public Part {
 public:
  explicit Hd44780(const Setup&);
  void wired() override;
  void power_on() override;
  std::optional<std::string> text() override { return core_.text(); }
  std::vector<Reading> readings() override { return readings_of(core_); }
  void serialize(emulator::State&) override;

  static std::vector<Reading> readings_of(const Hd44780Core&);
  static Hd44780Core core_of(const Setup&);
  static void tell_missed(emulator::Machine&, const std::string& label, const Hd44780Core&);

 private:
  bool high(const emulator::Terminal&) const;
  void changed();

  Hd44780Core core_;
  std::string label_;
  double volts_;
  emulator::Terminal rs_, rw_, e_;
  std::array<std::unique_ptr<emulator::Terminal>, 8> data_;
  bool e_was_ = false, drives_ = false;
};

}  // namespace parts
