#pragma once
// What is under a point of the bench, and what a hand does to it.
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gui/bench/scene.hpp"

namespace bench {

struct Hit {
  const Device* device = nullptr;    // a board, a part, or what sits on a board
  const Control* control = nullptr;  // of that device
  std::optional<LegRef> leg = std::nullopt;
  const Wiring* wire = nullptr;  // under the point, or that ends at the leg
  bool nothing() const { return !device && !wire; }
};
Hit hit(const Scene&, Point);

// Moves quantities as a finger would. Each call tells what is to be set.
class Hand {
 public:
  struct Range {
    double value, low, high;
  };
  using Look = std::function<std::optional<Range>(const std::string& quantity)>;
  using Moves = std::vector<std::pair<std::string, double>>;

  explicit Hand(Look look) : look_(std::move(look)) {}
  // `latch`: what is pressed stays pressed until it is pressed again.
  Moves press(const Hit&, Point, bool latch);
  Moves drag(Point);
  Moves release();
  Moves wheel(const Hit&, double steps) const;
  // By keys: knobs, slides and sticks a step further; `second`: a stick's other quantity.
  Moves nudge(const Hit&, double steps, bool second) const;
  bool busy() const { return control_.has_value(); }

 private:
  Moves set(const std::string& quantity, double value) const;
  Moves pad(Point) const;
  Look look_;
  std::optional<Control> control_;
  Point origin_{}, from_{};  // of the device, and where it was taken
  double began_ = 0;         // the quantity's value then
  bool latched_ = false;
};

}  // namespace bench
