#include "emulator/i2c.hpp"

#include <algorithm>

namespace emulator {

bool I2cBus::start(u8 address, bool reading) {
  const auto it = std::ranges::find(targets_, address, &Entry::address);
  I2cTarget* const next = it == targets_.end() ? nullptr : it->target;
  if (selected_ && selected_ != next) selected_->stop();
  selected_ = next;
  if (!selected_ || selected_->start(reading)) return selected_ != nullptr;
  selected_ = nullptr;
  return false;
}

void I2cBus::stop() {
  if (selected_) selected_->stop();
  selected_ = nullptr;
}

void I2cBus::serialize(State& state) {
  const auto it = std::ranges::find(targets_, selected_, &Entry::target);
  u32 index = selected_ ? static_cast<u32>(it - targets_.begin()) : static_cast<u32>(targets_.size());
  state(index);
  if (state.loading()) selected_ = index < targets_.size() ? targets_[index].target : nullptr;
}

}  // namespace emulator
