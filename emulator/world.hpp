#pragma once
// What surrounds the board: temperature, light, tilt, a finger on a button. Parts look; scenarios and panels move.
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/state.hpp"

namespace emulator {

// A named value with a unit and a range: "room.temperature", degC, -40 … 125.
class Quantity {
 public:
  struct Range {
    double low, high;
  };
  Quantity(std::string name, std::string unit, double initial, Range range)
      : name_(std::move(name)), unit_(std::move(unit)), value_(initial), initial_(initial), range_(range) {}
  Quantity(const Quantity&) = delete;
  Quantity& operator=(const Quantity&) = delete;
  double value() const { return value_; }
  double initial() const { return initial_; }
  const std::string& name() const { return name_; }
  const std::string& unit() const { return unit_; }
  Range range() const { return range_; }
  void set(double value);  // throws std::out_of_range with a sentence if the value is outside the range
  void watch(std::function<void(double)> watcher) { watchers_.push_back(std::move(watcher)); }
  void serialize(State& state) { state(value_); }

 private:
  std::string name_, unit_;
  double value_, initial_;
  Range range_;
  std::vector<std::function<void(double)>> watchers_;
};

class World {
 public:
  // The quantity of that name, made if it is not there yet. Several parts may share one.
  Quantity& quantity(const std::string& name, const std::string& unit, double initial, Quantity::Range range);
  Quantity* find(std::string_view name);
  const std::map<std::string, std::unique_ptr<Quantity>, std::less<>>& all() const { return quantities_; }
  void serialize(State&);

 private:
  std::map<std::string, std::unique_ptr<Quantity>, std::less<>> quantities_;
};

}  // namespace emulator
