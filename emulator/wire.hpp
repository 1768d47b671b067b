#pragma once
// A named digital signal: an interrupt request, a task or event line, a chip select.
#include <functional>
#include <string>
#include <vector>

#include "emulator/state.hpp"

namespace emulator {

class Wire {
 public:
  explicit Wire(std::string name, bool level = false) : name_(std::move(name)), level_(level) {}
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  bool level() const { return level_; }
  const std::string& name() const { return name_; }
  void drive(bool level) {
    if (level == level_) return;
    level_ = level;
    for (auto& listener : listeners_) listener(level);
  }
  // The listener hears the present level at once, then every change. Listeners stay as long as the wire.
  void listen(std::function<void(bool)> listener) {
    listener(level_);
    listeners_.push_back(std::move(listener));
  }
  // Loading sets the level silently: what listens has its own saved state.
  void serialize(State& state) { state(level_); }

 private:
  std::string name_;
  bool level_ = false;
  std::vector<std::function<void(bool)>> listeners_;
};

}  // namespace emulator
