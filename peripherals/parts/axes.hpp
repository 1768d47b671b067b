#pragma once
// How a sensor sits on its board: which of the board's axes each of the sensor's axes follows, "x" or "-x".
#include <array>

#include "peripherals/parts/attributes.hpp"

namespace parts {

class Axes {
 public:
  // Attribute "axes": three of "x", "-x", "y" …, for the sensor's X, Y and Z (default x, y, z).
  explicit Axes(const Attributes&);
  // From the board's axes to the sensor's.
  std::array<double, 3> to_sensor(const std::array<double, 3>& board) const;

 private:
  struct Axis {
    unsigned from;
    double sign;
  };
  std::array<Axis, 3> axes_{{{0, 1}, {1, 1}, {2, 1}}};
};

}  // namespace parts
