#pragma once
// Light-emitting diodes where rows cross columns: anodes on the rows, cathodes through one resistor per column.
//
// An LED's current follows from the voltages of its row and column and from the resistance behind them. What the eye
// sees of a multiplexed display is an average (perceived_light.hpp), worked out when a current changes or when somebody
// looks, so a display that nobody looks at costs little and an idle one nothing.
//
// Attributes: "map": per row a text with one "x,y" per column, "-" where no LED is fitted: "0,0 2,0 4,0 -".
//   "forward_volts" (2.0, a red LED), "ohms" of each column's resistor (220),
//   "full_milliamps": the current of an LED at full light (default: that of a driver at the board's supply without
//   resistance), "full_duty": the share of time for which a full LED is on (default 1/rows, as multiplexing allows).
//
// Not modelled: how LEDs of one row share the driver's current, the forward voltage's change with current, reverse
// current, and LEDs as light sensors.
#include <vector>

#include "peripherals/parts/part.hpp"
#include "peripherals/parts/perceived_light.hpp"

namespace parts {

class LedMatrix final : public Part {
 public:
  explicit LedMatrix(const Setup&);

  unsigned width() const { return width_; }
  unsigned height() const { return height_; }
  double milliamps(unsigned x, unsigned y) const;   // at this instant
  double light(unsigned x, unsigned y) const;       // average light, 0 … 1 (a driver can exceed 1)
  double brightness(unsigned x, unsigned y) const;  // as the eye judges it, 0 … 1: CIE 1976 lightness of light()
  std::optional<Picture> picture() const override;
  void wired() override;
  void serialize(emulator::State&) override;

 private:
  struct Led {
    unsigned row, column, x, y;
    double milliamps = 0;
    PerceivedLight seen = {};  // in milliamperes
  };
  struct Line {  // a row or a column
    explicit Line(std::string name) : terminal(std::move(name)) {}
    emulator::Terminal terminal;
    std::vector<unsigned> leds;
    double volts = 0, ohms = emulator::high_impedance;
  };

  void read_map(const std::vector<std::string>& rows);
  void make_lines(const Setup&);
  void look(Line&);
  void update(Line&);
  double current(const Led&) const;
  const Led& at(unsigned x, unsigned y) const;

  unsigned width_ = 0, height_ = 0;
  double forward_volts_, ohms_, full_light_;
  std::vector<Led> leds_;
  std::vector<std::unique_ptr<Line>> rows_, columns_;
};

}  // namespace parts
