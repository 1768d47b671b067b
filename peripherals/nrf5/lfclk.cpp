#include "peripherals/nrf5/lfclk.hpp"

#include <cmath>

namespace nrf5 {

Duration LowFrequencyClock::grid(Time t) const {
  if (speed_ == unit) return grid_since_ + (t - since_);
  return grid_since_ + Duration{static_cast<i64>(static_cast<__int128>((t - since_).count()) * speed_ / unit)};
}

Time LowFrequencyClock::time(Duration grid) const {
  const i64 ahead = (grid - grid_since_).count();
  if (speed_ == unit || ahead <= 0) return since_ + Duration{ahead};
  return since_ + Duration{static_cast<i64>((static_cast<__int128>(ahead) * unit + speed_ - 1) / speed_)};
}

void LowFrequencyClock::drift(Time now, double parts_per_million) {
  const i64 speed = unit + std::llround(1e3 * parts_per_million);
  if (speed == speed_) return;
  grid_since_ = grid(now);
  since_ = now;
  speed_ = speed;
  for (const auto& moved : on_drift) moved();
}

void LowFrequencyClock::serialize(State& state) {
  i64 since = since_.time_since_epoch().count(), grid_since = grid_since_.count();
  state(running, since, grid_since, speed_);
  if (!state.loading()) return;
  if (speed_ < 1) throw StateError("the snapshot does not fit this machine: LFCLK goes backwards");
  since_ = Time{Duration{since}};
  grid_since_ = Duration{grid_since};
}

}  // namespace nrf5
