#pragma once
// What a scenario expects of a number: exactly 3, 20 to 30, or 5 give or take 2 percent.
#include <optional>
#include <string>

#include "boards/json.hpp"

namespace scenarios {

class Expected {
 public:
  // 3 · "3 V" · [20, 30] · {"about": 5, "plus_minus": 0.1} · {"about": "1.5 ms", "plus_minus": "2 %"} · {"above": 1} ·
  // {"below": 2}. Numbers are in `unit`; texts say theirs, prefixes allowed ("5 mV"). Notes a mistake at `path`.
  static std::optional<Expected> read(const boards::Json&, const std::string& path, const std::string& unit,
                                      boards::Mistakes&);

  bool met_by(double value) const { return value >= low_ && value <= high_; }
  std::string text() const;  // "20 to 30 degC"

 private:
  double low_ = 0, high_ = 0;
  std::string unit_;
};

// A number with a unit, "25 degC" or 25, in `unit`. Notes a mistake if it is none or of another unit.
std::optional<double> read_number(const boards::Json&, const std::string& path, const std::string& unit,
                                  boards::Mistakes&);
std::string with_unit(double, const std::string& unit);  // "25 degC"

}  // namespace scenarios
