#pragma once
// Finds wires their ways over the bench: along a grid of 5, around things, with few bends and crossings, never one
// along another. A net is a tree: each further leg is led to whatever of the net is nearest.
#include <vector>

#include "gui/bench/device.hpp"
#include "gui/bench/geometry.hpp"

namespace bench {

struct RoutedEnd {
  Point at;
  Side side;
};
struct RoutedNet {
  std::vector<std::vector<RoutedEnd>> clusters;  // each holds places that are one and the same: all GND pads of a board
  std::vector<std::vector<Point>> runs = {};
  std::vector<Point> joints = {};
};

void route(std::vector<RoutedNet>&, const std::vector<Rect>& obstacles, const std::vector<RoutedEnd>& other_legs);

}  // namespace bench
