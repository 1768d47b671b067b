#pragma once
// Numbers that a program prints, line by line, as curves: "21.5", "3, 4", "(1, 2)", "x: 1 y: 2", as serial plotters of
// other tools take them. A line without any number is passed over.
#include <string>
#include <string_view>
#include <vector>

#include "gui/bench/canvas.hpp"
#include "gui/bench/theme.hpp"

namespace bench {

class Plotter {
 public:
  struct Curve {
    std::string name;
    std::vector<double> values;  // one a line; NaN where a line did not have it
  };
  void hear(std::string_view text);
  void clear();
  const std::vector<Curve>& curves() const { return curves_; }
  std::size_t lines() const { return lines_; }
  std::string csv() const;

 private:
  static constexpr std::size_t most_lines = 20'000, most_curves = 12;
  void take(std::string_view line);
  Curve& curve(const std::string& name);
  std::vector<Curve> curves_;
  std::string line_;
  std::size_t lines_ = 0;
};

// The last lines, as many as `shown`.
void draw_plot(Canvas&, const Rect&, const Plotter&, std::size_t shown, const Theme&, double scale = 1);

}  // namespace bench
